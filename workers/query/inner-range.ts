import { quantile } from '../../src/base/quartiles.ts';
import type { SeriesResult } from '../../src/rpc/query-api.ts';
import type { Curve } from './curve.ts';

/** Values beyond this number are sampled. */
const EXACT_VALUES = 32_768;

/**
 * 5th and 95th percentile of the values in range over all lines, before smoothing, and exactly how many lie outside. Of
 * more than EXACT_VALUES values the percentiles are those of every k-th point of each line, k a power of two, counted
 * from the line's first point: the same at every look.
 */
export function innerRange(curves: readonly Curve[]): SeriesResult['inner'] {
  const total = curves.reduce((sum, curve) => sum + curve.to - curve.from, 0);
  let stride = 1;
  while (total / stride > EXACT_VALUES) stride *= 2;
  const sample = new Float64Array(Math.ceil(total / stride) + curves.length);
  let count = 0;
  for (const curve of curves) {
    const { y } = curve.raw ?? curve.shown;
    const first = Math.ceil(curve.from / stride) * stride;
    for (let at = first; at < curve.to; at += stride) {
      const value = y[at]!;
      if (value - value === 0) sample[count++] = value;
    }
  }
  if (count === 0) return null;
  const sorted = sample.subarray(0, count).sort();
  const from = quantile(sorted, 0.05);
  const to = quantile(sorted, 0.95);
  return { from, to, outside: countOutside(curves, from, to) };
}

function countOutside(curves: readonly Curve[], from: number, to: number): number {
  let outside = 0;
  for (const curve of curves) {
    const { y } = curve.raw ?? curve.shown;
    for (let at = curve.from; at < curve.to; at++) {
      const value = y[at]!;
      if ((value < from || value > to) && value - value === 0) outside += 1;
    }
  }
  return outside;
}
