import type { SeriesMark } from '../../src/rpc/query-api.ts';
import { placeOf } from './prepared-series.ts';
import type { Stretch } from './series.ts';

const KINDS = ['nan', 'inf', '-inf'] as const;

/** NaN and ±∞ of a stretch: how many, and a mark for each kind and pixel that has one. */
export function collectMarks(
  { series, from: start, to: end }: Stretch,
  from: number,
  to: number,
  widthPx: number,
): { readonly marks: readonly SeriesMark[]; readonly count: number } {
  const marks: SeriesMark[] = [];
  let count = 0;
  let pixel = -1;
  let seen = 0;
  for (let i = firstAtLeast(series.nonFinite, start); i < series.nonFinite.length; i++) {
    const at = series.nonFinite[i]!;
    if (at >= end) break;
    count += 1;
    const x = placeOf(series, at);
    const here = to > from ? Math.floor(((x - from) / (to - from)) * widthPx) : 0;
    if (here !== pixel) seen = 0;
    pixel = here;
    const kind = kindOf(series.y[at]!);
    if ((seen & (1 << kind)) !== 0) continue;
    seen |= 1 << kind;
    marks.push({ x, what: KINDS[kind] });
  }
  return { marks, count };
}

function kindOf(value: number): 0 | 1 | 2 {
  if (Number.isNaN(value)) return 0;
  return value > 0 ? 1 : 2;
}

function firstAtLeast(positions: Int32Array, at: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (positions[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
