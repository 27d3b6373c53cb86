import { placeOf } from './prepared-series.ts';
import type { Drawn, Stretch } from './series.ts';

/** Cells of the joined table beyond which drawing every point costs more than it shows. */
const MAX_CELLS = 600_000;

/**
 * Every point of every line over the union of their x. An x that a run logged several times stands as often as the
 * run that has it most often. null when the union is too large.
 */
export function joinPoints(stretches: readonly Stretch[]): Drawn | null {
  const x = unionX(stretches, Math.ceil(MAX_CELLS / Math.max(1, stretches.length)));
  if (x === null) return null;
  return { x, lines: stretches.map((stretch) => alignTo(x, stretch)) };
}

/** One point more on each side, where there is one. */
function widened({ from, to, series }: Stretch): { from: number; to: number } {
  return { from: Math.max(0, from - 1), to: Math.min(series.keys.length, to + 1) };
}

function unionX(stretches: readonly Stretch[], limit: number): Float64Array | null {
  const heads = stretches.map((stretch) => ({ ...widened(stretch), series: stretch.series }));
  const union = new Float64Array(
    Math.min(
      limit + 1,
      heads.reduce((sum, head) => sum + head.to - head.from, 0),
    ),
  );
  for (let count = 0; ; count++) {
    let least = Number.POSITIVE_INFINITY;
    for (const head of heads)
      if (head.from < head.to) least = Math.min(least, placeOf(head.series, head.from));
    if (least === Number.POSITIVE_INFINITY) return union.slice(0, count);
    if (count >= limit) return null;
    union[count] = least;
    for (const head of heads)
      if (head.from < head.to && placeOf(head.series, head.from) === least) head.from += 1;
  }
}

function alignTo(x: Float64Array, stretch: Stretch): Drawn['lines'][number] {
  const { series } = stretch;
  const { from, to } = widened(stretch);
  const y = new Float64Array(x.length).fill(Number.NaN);
  const breaks: number[] = [];
  let at = from;
  for (let i = 0; i < x.length && at < to; i++) {
    if (placeOf(series, at) !== x[i]) continue;
    const value = series.y[at]!;
    if (Number.isFinite(value)) y[i] = value;
    else breaks.push(i);
    at += 1;
  }
  return { y, breaks: Uint32Array.from(breaks) };
}
