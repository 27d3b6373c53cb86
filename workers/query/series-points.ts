import type { Curve, Drawn, DrawnLine } from './curve.ts';
import { LineColumns } from './line-columns.ts';
import { placeOf } from './prepared-series.ts';

/** Cells of the joined table beyond which drawing every point costs more than it shows. */
const MAX_CELLS = 600_000;

/**
 * Every point of every line over the union of their x. An x that a run logged several times stands as often as the
 * run that has it most often. null when the union is too large.
 */
export function joinPoints(curves: readonly Curve[]): Drawn | null {
  const x = unionX(curves.map(widened), Math.ceil(MAX_CELLS / Math.max(1, curves.length)));
  if (x === null) return null;
  return { x, lines: curves.map((curve) => alignTo(x, curve)) };
}

interface Head {
  readonly keys: Float64Array;
  readonly origin: number;
  from: number;
  readonly to: number;
}

/** One point more on each side, where there is one. */
export function widened({ keys, origin, from, to }: Head): Head {
  return { keys, origin, from: Math.max(0, from - 1), to: Math.min(keys.length, to + 1) };
}

/** null when it has more than `limit` places. */
export function unionX(heads: readonly Head[], limit: number): Float64Array | null {
  const moving = heads.map((head) => ({ ...head }));
  const union = takeUnion(moving, limit);
  return moving.some((head) => head.from < head.to) ? null : union;
}

/** The first `limit` places of the union, and no more. Moves the heads beyond them. */
export function takeUnion(heads: readonly Head[], limit: number): Float64Array {
  const most = heads.reduce((sum, head) => sum + head.to - head.from, 0);
  const union = new Float64Array(Math.min(limit, most));
  for (let count = 0; count < union.length; count++) {
    let least = Number.POSITIVE_INFINITY;
    for (const head of heads) if (head.from < head.to) least = Math.min(least, placeOf(head, head.from));
    if (least === Number.POSITIVE_INFINITY) return union.slice(0, count);
    union[count] = least;
    for (const head of heads) if (head.from < head.to && placeOf(head, head.from) === least) head.from += 1;
  }
  return union;
}

function alignTo(x: Float64Array, curve: Curve): DrawnLine {
  const { from, to } = widened(curve);
  const line = new LineColumns(curve, x.length);
  let at = from;
  for (let i = 0; i < x.length && at < to; i++) {
    if (placeOf(curve, at) !== x[i]) continue;
    line.setPoint(i, at);
    at += 1;
  }
  return line.finish(x.length);
}
