import type { RunKey } from '../../domain/ids.ts';
import type { Difference, DifferenceSection } from '../../rpc/query-api.ts';

export type Value = string | number | null;

/** What stands beside one another: runs, or groups of runs. */
export interface CompareColumn {
  /** The run's key or the group's values: what an address calls its baseline by. */
  readonly id: string;
  readonly label: string;
  /** Indexes into the values of a difference. */
  readonly members: readonly number[];
  /** Null for a group. */
  readonly run: RunKey | null;
  /** Its place in the palette of runs; null for a group. */
  readonly colour: number | null;
}

/** What a column has of one key. */
export type ColumnValue =
  | { readonly kind: 'value'; readonly value: Value }
  /** Of a group: runs with a number, and mean and standard deviation of the finite ones (of a sample, n - 1). */
  | {
      readonly kind: 'numbers';
      readonly n: number;
      readonly nonFinite: number;
      readonly mean: number;
      readonly std: number;
    }
  /**
   * Of a group of `of` runs: the text that all of them have, or null where they differ; `only` is the text that those
   * have who have one at all.
   */
  | {
      readonly kind: 'texts';
      readonly n: number;
      readonly of: number;
      readonly distinct: number;
      readonly text: string | null;
      readonly only: string | null;
    };

export const SECTIONS: readonly { readonly id: DifferenceSection; readonly title: string }[] = [
  { id: 'run', title: 'Run' },
  { id: 'params', title: 'Parameters' },
  { id: 'metrics', title: 'Metrics' },
  { id: 'tags', title: 'Tags' },
  { id: 'datasets', title: 'Datasets' },
  { id: 'source', title: 'Source' },
  { id: 'environment', title: 'Environment' },
];

/** Characters of a run's key that tell it apart for people. */
export const SHORT_KEY = 8;
/** More groups than this are no groups: it is as if each run stood alone. */
export const MOST_GROUPS = 500;
const GROUP_SEPARATOR = ' · ';

/** The id of a column of the table of runs that says the same as this row, or null. */
export function columnIdOfRow({ section, key }: Pick<Difference, 'section' | 'key'>): string | null {
  if (section === 'run') return key;
  return section === 'params' || section === 'tags' || section === 'metrics' ? `${section}.${key}` : null;
}

/** Groups of runs that have the same in these rows, in the order of their first runs. */
export function groupRuns(runCount: number, by: readonly Difference[]): readonly CompareColumn[] {
  const groups = new Map<string, { label: string; members: number[] }>();
  for (let index = 0; index < runCount; index++) {
    const path = by.map((row) => row.values[index] ?? null);
    const id = JSON.stringify(path);
    const label = path.map((value) => (value === null ? 'not logged' : String(value))).join(GROUP_SEPARATOR);
    const group = groups.get(id) ?? { label, members: [] };
    group.members.push(index);
    groups.set(id, group);
  }
  return [...groups].map(([id, group]) => ({ id, ...group, run: null, colour: null }));
}

export function columnValue(row: Difference, column: CompareColumn): ColumnValue {
  if (column.run !== null) return { kind: 'value', value: row.values[column.members[0]!] ?? null };
  const values = column.members.map((index) => row.values[index] ?? null);
  const isNumber = row.section === 'metrics' || (row.section === 'run' && row.key === 'duration');
  return isNumber ? spreadOf(values) : textsOf(values);
}

function spreadOf(values: readonly Value[]): ColumnValue {
  const numbers = values.filter((value) => typeof value === 'number');
  const finite = numbers.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  // From the mean, not from sums of squares: values that differ in their last digits would cancel out.
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const std = finite.length > 1 ? Math.sqrt(squares / (finite.length - 1)) : Number.NaN;
  return { kind: 'numbers', n: numbers.length, nonFinite: numbers.length - finite.length, mean, std };
}

function textsOf(values: readonly Value[]): ColumnValue {
  const known = values.filter((value) => value !== null);
  const distinct = new Set(known);
  const only = distinct.size === 1 ? String(known[0]) : null;
  const text = known.length === values.length ? only : null;
  return { kind: 'texts', n: known.length, of: values.length, distinct: distinct.size, text, only };
}

/** A value that stands for the column, for comparing it with another: null where there is none, or no single one. */
export function soleValue(value: ColumnValue): Value {
  if (value.kind === 'value') return value.value;
  if (value.kind === 'texts') return value.text;
  return value.n === 0 ? null : value.mean;
}

export function isSameValue(a: Value, b: Value): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
