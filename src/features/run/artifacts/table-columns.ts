const CHAR_PX = 7.2;
const PADDING_PX = 20;
const LEAST_PX = 56;
const MOST_PX = 280;
const LOOKED_AT_ROWS = 60;

/** A width per column from its name and first cells, so that columns do not jump while rows come and go. */
export function toColumnWidths(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly number[] {
  return columns.map((name, column) => {
    let chars = name.length;
    for (const row of rows.slice(0, LOOKED_AT_ROWS)) chars = Math.max(chars, row[column]?.length ?? 0);
    return Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, chars * CHAR_PX + PADDING_PX)));
  });
}

/** Columns whose first cells are all numbers or empty, and not all empty: right-aligned. */
export function toNumericColumns(
  columnCount: number,
  rows: readonly (readonly string[])[],
): readonly boolean[] {
  const looked = rows.slice(0, LOOKED_AT_ROWS);
  return Array.from({ length: columnCount }, (_, column) => {
    const cells = looked.map((row) => row[column] ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.every((cell) => cell.length < 40 && !Number.isNaN(Number(cell)));
  });
}
