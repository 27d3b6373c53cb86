/** A table whose rows can be read in any place. */
export interface TableSource {
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Cells of these rows, which ascend, in columns [columnStart, columnEnd). A row may hold fewer cells. */
  pick(rows: ArrayLike<number>, columnStart: number, columnEnd: number): Promise<string[][]>;
}

/** Rows [start, end) as a list of their numbers. */
export function rangeOf(start: number, end: number): Uint32Array {
  const rows = new Uint32Array(Math.max(0, end - start));
  for (let index = 0; index < rows.length; index++) rows[index] = start + index;
  return rows;
}
