import type { GraphScene } from './graph-scene.ts';

export type Move = 'before' | 'after' | 'up' | 'down';

/** Nodes in the same layer lie on a line, within this many pixels. */
const SAME_LAYER = 24;

/**
 * Where an arrow key leads: along an edge (`before`, `after`), or to the next node of the same layer. Of several ends
 * the one that was visited last, else the nearest. Null where there is none.
 */
export function neighbour(
  scene: GraphScene,
  from: string,
  move: Move,
  visited: readonly string[] = [],
): string | null {
  const at = scene.nodes.findIndex(({ id }) => id === from);
  const here = scene.layout.nodes[at];
  if (!here) return null;
  const isAcross = scene.direction === 'right';
  const along = (index: number) => place(index, isAcross ? 'x' : 'y');
  const across = (index: number) => place(index, isAcross ? 'y' : 'x');
  const place = (index: number, axis: 'x' | 'y') => scene.layout.nodes[index]?.[axis] ?? 0;
  const indexOf = new Map(scene.nodes.map(({ id }, index) => [id, index]));
  if (move === 'before' || move === 'after') {
    const ends = scene.edges.flatMap((edge) =>
      move === 'before' ? (edge.to === from ? [edge.from] : []) : edge.from === from ? [edge.to] : [],
    );
    const distance = (id: string) => Math.abs(across(indexOf.get(id) ?? 0) - across(at));
    const recent = (id: string) => visited.lastIndexOf(id);
    return ends.sort((a, b) => recent(b) - recent(a) || distance(a) - distance(b))[0] ?? null;
  }
  const sign = move === 'down' ? 1 : -1;
  const ahead = scene.nodes
    .map((_, index) => index)
    .filter((index) => (across(index) - across(at)) * sign > 0.5)
    .filter((index) => Math.abs(along(index) - along(at)) < SAME_LAYER);
  ahead.sort((a, b) => (across(a) - across(b)) * sign);
  const next = ahead[0];
  return next === undefined ? null : (scene.nodes[next]?.id ?? null);
}
