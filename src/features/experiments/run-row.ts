import type { ColumnId, GroupCell, GroupRow, TableRow } from '../../rpc/query-api.ts';

/** Where a row has the cell of a column: rows of a former question stay readable while the next is answered. */
export type ColumnIndex = ReadonlyMap<ColumnId, number>;

export interface RunRow extends TableRow {
  readonly columnIndex: ColumnIndex;
}

export interface GroupItem extends GroupRow {
  readonly columnIndex: ColumnIndex;
}

/** A row of the table: a run, or a group with its runs below. */
export type TableItem = RunRow | GroupItem;

export function cellOf(row: RunRow, column: ColumnId): string | number | null {
  const index = row.columnIndex.get(column);
  return index === undefined ? null : (row.cells[index] ?? null);
}

export function groupCellOf(row: GroupItem, column: ColumnId): GroupCell | null {
  const index = row.columnIndex.get(column);
  return index === undefined ? null : (row.cells[index] ?? null);
}
