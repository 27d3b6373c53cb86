import { lowerBound, upperBound } from './ascending.ts';

/** Where an x lies among the pixels of a chart, and back. */
export interface Spacing {
  /** 0 at the low end of the range, 1 at the high end. */
  shareOf(x: number): number;
  /** Ascending with the share, also below 0 and above 1. */
  edge(share: number): number;
}

export interface Keyed {
  readonly keys: Float64Array;
  readonly origin: number;
}

/** Below this powers of ten run out of digits. */
const LEAST_SIZE = 1e-290;
/** Further than this below the greatest value everything counts as around zero, as on a log axis of y. */
const SYMLOG_DECADES = 1e-6;

/**
 * Pixels evenly spaced, or by the logarithm of x. A log axis that reaches to zero or below is linear around zero
 * (`base/axis/axis-scale`): every x has its place, step 0 as well.
 */
export function makeSpacing(from: number, to: number, logX: boolean, lines: readonly Keyed[]): Spacing {
  if (!logX || !(to > from)) return makeLinear(from, to);
  if (from >= LEAST_SIZE) return makeCurved(from, to, Math.log, Math.exp);
  const greatest = Math.max(Math.abs(from), Math.abs(to));
  const least = Math.max(leastSize(from, to, lines), greatest * SYMLOG_DECADES, LEAST_SIZE);
  const threshold = 10 ** Math.floor(Math.log10(Math.min(least, greatest)));
  return makeCurved(
    from,
    to,
    (x) => Math.asinh(x / threshold),
    (place) => Math.sinh(place) * threshold,
  );
}

function makeLinear(from: number, to: number): Spacing {
  return {
    // Halves: the span of two huge steps may be infinite.
    shareOf: (x) => (to > from ? (x / 2 - from / 2) / (to / 2 - from / 2) : 0),
    edge: (share) => from * (1 - share) + to * share,
  };
}

function makeCurved(
  from: number,
  to: number,
  forward: (x: number) => number,
  backward: (place: number) => number,
): Spacing {
  const low = forward(from);
  const high = forward(to);
  return {
    shareOf: (x) => (forward(x) - low) / (high - low),
    edge: (share) => backward(low * (1 - share) + high * share),
  };
}

/** Least distance from zero of an x in range that is not zero; infinite where there is none. */
function leastSize(from: number, to: number, lines: readonly Keyed[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { keys, origin } of lines) {
    const below = lowerBound(keys, origin, 0, 0, keys.length) - 1;
    const above = upperBound(keys, origin, 0, 0, keys.length);
    for (const at of [below, above]) {
      const x = keys[at]! - origin;
      if (x >= from && x <= to) least = Math.min(least, Math.abs(x));
    }
  }
  return least;
}
