import { sortedFinite } from '../../src/base/quartiles.ts';
import type { UnusedReason } from '../../src/rpc/analysis-api.ts';
import type { ColumnId, ValueColumn } from '../../src/rpc/query-api.ts';

/** Values of a parameter as small numbers: trees look at how values are ordered, or which they are, no closer. */
export interface Feature {
  readonly column: ColumnId;
  /** One per run, below `codeCount`. 0 is a run without a value. */
  readonly codes: Uint8Array;
  readonly codeCount: number;
  /** Codes rise with the values; else each stands for a word. */
  readonly isOrdered: boolean;
  /** Runs with a value. */
  readonly filled: number;
}

/** Codes for values, besides the one for none. */
const MOST_CODES = 64;
/** From this share of own words on a text tells runs apart and nothing more. */
const UNIQUE_SHARE = 0.9;
const UNIQUE_FROM_RUNS = 10;

export type FeatureReading =
  | { readonly kind: 'feature'; readonly feature: Feature }
  | { readonly kind: 'unused'; readonly reason: UnusedReason };

/** A column over these of its rows. */
export function readFeature(column: ValueColumn, rows: Uint32Array): FeatureReading {
  const words = column.texts ? countWords(column, rows) : null;
  const isText = words !== null && (words.size <= MOST_CODES || !isMostlyNumbers(column, rows));
  const filled = rows.reduce((sum, row) => sum + column.present[row]!, 0);
  if (isText && filled > UNIQUE_FROM_RUNS && words.size >= filled * UNIQUE_SHARE) {
    return { kind: 'unused', reason: 'unique' };
  }
  const coded = isText ? codeWords(column, rows, words) : codeNumbers(column, rows);
  if (coded.codes.every((code) => code === coded.codes[0])) return { kind: 'unused', reason: 'constant' };
  return { kind: 'feature', feature: { column: column.column, filled, ...coded, isOrdered: !isText } };
}

function countWords({ texts }: ValueColumn, rows: Uint32Array): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const text = texts?.[row] ?? null;
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

function isMostlyNumbers({ numbers, present }: ValueColumn, rows: Uint32Array): boolean {
  let [there, numeric] = [0, 0];
  for (const row of rows) {
    there += present[row]!;
    if (!Number.isNaN(numbers[row]!)) numeric += 1;
  }
  return numeric >= there * 0.8;
}

/** The most frequent words; the others share the last code. */
function codeWords({ texts }: ValueColumn, rows: Uint32Array, words: ReadonlyMap<string, number>) {
  const frequent = [...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_CODES);
  const codeOf = new Map(frequent.map(([word], index) => [word, index + 1]));
  const codes = Uint8Array.from(rows, (row) => {
    const text = texts?.[row] ?? null;
    return text === null ? 0 : (codeOf.get(text) ?? MOST_CODES + 1);
  });
  return { codes, codeCount: MOST_CODES + 2 };
}

/** A code for each value where there are few, else for each of as many stretches with equally many runs. */
function codeNumbers({ numbers }: ValueColumn, rows: Uint32Array) {
  const sorted = sortedFinite(Float64Array.from(rows, (row) => numbers[row]!));
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const bounds = distinct.length <= MOST_CODES ? distinct : spread(sorted);
  const codes = Uint8Array.from(rows, (row) => {
    const value = numbers[row]!;
    if (Number.isNaN(value)) return 0;
    let [low, high] = [0, bounds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bounds[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    return Math.max(1, low);
  });
  return { codes, codeCount: bounds.length + 1 };
}

function spread(sorted: Float64Array): Float64Array {
  const bounds = Float64Array.from(
    { length: MOST_CODES },
    (_, i) => sorted[Math.floor((i * sorted.length) / MOST_CODES)]!,
  );
  return bounds.filter((value, i) => i === 0 || value !== bounds[i - 1]);
}
