import { quantile } from '../../src/base/quartiles.ts';
import type { Band } from '../../src/domain/view-state.ts';

export type Centre = 'mean' | 'median';

/** Columns index-aligned with one another. */
export interface Aggregated {
  /** NaN where no run takes part. */
  readonly centre: Float64Array;
  /** NaN where fewer than two runs take part; null without a band. */
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
  /** How many runs take part. */
  readonly runs: Uint32Array;
}

/** Of one run at each place. Only finite values take part. */
export interface RunValues {
  readonly values: Float64Array;
  /** Least and greatest around the place, where it stands for several points; null where they are the value itself. */
  readonly least: Float64Array | null;
  readonly greatest: Float64Array | null;
}

const PERCENTILES: Readonly<Partial<Record<Band, readonly [low: number, high: number]>>> = {
  'p5-p95': [0.05, 0.95],
  'p25-p75': [0.25, 0.75],
};

/**
 * What some runs have in common at each place. `std` is of a sample (n - 1), `sem` is std / √n, both on either side of
 * the centre; percentiles lie linearly between the two nearest values, as in numpy.
 */
export function aggregateRuns(members: readonly RunValues[], centre: Centre, band: Band): Aggregated {
  const length = members[0]?.values.length ?? 0;
  const percentiles = PERCENTILES[band];
  const moments = momentsOf(members, length);
  const sorted =
    centre === 'median' || percentiles
      ? quantilesOf(members, length, [centre === 'median' ? 0.5 : Number.NaN, ...(percentiles ?? [])])
      : [];
  const middle = centre === 'median' ? sorted[0]! : moments.mean;
  const { runs } = moments;
  if (percentiles) return { centre: middle, runs, ...onlyOfSeveral(runs, sorted[1]!, sorted[2]!) };
  if (band === 'min-max') return { centre: middle, runs, ...extremesOf(members, runs) };
  if (band === 'none') return { centre: middle, runs, low: null, high: null };
  return { centre: middle, runs, ...spreadOf(middle, moments, band === 'sem') };
}

interface Moments {
  readonly runs: Uint32Array;
  readonly mean: Float64Array;
  /** Sum of squared distances from the mean. */
  readonly squares: Float64Array;
}

/** A run after the other, so that each column is read once from end to end. */
function momentsOf(members: readonly RunValues[], length: number): Moments {
  const runs = new Uint32Array(length);
  const mean = new Float64Array(length);
  const squares = new Float64Array(length);
  for (const { values } of members) {
    for (let at = 0; at < length; at++) {
      const value = values[at]!;
      // Only a finite number less itself is zero.
      if (value - value !== 0) continue;
      const count = runs[at]! + 1;
      const distance = value - mean[at]!;
      runs[at] = count;
      // The difference of two huge values may be beyond the largest number, their weighted mean is not.
      if (Number.isFinite(distance)) mean[at]! += distance / count;
      else mean[at] = mean[at]! * (1 - 1 / count) + value / count;
      squares[at]! += distance * (value - mean[at]!);
    }
  }
  for (let at = 0; at < length; at++) if (runs[at] === 0) mean[at] = Number.NaN;
  return { runs, mean, squares };
}

function spreadOf(centre: Float64Array, { runs, squares }: Moments, ofMean: boolean): Ends {
  const low = new Float64Array(centre.length).fill(Number.NaN);
  const high = low.slice();
  for (let at = 0; at < centre.length; at++) {
    const count = runs[at]!;
    if (count < 2) continue;
    const spread = Math.sqrt(squares[at]! / (count - 1) / (ofMean ? count : 1));
    low[at] = centre[at]! - spread;
    high[at] = centre[at]! + spread;
  }
  return { low, high };
}

interface Ends {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

function extremesOf(members: readonly RunValues[], runs: Uint32Array): Ends {
  const low = new Float64Array(runs.length).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(runs.length).fill(Number.NEGATIVE_INFINITY);
  for (const { values, least, greatest } of members) {
    for (let at = 0; at < runs.length; at++) {
      if (!Number.isFinite(values[at]!)) continue;
      low[at] = Math.min(low[at]!, least ? least[at]! : values[at]!);
      high[at] = Math.max(high[at]!, greatest ? greatest[at]! : values[at]!);
    }
  }
  return onlyOfSeveral(runs, low, high);
}

function onlyOfSeveral(runs: Uint32Array, low: Float64Array, high: Float64Array): Ends {
  for (let at = 0; at < runs.length; at++) {
    if (runs[at]! >= 2) continue;
    low[at] = Number.NaN;
    high[at] = Number.NaN;
  }
  return { low, high };
}

/** A column for each share; all NaN for a share that is NaN. */
function quantilesOf(
  members: readonly RunValues[],
  length: number,
  shares: readonly number[],
): readonly Float64Array[] {
  const columns = shares.map(() => new Float64Array(length).fill(Number.NaN));
  const here = new Float64Array(members.length);
  for (let at = 0; at < length; at++) {
    let count = 0;
    for (const { values } of members) {
      const value = values[at]!;
      if (value - value === 0) here[count++] = value;
    }
    if (count === 0) continue;
    sortFew(here, count);
    for (let i = 0; i < shares.length; i++)
      if (!Number.isNaN(shares[i]!)) columns[i]![at] = quantile(here, shares[i]!, count);
  }
  return columns;
}

/** Groups are mostly small, and sorting them is most of the work. */
const FEW = 32;

function sortFew(values: Float64Array, count: number): void {
  if (count > FEW) {
    values.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const value = values[i]!;
    let at = i;
    while (at > 0 && values[at - 1]! > value) {
      values[at] = values[at - 1]!;
      at -= 1;
    }
    values[at] = value;
  }
}
