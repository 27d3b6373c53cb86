import { populationStability } from '../data-drift.ts';

export type DriftMeasure = 'psi' | 'ks';

const MOST_BINS = 10;
/** Runs of the baseline that a bin should have: with fewer, single runs would decide. */
const RUNS_OF_BIN = 5;

/** How differently the values of the window are distributed than those of the baseline; both finite and not empty. */
export function measureRunDrift(
  measure: DriftMeasure,
  baseline: readonly number[],
  window: readonly number[],
): number {
  return measure === 'psi' ? decilePsi(baseline, window) : ksStatistic(baseline, window);
}

/**
 * Population stability index over the deciles of the baseline; over fewer quantiles where it has fewer than 50 runs. A
 * bin that is empty counts as half a run, so that the logarithm of a small window stays in proportion.
 */
export function decilePsi(baseline: readonly number[], window: readonly number[]): number {
  const bins = Math.min(MOST_BINS, Math.max(2, Math.floor(baseline.length / RUNS_OF_BIN)));
  const edges = quantileEdges(ascending(baseline), bins);
  const least = 0.5 / Math.min(baseline.length, window.length);
  return populationStability(countBins(baseline, edges), countBins(window, edges), least) ?? 0;
}

/** The greatest distance between the two empirical distributions, 0 … 1. */
export function ksStatistic(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ascending(a), ascending(b)];
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i]!, y[j]!);
    while (i < x.length && x[i]! <= value) i += 1;
    while (j < y.length && y[j]! <= value) j += 1;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most;
}

function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

/** The least values of the bins but the first: inner quantiles as NumPy interpolates them, each once. */
function quantileEdges(sorted: Float64Array, bins: number): readonly number[] {
  const edges: number[] = [];
  for (let q = 1; q < bins; q++) {
    const place = ((sorted.length - 1) * q) / bins;
    const below = Math.floor(place);
    const [from, to] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
    const edge = from + (to - from) * (place - below);
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  // Where many values are equal to the greatest, what lies above it needs a bin of its own.
  const [last] = edges.slice(-1);
  if (last !== undefined && sorted.at(-1) === last) edges.push(nextAbove(last));
  return edges;
}

function nextAbove(value: number): number {
  return value + Math.max(Math.abs(value) * 2 ** -52, Number.MIN_VALUE);
}

function countBins(values: readonly number[], edges: readonly number[]): readonly number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of values) {
    let bin = 0;
    while (bin < edges.length && value >= edges[bin]!) bin += 1;
    counts[bin] = counts[bin]! + 1;
  }
  return counts;
}

/** A run as drift sees it. */
export interface DriftRun<Run> {
  readonly run: Run;
  readonly value: number;
}

export interface DriftFound<Run> {
  readonly run: Run;
  readonly measure: number;
}

/**
 * Where the last `size` runs came to be distributed otherwise than the first ones, by more than the limit: the run that
 * made it so, each time anew. `runs` are in the order they began; the windows do not overlap, so it takes twice as many.
 */
export function* findDrift<Run>(
  runs: readonly DriftRun<Run>[],
  measure: DriftMeasure,
  limit: number,
  size: number,
): Generator<DriftFound<Run> | null> {
  const values = runs.map(({ value }) => value);
  const baseline = values.slice(0, size);
  let isBeyond = false;
  for (let end = 2 * size; end <= runs.length; end++) {
    const found = measureRunDrift(measure, baseline, values.slice(end - size, end));
    const isNew = found > limit && !isBeyond;
    isBeyond = found > limit;
    yield isNew ? { run: runs[end - 1]!.run, measure: found } : null;
  }
}
