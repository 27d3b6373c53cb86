/** Wider Gaussians are made of three running means, which differ from them by about a hundredth of what the signal spans. */
const WIDEST_KERNEL = 4;
/** In standard deviations: what lies beyond weighs less than 1/3000. */
const KERNEL_REACH = 4;
const PASSES = 3;

/** The mean of the finite values of up to `reach` points on each side and the point itself. */
export function smoothMean(y: Float64Array, reach: number): Float64Array {
  return divided(
    y,
    boxSums(finiteOrZero(y), reach),
    weightsOf(y, reach, (mask) => boxSums(mask, reach)),
  );
}

/** `sigma` in points. */
export function smoothGaussian(y: Float64Array, sigma: number): Float64Array {
  if (sigma <= WIDEST_KERNEL) return smoothWithKernel(y, sigma);
  const reaches = boxReaches(sigma);
  // A pass takes from beyond both ends what the one before spread there.
  const margin = reaches.reduce((sum, reach) => sum + reach, 0);
  const sums = boxPasses(finiteOrZero(y), reaches, margin);
  return divided(
    y,
    sums,
    weightsOf(y, margin, (mask) => boxPasses(mask, reaches, margin)),
  );
}

function smoothWithKernel(y: Float64Array, sigma: number): Float64Array {
  const reach = Math.ceil(sigma * KERNEL_REACH);
  const kernel = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp(-0.5 * (i / sigma) ** 2));
  const smoothed = new Float64Array(y.length);
  for (let at = 0; at < y.length; at++) {
    const from = Math.max(0, at - reach);
    const to = Math.min(y.length - 1, at + reach);
    let mean = 0;
    let weights = 0;
    for (let i = from; i <= to; i++) {
      const value = y[i]!;
      if (value - value !== 0) continue;
      const weight = kernel[i < at ? at - i : i - at]!;
      weights += weight;
      mean += value * weight;
    }
    mean /= weights;
    smoothed[at] = Number.isFinite(y[at]!) && Number.isFinite(mean) ? mean : y[at]!;
  }
  return smoothed;
}

/** Reaches of running means that together have the variance of a Gaussian, as nearly as whole points allow. */
function boxReaches(sigma: number): number[] {
  // The variance of a mean of n points is (n² - 1) / 12.
  const ideal = Math.sqrt((12 * sigma * sigma) / PASSES + 1);
  const low = Math.floor((ideal - 1) / 2);
  const variance = (reach: number): number => ((2 * reach + 1) ** 2 - 1) / 12;
  const lowVariance = variance(low);
  const missing = (sigma * sigma - PASSES * lowVariance) / (variance(low + 1) - lowVariance);
  const longer = Math.round(missing);
  return Array.from({ length: PASSES }, (_, pass) => (pass < longer ? low + 1 : low));
}

function boxPasses(values: Float64Array, reaches: readonly number[], margin: number): Float64Array {
  let column = new Float64Array(values.length + margin * 2);
  column.set(values, margin);
  for (const reach of reaches) {
    column = boxSums(column, reach);
    const size = 2 * reach + 1;
    for (let at = 0; at < column.length; at++) column[at] = column[at]! / size;
  }
  return column.subarray(margin, margin + values.length) as Float64Array<ArrayBuffer>;
}

/**
 * The sum of up to `reach` values on each side and the value itself. The column is cut into blocks as long as the
 * window: a window is the end of one block and the beginning of the next, so nothing is ever subtracted, and one huge
 * value leaves no trace beyond its window.
 */
function boxSums(values: Float64Array, reach: number): Float64Array<ArrayBuffer> {
  const { length } = values;
  const size = 2 * reach + 1;
  const toEnd = sumsToBlockEnds(values, size);
  const sums = new Float64Array(length);
  let fromStart = 0;
  let blockStart = 0;
  for (let end = 0; end < length; end++) {
    if (end - blockStart === size) {
      blockStart = end;
      fromStart = 0;
    }
    fromStart += values[end]!;
    const from = end - size + 1;
    if (end < reach) continue;
    // A window that is cut off on the left lies in the first block.
    if (from < 0 || from === blockStart) sums[end - reach] = fromStart;
    else sums[end - reach] = toEnd[from]! + fromStart;
  }
  // Windows that are cut off on the right: `fromStart` holds what the last block has.
  for (let at = Math.max(0, length - reach); at < length; at++) {
    const from = at - reach;
    if (from < 0) sums[at] = fromStart;
    else sums[at] = from >= blockStart ? toEnd[from]! : toEnd[from]! + fromStart;
  }
  return sums;
}

/** From each position to the end of its block. */
function sumsToBlockEnds(values: Float64Array, size: number): Float64Array {
  const sums = new Float64Array(values.length);
  const lastStart = Math.floor((values.length - 1) / size) * size;
  for (let start = lastStart; start >= 0; start -= size) {
    let sum = 0;
    for (let at = Math.min(values.length, start + size) - 1; at >= start; at--) {
      sum += values[at]!;
      sums[at] = sum;
    }
  }
  return sums;
}

function finiteOrZero(y: Float64Array): Float64Array {
  const values = y.slice();
  for (let at = 0; at < y.length; at++) if (!Number.isFinite(y[at]!)) values[at] = 0;
  return values;
}

interface Weights {
  readonly values: Float64Array;
  /** From here on a place counts from the end, as in the column: all between weigh the same. -1 where none is left out. */
  readonly middle: number;
}

/** What the window over each point weighs; where all are finite that differs only near the ends. */
function weightsOf(
  y: Float64Array,
  margin: number,
  windowSums: (mask: Float64Array) => Float64Array,
): Weights {
  const length = 2 * margin + 1;
  if (y.length > length && y.every((value) => Number.isFinite(value))) {
    return { values: windowSums(new Float64Array(length).fill(1)), middle: margin };
  }
  const mask = new Float64Array(y.length);
  for (let at = 0; at < y.length; at++) mask[at] = Number.isFinite(y[at]!) ? 1 : 0;
  return { values: windowSums(mask), middle: -1 };
}

/** What is not finite stays so; a sum that was too large for a number gives way to the value itself. */
function divided(y: Float64Array, sums: Float64Array, { values: weights, middle }: Weights): Float64Array {
  const smoothed = new Float64Array(y.length);
  const leftOut = y.length - weights.length;
  for (let at = 0; at < y.length; at++) {
    const place = middle < 0 || at < middle ? at : Math.max(middle, at - leftOut);
    const mean = sums[at]! / weights[place]!;
    smoothed[at] = Number.isFinite(y[at]!) && Number.isFinite(mean) ? mean : y[at]!;
  }
  return smoothed;
}
