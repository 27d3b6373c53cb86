import type { Smoothing } from '../../src/domain/view-state.ts';
import { smoothGaussian, smoothMean } from './smoothing-windows.ts';

/** As TensorBoard's slider ends. */
const MOST = 0.999;

/**
 * Smoothed y, as long as y; x ascends. What is not finite passes through where it stands and takes no part elsewhere. An
 * amount w (0 … 0.999) means the same strength whatever the kind: as much of white noise is left as `ema` leaves of it,
 * which is what a mean of (1 + w) / (1 - w) points leaves, 1,999 at most.
 *
 * - `ema`: TensorBoard's. s ← w·s + (1 - w)·y, divided by 1 - wⁿ after n points; a series that is the same value
 *   throughout stays as it is.
 * - `time-ema`: W&B's. With v = min(√w, 0.999) and d the distance in x to the point before, in thousandths of the whole
 *   extent of this series: s ← vᵈ·s + y, divided by the same sum over ones. What else is on the chart, or how far it is
 *   zoomed, changes nothing. (W&B takes the extent of the chart.)
 * - `mean`: of the point and w / (1 - w) points, rounded, on each side; at the ends of what is there.
 * - `gaussian`: by distance in points, both ways; σ is (1 + w) / (1 - w) / 2√π points, 564 at most.
 */
export function smooth(x: Float64Array, y: Float64Array, { kind, amount }: Smoothing): Float64Array {
  const weight = Math.min(Math.max(amount, 0), MOST);
  switch (kind) {
    case 'ema':
      return smoothEma(y, weight);
    case 'time-ema':
      return smoothTimeEma(x, y, weight);
    case 'mean':
      return smoothMean(y, Math.round(weight / (1 - weight)));
    case 'gaussian':
      return smoothGaussian(y, (1 + weight) / (1 - weight) / (2 * Math.sqrt(Math.PI)));
  }
}

export function isSmoothed({ amount }: Smoothing): boolean {
  return amount > 0;
}

function smoothEma(y: Float64Array, weight: number): Float64Array {
  if (isConstant(y)) return y.slice();
  const smoothed = new Float64Array(y.length);
  let last = 0;
  let count = 0;
  let isDebiased = false;
  for (let at = 0; at < y.length; at++) {
    const value = y[at]!;
    if (!Number.isFinite(value)) {
      smoothed[at] = value;
      continue;
    }
    last = last * weight + (1 - weight) * value;
    if (isDebiased) {
      smoothed[at] = last;
      continue;
    }
    count += 1;
    const debias = 1 - weight ** count;
    // From here on the division changes nothing.
    isDebiased = debias === 1;
    smoothed[at] = last / debias;
  }
  return smoothed;
}

function isConstant(y: Float64Array): boolean {
  const first = y[0]!;
  for (let at = 1; at < y.length; at++) if (y[at] !== first) return false;
  return true;
}

const EXTENT_UNITS = 1000;

function smoothTimeEma(x: Float64Array, y: Float64Array, weight: number): Float64Array {
  const smoothed = new Float64Array(y.length);
  const decay = Math.min(Math.sqrt(weight), MOST);
  // Half the way twice: the extent of x may be beyond the largest number, half of it is not.
  const unit = y.length > 0 ? (x[x.length - 1]! / 2 - x[0]! / 2) / (EXTENT_UNITS / 2) : 0;
  let mean = 0;
  let weights = 0;
  let previous = Number.NaN;
  let distance = -1;
  let share = 1;
  for (let at = 0; at < y.length; at++) {
    const value = y[at]!;
    if (!Number.isFinite(value)) {
      smoothed[at] = value;
      continue;
    }
    const gap = weights === 0 || unit === 0 ? 0 : x[at]! - previous;
    // Most series are evenly spaced: a power for each point would be most of the work.
    if (gap !== distance) {
      distance = gap;
      share = decay ** (unit === 0 ? 0 : gap / unit);
    }
    previous = x[at]!;
    weights = weights * share + 1;
    // A mean of means, not a divided sum: a sum may be too large for a number where no value is.
    const part = 1 / weights;
    mean = mean * (1 - part) + value * part;
    smoothed[at] = mean;
  }
  return smoothed;
}
