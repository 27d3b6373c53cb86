/** Where the keyboard is: row -1 is the header, column 0 the check boxes. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

export interface GridBounds {
  readonly rowCount: number;
  /** The check box column included. */
  readonly columnCount: number;
  /** Rows of one screen. */
  readonly pageRows: number;
}

/** Where a key leads, or null when the key does not move. */
export function nextPlace(
  at: GridPlace,
  key: string,
  withControl: boolean,
  bounds: GridBounds,
): GridPlace | null {
  const lastRow = bounds.rowCount - 1;
  const lastColumn = bounds.columnCount - 1;
  const row = (next: number): GridPlace => ({ ...at, row: Math.max(-1, Math.min(lastRow, next)) });
  const column = (next: number): GridPlace => ({ ...at, column: Math.max(0, Math.min(lastColumn, next)) });
  switch (key) {
    case 'ArrowUp':
      return withControl ? row(0) : row(at.row - 1);
    case 'ArrowDown':
      return withControl ? row(lastRow) : row(at.row + 1);
    case 'ArrowLeft':
      return withControl ? column(0) : column(at.column - 1);
    case 'ArrowRight':
      return withControl ? column(lastColumn) : column(at.column + 1);
    case 'PageUp':
      return row(Math.max(Math.min(0, lastRow), at.row - bounds.pageRows));
    case 'PageDown':
      return row(at.row + bounds.pageRows);
    case 'Home':
      return withControl ? { row: Math.min(0, lastRow), column: 0 } : column(0);
    case 'End':
      return withControl ? { row: lastRow, column: lastColumn } : column(lastColumn);
    default:
      return null;
  }
}
