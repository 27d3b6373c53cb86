import type { GraphLayout, LayoutQuery } from '../../base/graph-layout.ts';
import { lineageAddress } from '../../domain/lineage/lineage-address.ts';
import type { LineageEdge, LineageGraph, LineageNode } from '../../domain/lineage/lineage-graph.ts';
import type { RunStatus } from '../../domain/run.ts';
import {
  edgeLabelWidth,
  type GraphNode,
  type GraphScene,
  type NodeMark,
  nodeSize,
} from '../../ui/graph/index.ts';
import { edgeWords, nodeWords } from './lineage-words.ts';

const LOOKS: Readonly<Record<LineageNode['kind'], Pick<GraphNode, 'shape' | 'glyph' | 'tone'>>> = {
  dataset: { shape: 'drum', glyph: 'table', tone: 'muted' },
  run: { shape: 'box', glyph: 'run', tone: 'muted' },
  runs: { shape: 'stack', glyph: 'runs', tone: 'muted' },
  'logged-model': { shape: 'cut', glyph: 'cube', tone: 'muted' },
  version: { shape: 'tag', glyph: 'stamp', tone: 'muted' },
  stage: { shape: 'pill', glyph: 'none', tone: 'muted' },
  alias: { shape: 'pill', glyph: 'none', tone: 'muted' },
};

const FEW_EDGES = 30;

/** As everywhere in the app. */
const MARKS: Readonly<Record<RunStatus, NodeMark>> = {
  running: { shape: 'ring', tone: 'accent' },
  scheduled: { shape: 'dots', tone: 'accent' },
  finished: { shape: 'disc', tone: 'good' },
  failed: { shape: 'square', tone: 'failed' },
  killed: { shape: 'frame', tone: 'failed' },
  unknown: { shape: 'dash', tone: 'muted' },
};

/** What a layout needs to know of a lineage. */
export function layoutQuery(graph: LineageGraph, direction: LayoutQuery['direction']): LayoutQuery {
  return {
    direction,
    nodes: graph.nodes.map((node) => ({
      id: node.id,
      ...nodeSize({ ...LOOKS[node.kind], label: node.label }),
    })),
    edges: graph.edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      labelWidth: edgeLabelWidth(drawnLabel(edge, graph)),
    })),
  };
}

/** A lineage with its places, ready to be drawn. */
export function toScene(
  graph: LineageGraph,
  layout: GraphLayout,
  direction: LayoutQuery['direction'],
): GraphScene {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const before = countBy(graph.edges.map(({ to }) => to));
  const after = countBy(graph.edges.map(({ from }) => from));
  return {
    direction,
    layout,
    focus: graph.focus,
    nodes: graph.nodes.map((node) => ({
      id: node.id,
      label: node.label,
      detail: node.detail,
      ...LOOKS[node.kind],
      ...(node.kind === 'stage' && node.label === 'Production' && { tone: 'good' as const }),
      mark: node.status && MARKS[node.status],
      gone: node.deleted,
      words: nodeWords(node, before.get(node.id) ?? 0, after.get(node.id) ?? 0),
      opens: toHref(pageOf(node)),
      expands: node.kind === 'runs',
    })),
    edges: graph.edges.flatMap((edge) => {
      const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
      return from && to
        ? [{ ...edge, label: drawnLabel(edge, graph), words: edgeWords(edge, from, to) }]
        : [];
    }),
  };
}

/** The page of a thing; a logged model has none of its own, its lineage stands for it. Null for what is no thing. */
function pageOf({ focus, versionNumber }: LineageNode): string | null {
  switch (focus?.kind) {
    case 'dataset':
      return `/data/${encodeURIComponent(focus.dataset)}`;
    case 'run':
      return `/runs/${encodeURIComponent(focus.run)}`;
    case 'version':
      return `/models/${encodeURIComponent(focus.model)}/${versionNumber ?? ''}`;
    case 'logged-model':
      return lineageAddress(focus);
    case undefined:
      return null;
  }
}

function toHref(address: string | null): string | null {
  return address === null ? null : `#${address}`;
}

/** Among many edges only the steps of models are drawn: the others would stand on one another. */
function drawnLabel({ label }: LineageEdge, { edges }: LineageGraph): string {
  return edges.length <= FEW_EDGES || label.startsWith('step ') ? label : '';
}

function countBy(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
