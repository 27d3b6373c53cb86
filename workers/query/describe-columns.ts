import type { ColumnInfo, ColumnKind } from '../../src/rpc/query-api.ts';
import { isNumberText, type NumberColumn, TextColumn } from './columns.ts';
import type { EditedTable } from './edited-table.ts';

/** Counting further tells nothing more: the column differs between runs. */
const DISTINCT_CAP = 50;

const ATTRIBUTES: readonly { readonly id: string; readonly numeric: boolean }[] = [
  { id: 'name', numeric: false },
  { id: 'status', numeric: false },
  { id: 'started', numeric: true },
  { id: 'duration', numeric: true },
  { id: 'user', numeric: false },
  { id: 'source', numeric: false },
  { id: 'version', numeric: false },
  { id: 'models', numeric: false },
  { id: 'datasets', numeric: false },
];

/** The columns that runs of the scope have values for, attributes first, then metrics, params and tags by key. */
export function describeColumns(table: EditedTable, scope: Uint32Array): readonly ColumnInfo[] {
  const inScope = new Uint8Array(table.facts.count);
  for (const row of scope) inScope[row] = 1;
  return [
    ...ATTRIBUTES.map(({ id, numeric }) => attribute(table, scope, id, numeric)),
    ...logged('metric', 'metrics', table.facts.metrics, inScope),
    ...logged('param', 'params', table.facts.params, inScope),
    ...tagColumns(table, inScope),
  ];
}

function attribute(table: EditedTable, scope: Uint32Array, id: string, numeric: boolean): ColumnInfo {
  const distinct = new Set<string | number>();
  let filled = 0;
  for (const row of scope) {
    const cell = table.cell(row, id);
    if (cell === null) continue;
    filled += 1;
    if (distinct.size < DISTINCT_CAP) distinct.add(cell);
  }
  return { id, kind: 'attribute', key: id, filled, numeric, distinct: distinct.size };
}

function logged(
  kind: ColumnKind,
  prefix: string,
  columns: ReadonlyMap<string, NumberColumn | TextColumn>,
  inScope: Uint8Array,
): readonly ColumnInfo[] {
  const infos: ColumnInfo[] = [];
  for (const [key, column] of columns) {
    const distinct = new Set<number>();
    let filled = 0;
    for (let i = 0; i < column.length; i++) {
      if (inScope[column.rowAt(i)] === 0) continue;
      filled += 1;
      if (distinct.size < DISTINCT_CAP) distinct.add(column.valueAt(i));
    }
    if (filled === 0) continue;
    const base = { id: `${prefix}.${key}`, kind, key, filled, distinct: distinct.size };
    if (column instanceof TextColumn) infos.push({ ...base, numeric: column.numeric });
    else infos.push({ ...base, numeric: true, ...rangeOf(column, inScope) });
  }
  return infos.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function rangeOf(column: NumberColumn, inScope: Uint8Array): Pick<ColumnInfo, 'range'> {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let integers = true;
  for (let i = 0; i < column.length; i++) {
    const value = column.valueAt(i);
    if (inScope[column.rowAt(i)] === 0 || !Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    integers &&= Number.isInteger(value);
  }
  return min <= max ? { range: { min, max, integers } } : {};
}

/** Tags as people have edited them: given, changed or removed. */
function tagColumns(table: EditedTable, inScope: Uint8Array): readonly ColumnInfo[] {
  const { facts, edits } = table;
  const infos = new Map(logged('tag', 'tags', facts.tags, inScope).map((info) => [info.key, { ...info }]));
  const given = new Map<string, Set<string>>();
  for (const [run, { tags = {} }] of edits.runs) {
    const row = facts.rowOf(run);
    if (row === undefined || inScope[row] === 0) continue;
    for (const [key, value] of Object.entries(tags)) {
      const info = infos.get(key) ?? noTags(key);
      infos.set(key, info);
      const wasFilled = facts.tags.get(key)?.get(row) !== undefined;
      info.filled += Number(value !== null) - Number(wasFilled);
      if (value === null) continue;
      info.numeric &&= isNumberText(value);
      given.set(key, (given.get(key) ?? new Set()).add(value));
    }
  }
  // Which of the given texts were logged as well is not worth another pass over the column.
  for (const [key, texts] of given) {
    const info = infos.get(key)!;
    info.distinct = Math.min(DISTINCT_CAP, Math.max(info.distinct, texts.size));
  }
  return [...infos.values()].filter((info) => info.filled > 0).sort((a, b) => (a.key < b.key ? -1 : 1));
}

function noTags(key: string): Writable<ColumnInfo> {
  return { id: `tags.${key}`, kind: 'tag', key, filled: 0, numeric: true, distinct: 0 };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
