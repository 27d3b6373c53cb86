import { pearson, spearman } from '../../src/base/correlation.ts';
import { makeRandom, shuffle } from '../../src/base/seeded-random.ts';
import {
  type ImportanceAnswer,
  type ImportanceQuery,
  type ImportanceResult,
  LEAST_RUNS,
  type ParamImportance,
} from '../../src/rpc/analysis-api.ts';
import type { ValueColumn } from '../../src/rpc/query-api.ts';
import { type Feature, readFeature } from './feature.ts';
import { type ForestReport, growForest, varianceOf } from './forest.ts';

/** Forests of different seeds and shuffled copies: how much they differ is how far to trust one. */
const REPEATS = 5;
const TREES = 50;
/** More runs than these change the answer no more, only the wait. */
const MOST_RUNS = 2_000;
const MOST_PARAMS = 40;
/** From here on two parameters are one to a forest. */
const ALIKE_FROM = 0.9;
const MOST_PAIRS = 20;

/**
 * Correlations and permutation importances of the parameters for the target, the same for the same question. In every
 * forest a shuffled copy of each parameter takes part: what does no better than these is chance.
 */
export function measureImportance(
  { target, params, seed }: ImportanceQuery,
  onProgress: (share: number) => void,
): ImportanceResult {
  const rows = rowsWith(target.numbers);
  if (rows.length < LEAST_RUNS) return { kind: 'too-few-runs', runs: rows.length };
  const used = thin(rows, seed);
  const targets = scaled(used, target.numbers);
  if (!(varianceOf(targets) > 0)) return { kind: 'same-target', runs: rows.length };
  const { features, columns, unused } = readFeatures(params, used);
  if (features.length === 0) return { kind: 'no-params', runs: rows.length, unused };
  const reports = growForests(features, targets, seed, onProgress);
  const chances = reports.map(({ importances }) => Math.max(0, ...importances.subarray(features.length)));
  const measured = features.map((feature, i): ParamImportance => {
    const values = reports.map((report) => report.importances[i]!);
    return {
      column: feature.column,
      ...meanAndSpread(values),
      isAboveChance: values.every((value, repeat) => value > chances[repeat]!),
      ...correlations(columns[i]!, target.numbers),
      filled: feature.filled,
    };
  });
  const r2 = meanAndSpread(reports.map((report) => report.r2));
  return {
    kind: 'answer',
    runs: rows.length,
    used: used.length,
    r2: r2.importance,
    r2Spread: r2.spread,
    chance: meanAndSpread(chances).importance,
    params: measured.sort((a, b) => b.importance - a.importance),
    unused,
    alike: findAlike(features),
  };
}

function rowsWith(numbers: Float64Array): Uint32Array {
  return Uint32Array.from(numbers, (_, row) => row).filter((row) => Number.isFinite(numbers[row]!));
}

/** A sample without favour where there are too many, in the order they came. */
function thin(rows: Uint32Array, seed: number): Uint32Array {
  if (rows.length <= MOST_RUNS) return rows;
  const shuffled = rows.slice();
  shuffle(shuffled, makeRandom(seed));
  return shuffled.slice(0, MOST_RUNS).sort();
}

/** Between 0 and 1, so that squares of large or tiny values stay numbers. */
function scaled(rows: Uint32Array, numbers: Float64Array): Float64Array {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    min = Math.min(min, numbers[row]!);
    max = Math.max(max, numbers[row]!);
  }
  const span = max / 2 - min / 2;
  return Float64Array.from(rows, (row) => (span > 0 ? (numbers[row]! / 2 - min / 2) / span : 0));
}

function readFeatures(params: readonly ValueColumn[], rows: Uint32Array) {
  const features: Feature[] = [];
  const columns: ValueColumn[] = [];
  const unused: { column: string; reason: ImportanceAnswer['unused'][number]['reason'] }[] = [];
  for (const column of params) {
    const reading = readFeature(column, rows);
    if (reading.kind === 'unused') unused.push({ column: column.column, reason: reading.reason });
    else if (features.length >= MOST_PARAMS) unused.push({ column: column.column, reason: 'too-many' });
    else {
      features.push(reading.feature);
      columns.push(column);
    }
  }
  return { features, columns, unused };
}

function growForests(
  features: readonly Feature[],
  targets: Float64Array,
  seed: number,
  onProgress: (share: number) => void,
): readonly ForestReport[] {
  let done = 0;
  const onTree = (): void => {
    done += 1;
    if (done % 10 === 0) onProgress(done / (REPEATS * TREES));
  };
  return Array.from({ length: REPEATS }, (_, repeat) => {
    const random = makeRandom(seed * 31 + repeat);
    const shadows = features.map((feature) => {
      const codes = feature.codes.slice();
      shuffle(codes, random);
      return { ...feature, codes };
    });
    return growForest([...features, ...shadows], targets, TREES, seed * 17 + repeat, onTree);
  });
}

function meanAndSpread(values: readonly number[]): { readonly importance: number; readonly spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { importance: mean, spread: Math.sqrt(squares / (values.length - 1)) };
}

function correlations(column: ValueColumn, target: Float64Array) {
  if (column.texts) return { pearson: Number.NaN, spearman: Number.NaN };
  return { pearson: pearson(column.numbers, target), spearman: spearman(column.numbers, target) };
}

/** Pairs of numbers by the correlation of their ranks, and pairs of words that name the same runs. */
function findAlike(features: readonly Feature[]): ImportanceAnswer['alike'] {
  const pairs: { a: string; b: string; correlation: number }[] = [];
  for (const [i, one] of features.entries()) {
    for (const other of features.slice(i + 1)) {
      const correlation =
        one.isOrdered && other.isOrdered ? spearman(withoutMissing(one), withoutMissing(other)) : Number.NaN;
      if (Math.abs(correlation) >= ALIKE_FROM) pairs.push({ a: one.column, b: other.column, correlation });
      else if (!one.isOrdered && !other.isOrdered && isSamePartition(one, other))
        pairs.push({ a: one.column, b: other.column, correlation: 1 });
    }
  }
  return pairs.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation)).slice(0, MOST_PAIRS);
}

function withoutMissing({ codes }: Feature): Float64Array {
  return Float64Array.from(codes, (code) => (code === 0 ? Number.NaN : code));
}

function isSamePartition(one: Feature, other: Feature): boolean {
  const there = new Map<number, number>();
  const back = new Map<number, number>();
  for (const [run, a] of one.codes.entries()) {
    const b = other.codes[run]!;
    if ((there.get(a) ?? b) !== b || (back.get(b) ?? a) !== a) return false;
    there.set(a, b);
    back.set(b, a);
  }
  return true;
}
