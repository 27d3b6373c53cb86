import { graphlib, layout } from '@dagrejs/dagre';
import type { GraphLayout, LayoutQuery, Point } from '../../src/base/graph-layout.ts';

const MARGIN = 16;
const LABEL_HEIGHT = 16;
const GAPS = {
  right: { nodesep: 14, ranksep: 60, edgesep: 10 },
  down: { nodesep: 18, ranksep: 36, edgesep: 14 },
} as const;

/**
 * Places a graph in layers. The same query gives the same places. Takes about half a millisecond an edge, which is why
 * a worker does it.
 */
export function placeGraph({ direction, nodes, edges }: LayoutQuery): GraphLayout {
  const graph = new graphlib.Graph();
  const rankdir = direction === 'right' ? 'LR' : 'TB';
  graph.setGraph({ rankdir, marginx: MARGIN, marginy: MARGIN, ...GAPS[direction] });
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { from, to, labelWidth } of edges) {
    const label = labelWidth > 0 ? { width: labelWidth, height: LABEL_HEIGHT, labelpos: 'c' as const } : {};
    graph.setEdge(from, to, label);
  }
  layout(graph);
  const size = graph.graph() as { readonly width?: number; readonly height?: number };
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    nodes: nodes.map(({ id }) => pointOf(graph.node(id))),
    edges: edges.map(({ from, to, labelWidth }) => {
      const ends = [graph.node(from), graph.node(to)].map((node) => ({ ...pointOf(node), ...sizeOf(node) }));
      const placed = graph.edge(from, to) as { readonly points?: readonly Point[] } & Partial<Point>;
      return {
        points: joinSides((placed.points ?? []).map(pointOf), ends[0]!, ends[1]!, direction, labelWidth > 0),
        label: labelWidth > 0 && placed.x !== undefined ? pointOf(placed) : null,
      };
    }),
  };
}

interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Lines leave a node at the middle of one side and come in at the middle of the other, unless they lead back. */
function joinSides(
  points: readonly Point[],
  from: Box,
  to: Box,
  direction: LayoutQuery['direction'],
  hasLabel: boolean,
): readonly Point[] {
  const isRight = direction === 'right';
  const [first, last] = isRight
    ? [
        { x: from.x + from.width / 2, y: from.y },
        { x: to.x - to.width / 2, y: to.y },
      ]
    : [
        { x: from.x, y: from.y + from.height / 2 },
        { x: to.x, y: to.y - to.height / 2 },
      ];
  const leadsBack = isRight ? last.x <= first.x : last.y <= first.y;
  if (leadsBack) return points;
  // Between two layers the one point in the middle only makes room for a label.
  return points.length === 3 && !hasLabel ? [first, last] : [first, ...points.slice(1, -1), last];
}

function sizeOf({ width = 0, height = 0 }: { width?: number; height?: number }): Omit<Box, keyof Point> {
  return { width, height };
}

/** The library hands out more than the two numbers. */
function pointOf({ x = 0, y = 0 }: Partial<Point>): Point {
  return { x, y };
}
