import type { ColumnId, TableRow } from '../../rpc/query-api.ts';

/** A row with the columns it was asked for: rows of a former question stay readable while the next one is answered. */
export interface RunRow extends TableRow {
  readonly columnIndex: ReadonlyMap<ColumnId, number>;
}

export function cellOf(row: RunRow, column: ColumnId): string | number | null {
  const index = row.columnIndex.get(column);
  return index === undefined ? null : (row.cells[index] ?? null);
}
