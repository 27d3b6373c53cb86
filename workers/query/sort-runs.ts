import type { ColumnId, SortKey } from '../../src/rpc/query-api.ts';
import type { ColumnIndex } from './column-index.ts';
import type { EditedTable } from './edited-table.ts';
import { sortByRanks } from './stable-sort.ts';

/** More keys than this decide nothing that one could see. */
const MOST_KEYS = 16;

/** The rows by the keys, then newest first, then by run key. Missing values are last either way. */
export function sortRows(rows: Uint32Array, table: EditedTable, keys: readonly SortKey[]): Uint32Array {
  let sorted = newestFirst(rows, table);
  // The last key first: each sort keeps the order of what it does not tell apart.
  for (const { column, descending } of keys.slice(0, MOST_KEYS).toReversed())
    sorted = sortByRanks(sorted, sortIndex(table, column).ranks, descending);
  return sorted;
}

/** Runs that do not say when they began stand where they came: at the end nobody would see what begins now. */
export function sortIndex(table: EditedTable, column: ColumnId): ColumnIndex {
  return column === 'started' ? table.facts.indexes.begins : table.index(column);
}

function newestFirst(rows: Uint32Array, { facts }: EditedTable): Uint32Array {
  const all = facts.indexes.newestFirst;
  if (rows.length === facts.count) return all;
  const wanted = new Uint8Array(facts.count);
  for (let i = 0; i < rows.length; i++) wanted[rows[i]!] = 1;
  const sorted = new Uint32Array(rows.length);
  let count = 0;
  for (let i = 0; i < all.length; i++) {
    const row = all[i]!;
    if (wanted[row] === 1) sorted[count++] = row;
  }
  return sorted;
}
