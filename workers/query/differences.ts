import type { RunKey } from '../../src/domain/ids.ts';
import type { DifferenceSection, Differences } from '../../src/rpc/query-api.ts';
import { byKey, DifferenceRows, type KeyedValues, wholeOf } from './difference-rows.ts';
import type { EditedTable } from './edited-table.ts';

type Value = string | number | null;

/** Attribute columns that are compared, in this order. */
const RUN_ROWS = ['name', 'run', 'status', 'started', 'duration', 'user'] as const;

/** A column that is longer than this many times the runs is asked run by run instead of walked. */
const WALKED = 32;

interface KeyedColumn {
  readonly length: number;
  rowAt(index: number): number;
}

/** The runs side by side: themselves, params, last values of metrics, tags and datasets. */
export function makeDifferences(
  table: EditedTable,
  runs: readonly RunKey[],
  textLimit?: number,
): Differences {
  const { facts } = table;
  const rows = runs.map((run) => facts.rowOf(run) ?? -1);
  const found = new DifferenceRows(runs.length, textLimit);
  const each = (read: (row: number) => Value) => rows.map((row) => (row < 0 ? null : read(row)));
  for (const id of RUN_ROWS)
    found.add(
      'run',
      id,
      each((row) => table.cell(row, id)),
    );
  found.add(
    'run',
    'experiment',
    each((row) => table.experimentName(table.experiment(row)) || null),
  );
  const isChosen = new Uint8Array(facts.count);
  for (const row of rows) if (row >= 0) isChosen[row] = 1;
  for (const [key, column] of filledColumns(facts.params, isChosen, rows.length))
    found.add(
      'params',
      key,
      each((row) => column.get(row) ?? null),
    );
  for (const [key, column] of filledColumns(facts.metrics, isChosen, rows.length))
    found.add(
      'metrics',
      key,
      each((row) => column.get(row) ?? null),
    );
  for (const key of tagKeys(table, runs, isChosen))
    found.add(
      'tags',
      key,
      each((row) => table.tag(row, key)),
    );
  found.addAll('datasets', datasetValues(table, rows));
  return found.end();
}

/** A value as a whole; null where the run has none. */
export function wholeText(
  table: EditedTable,
  section: DifferenceSection,
  key: string,
  run: RunKey,
): string | null {
  return wholeOf(makeDifferences(table, [run], Number.POSITIVE_INFINITY), section, key);
}

/** Columns in which one of the chosen runs has a value, by key. */
function filledColumns<C extends KeyedColumn & { get(row: number): unknown }>(
  columns: ReadonlyMap<string, C>,
  isChosen: Uint8Array,
  runCount: number,
): (readonly [string, C])[] {
  const filled: (readonly [string, C])[] = [];
  for (const [key, column] of columns) {
    // A long column is asked run by run anyway; a short one may hold none of these runs at all.
    if (column.length > WALKED * runCount || holdsChosen(column, isChosen)) filled.push([key, column]);
  }
  return filled.sort(([a], [b]) => byKey(a, b));
}

function holdsChosen(column: KeyedColumn, isChosen: Uint8Array): boolean {
  for (let i = 0; i < column.length; i++) if (isChosen[column.rowAt(i)] === 1) return true;
  return false;
}

/** Tags as logged and as people set them. */
function tagKeys(table: EditedTable, runs: readonly RunKey[], isChosen: Uint8Array): readonly string[] {
  const keys = new Set(filledColumns(table.facts.tags, isChosen, runs.length).map(([key]) => key));
  for (const run of runs) for (const key of Object.keys(table.edits.runs.get(run)?.tags ?? {})) keys.add(key);
  return [...keys].sort(byKey);
}

/** 'taxi (training)' → digests of the inputs of that name and context. */
function datasetValues(table: EditedTable, rows: readonly number[]): KeyedValues {
  const values = new Map<string, Map<number, string>>();
  for (const [index, row] of rows.entries()) {
    for (const { name, context, digest } of row < 0 ? [] : table.facts.datasetUses[row]!) {
      const key = context === '' ? name : `${name} (${context})`;
      const known = values.get(key) ?? new Map<number, string>();
      const before = known.get(index);
      known.set(index, before === undefined ? digest : `${before}, ${digest}`);
      values.set(key, known);
    }
  }
  return values;
}
