/** What a box of a box plot shows. Values that are not finite take no part. */
export interface BoxSummary {
  readonly n: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly mean: number;
  /** The last values within 1.5 times the distance of the quartiles (Tukey). */
  readonly lowWhisker: number;
  readonly highWhisker: number;
  /** Values beyond the whiskers, ascending. */
  readonly outliers: Float64Array;
}

/** Null where there is no finite value. */
export function summariseBox(values: ArrayLike<number>): BoxSummary | null {
  const sorted = sortedFinite(values);
  const n = sorted.length;
  if (n === 0) return null;
  const q1 = quantile(sorted, 0.25);
  const q3 = quantile(sorted, 0.75);
  const reach = (q3 - q1) * 1.5;
  // A quartile between two values may lie beyond the last value that counts: a whisker never goes inward.
  const inside = sorted.filter((value) => value >= q1 - reach && value <= q3 + reach);
  let sum = 0;
  for (const value of sorted) sum += value / n;
  return {
    n,
    q1,
    median: quantile(sorted, 0.5),
    q3,
    mean: sum,
    lowWhisker: Math.min(q1, inside[0] ?? q1),
    highWhisker: Math.max(q3, inside.at(-1) ?? q3),
    outliers: sorted.filter((value) => value < q1 - reach || value > q3 + reach),
  };
}

/** Between the values beside the place, as NumPy and R do by default. Of the first `count` values, at least one. */
export function quantile(sorted: Float64Array, share: number, count = sorted.length): number {
  const place = (count - 1) * share;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  const part = place - Math.floor(place);
  return part === 0 ? below : below * (1 - part) + above * part;
}

export function sortedFinite(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).filter(Number.isFinite).sort();
}
