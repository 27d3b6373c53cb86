import { quantile, sortedFinite } from './quartiles.ts';

/** Bins of a histogram: bin `i` reaches from `edges[i]` to below `edges[i + 1]`, the last one includes its end. */
export interface Bins {
  readonly edges: Float64Array;
  readonly log: boolean;
}

/** Rounding may make half as many again of it. */
const MOST_BINS = 80;
/** Below this powers of ten run out of digits. */
const LEAST_SPAN = 1e-290;

/**
 * Bins by the rule of Freedman and Diaconis, their edges on round numbers, so that the same values always give the
 * same bins. Whole numbers of a short range get a bin each. With `log` the bins are equally wide on a log axis and
 * values of zero and below have none. Null where there is no finite value.
 */
export function makeBins(values: ArrayLike<number>, log: boolean): Bins | null {
  const all = sortedFinite(values);
  const sorted = log ? all.filter((value) => value > 0).map(Math.log10) : all;
  const n = sorted.length;
  if (n === 0) return null;
  const [min, max] = [sorted[0]!, sorted[n - 1]!];
  if (!log && max - min <= 30 && sorted.every(Number.isInteger)) return wholeBins(min, max);
  const span = max - min;
  const size = Math.max(Math.abs(min), Math.abs(max));
  if (!(span > Math.max(size * 1e-10, LEAST_SPAN)) || !Number.isFinite(span)) return singleBin(min, max, log);
  const width = roundWidth(Math.max(freedmanDiaconis(sorted), span / MOST_BINS));
  const first = Math.floor(min / width + 1e-9);
  const count = Math.max(1, Math.ceil(max / width - 1e-9) - first);
  const edges = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) edges[i] = edge((first + i) * width, log);
  // Rounding an edge must not put the least or the greatest value outside.
  edges[0] = Math.min(edges[0]!, all[all.length - n]!);
  edges[count] = Math.max(edges[count]!, all.at(-1)!);
  return { edges, log };
}

/** How many of the values lie in each bin. */
export function countInBins(bins: Bins, values: ArrayLike<number>): Uint32Array {
  const { edges } = bins;
  const counts = new Uint32Array(edges.length - 1);
  for (let i = 0; i < values.length; i++) {
    const bin = binOf(bins, values[i]!);
    if (bin >= 0) counts[bin]! += 1;
  }
  return counts;
}

/** -1 outside of all bins and for NaN. */
export function binOf({ edges }: Bins, value: number): number {
  const last = edges.length - 1;
  if (!(value >= edges[0]! && value <= edges[last]!)) return -1;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= edges[middle]!) low = middle;
    else high = middle;
  }
  return low;
}

function freedmanDiaconis(sorted: Float64Array): number {
  const n = sorted.length;
  const spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  // Where half of the values are the same the rule has no answer: Sturges' has.
  if (!(spread > 0)) return (sorted[n - 1]! - sorted[0]!) / Math.ceil(Math.log2(n) + 1);
  return (2 * spread) / Math.cbrt(n);
}

function wholeBins(min: number, max: number): Bins {
  return { edges: Float64Array.from({ length: max - min + 2 }, (_, i) => min + i - 0.5), log: false };
}

function singleBin(min: number, max: number, log: boolean): Bins {
  const middle = min / 2 + max / 2;
  const half = log ? 0.5 : Math.max(Math.abs(middle) * 0.1, 0.5);
  return { edges: Float64Array.of(edge(middle - half, log), edge(middle + half, log)), log };
}

/** The nearest of 1, 2, 2.5, 5 × 10ⁿ. */
function roundWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const factors = [1, 2, 2.5, 5, 10];
  const misses = factors.map((factor) => Math.abs(Math.log((factor * power) / width)));
  return factors[misses.indexOf(Math.min(...misses))]! * power;
}

function edge(place: number, log: boolean): number {
  // Multiplying leaves dust such as 0.30000000000000004.
  return Number((log ? 10 ** place : place).toPrecision(12));
}
