import type { SeriesMark } from '../../src/rpc/query-api.ts';
import type { Spacing } from './bucket-spacing.ts';
import type { CurveFacts, Stretch } from './curve.ts';
import { placeOf } from './prepared-series.ts';

const KINDS = ['nan', 'inf', '-inf'] as const;

/** What is said of the points of one run, or of all runs of a group: a mark for each kind and pixel that has one. */
export function gatherFacts(stretches: readonly Stretch[], spacing: Spacing, widthPx: number): CurveFacts {
  let count = 0;
  let pointsInRange = 0;
  let unplaced = 0;
  const marks: SeriesMark[] = [];
  for (const stretch of stretches) {
    count += collectMarks(stretch, spacing, widthPx, marks);
    pointsInRange += stretch.to - stretch.from;
    unplaced += stretch.series.unplaced;
  }
  if (stretches.length === 1) return { marks, pointsInRange, nonFiniteInRange: count, unplaced };
  marks.sort((a, b) => a.x - b.x);
  return {
    marks: onePerPixel(marks, spacing, widthPx),
    pointsInRange,
    nonFiniteInRange: count,
    unplaced,
  };
}

function collectMarks(
  { series, from, to }: Stretch,
  spacing: Spacing,
  widthPx: number,
  marks: SeriesMark[],
): number {
  let count = 0;
  let pixel = -1;
  let seen = 0;
  for (let i = firstAtLeast(series.nonFinite, from); i < series.nonFinite.length; i++) {
    const at = series.nonFinite[i]!;
    if (at >= to) break;
    count += 1;
    const x = placeOf(series, at);
    const here = Math.floor(spacing.shareOf(x) * widthPx);
    if (here !== pixel) seen = 0;
    pixel = here;
    const kind = kindOf(series.y[at]!);
    if ((seen & (1 << kind)) !== 0) continue;
    seen |= 1 << kind;
    marks.push({ x, what: KINDS[kind] });
  }
  return count;
}

function onePerPixel(marks: readonly SeriesMark[], spacing: Spacing, widthPx: number): readonly SeriesMark[] {
  const seen = new Set<string>();
  return marks.filter(({ x, what }) => {
    const place = `${Math.floor(spacing.shareOf(x) * widthPx)} ${what}`;
    return !seen.has(place) && seen.add(place);
  });
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
