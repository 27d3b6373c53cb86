import type { RunValues } from './aggregate.ts';
import { lowerBound } from './ascending.ts';
import type { Spacing } from './bucket-spacing.ts';
import type { Stretch } from './curve.ts';
import { type Channel, type PreparedSeries, placeOf } from './prepared-series.ts';
import { isEqualColumn } from './shared-steps.ts';

/** Whether every run has its points at the same places, point for point. */
export function shareKeys(members: readonly PreparedSeries[]): boolean {
  const [first, ...others] = members;
  return others.every((one) => one.origin === first!.origin && isEqualColumn(one.keys, first!.keys));
}

/**
 * A run at places of a grid: its value where it has a point (the last one logged there), else linearly between the
 * points on either side. NaN before its first and after its last point, and where one of the two is not finite: a line
 * that is broken is not mended.
 */
export function interpolate(series: PreparedSeries, { y }: Channel, grid: Float64Array): Float64Array {
  const values = new Float64Array(grid.length).fill(Number.NaN);
  const { keys, origin } = series;
  let at = 0;
  for (let i = 0; i < grid.length; i++) {
    at = lowerBound(keys, origin, grid[i]!, at, keys.length);
    values[i] = valueNear(series, y, grid[i]!, at);
  }
  return values;
}

/** `at` is the first point that does not lie before `x`. */
function valueNear(series: PreparedSeries, y: Float64Array, x: number, at: number): number {
  const { length } = series.keys;
  if (at < length && placeOf(series, at) === x) {
    let last = at;
    while (last + 1 < length && placeOf(series, last + 1) === x) last += 1;
    return y[last]!;
  }
  if (at === 0 || at === length) return Number.NaN;
  const before = placeOf(series, at - 1);
  // Halves: the distance of two huge steps may be infinite.
  const share = (x / 2 - before / 2) / (placeOf(series, at) / 2 - before / 2);
  return y[at - 1]! * (1 - share) + y[at]! * share;
}

/** Pixels as places of a grid, one more on each side. */
export interface PixelGrid {
  /** The middle of each. */
  readonly x: Float64Array;
  /** One more than `x`. */
  readonly edges: Float64Array;
}

export function makePixelGrid(spacing: Spacing, widthPx: number): PixelGrid {
  const count = widthPx + 2;
  const x = new Float64Array(count);
  const edges = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    x[i] = spacing.edge((i - 0.5) / widthPx);
    edges[i] = spacing.edge((i - 1) / widthPx);
  }
  edges[count] = spacing.edge((widthPx + 1) / widthPx);
  // The end of the range belongs to its last pixel.
  const end = edges[count - 1]!;
  edges[count - 1] = end + Math.max(Math.abs(end) * Number.EPSILON, Number.MIN_VALUE);
  return { x, edges };
}

/**
 * A run at each pixel: the mean of its finite points there, their least and greatest beside it; where it has none, the
 * place between its points as `interpolate` has it.
 */
export function meanPerPixel(series: PreparedSeries, channel: Channel, { x, edges }: PixelGrid): RunValues {
  const { keys, origin } = series;
  const { y, pyramid } = channel;
  const values = new Float64Array(x.length).fill(Number.NaN);
  const least = values.slice();
  const greatest = values.slice();
  let start = lowerBound(keys, origin, edges[0]!, 0, keys.length);
  for (let i = 0; i < x.length; i++) {
    const end = lowerBound(keys, origin, edges[i + 1]!, start, keys.length);
    if (start === end) {
      const value = valueNear(series, y, x[i]!, lowerBound(keys, origin, x[i]!, start, keys.length));
      values[i] = value;
      least[i] = value;
      greatest[i] = value;
    } else {
      pyramid.find(start, end);
      if (pyramid.minAt >= 0) {
        values[i] = meanOf(y, start, end);
        least[i] = y[pyramid.minAt]!;
        greatest[i] = y[pyramid.maxAt]!;
      }
    }
    start = end;
  }
  return { values, least, greatest };
}

/** Of the finite values. */
function meanOf(y: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let at = from; at < to; at++) {
    const value = y[at]!;
    if (value - value !== 0) continue;
    sum += value;
    count += 1;
  }
  if (Number.isFinite(sum)) return sum / count;
  let mean = 0;
  for (let at = from; at < to; at++) if (Number.isFinite(y[at]!)) mean += y[at]! / count;
  return mean;
}

export function channelOf({ series, smoothed }: Stretch): Channel {
  return smoothed ?? series;
}
