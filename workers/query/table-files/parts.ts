/** Rows of a part: some hundred kilobytes, so that a table never stands as one string beside its blob. */
const ROWS_PER_PART = 2000;

/** Text of many rows as a blob that is made part by part. `toLine` gets the row and how many came before it. */
export function makeTextBlob(
  head: string,
  rows: Uint32Array,
  toLine: (row: number, index: number) => string,
  foot: string,
  type: string,
): Blob {
  const parts: Blob[] = [new Blob([head])];
  for (let from = 0; from < rows.length; from += ROWS_PER_PART) {
    let text = '';
    const to = Math.min(rows.length, from + ROWS_PER_PART);
    for (let index = from; index < to; index++) text += toLine(rows[index]!, index);
    // A blob of its own may leave the memory for the disk.
    parts.push(new Blob([text]));
  }
  parts.push(new Blob([foot]));
  return new Blob(parts, { type });
}
