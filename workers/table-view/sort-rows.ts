/** The number a cell holds; NaN for a cell that is empty or `nan`; null for one that is no number. */
export function cellNumber(cell: string): number | null {
  const text = cell.trim();
  if (text === '' || text.length > 40) return text === '' ? Number.NaN : null;
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  const lower = text.toLowerCase();
  if (lower === 'nan') return Number.NaN;
  if (lower === 'inf' || lower === '+inf') return Number.POSITIVE_INFINITY;
  return lower === '-inf' ? Number.NEGATIVE_INFINITY : null;
}

const byText = new Intl.Collator('en', { numeric: true });

/** Rows by their cells: as numbers where all are, else as text. Empty ones come last either way; equal ones stay. */
export function sortRows(rows: Uint32Array, cells: readonly string[], descending: boolean): Uint32Array {
  const numbers = new Float64Array(cells.length);
  let isNumeric = true;
  for (let index = 0; index < cells.length && isNumeric; index++) {
    const value = cellNumber(cells[index]!);
    if (value === null) isNumeric = false;
    else numbers[index] = value;
  }
  const filled: number[] = [];
  const empty: number[] = [];
  for (const [index, cell] of cells.entries()) {
    const isEmpty = isNumeric ? Number.isNaN(numbers[index]!) : cell === '';
    (isEmpty ? empty : filled).push(index);
  }
  const sign = descending ? -1 : 1;
  if (isNumeric) filled.sort((a, b) => sign * Math.sign(subtract(numbers[a]!, numbers[b]!)) || a - b);
  else filled.sort((a, b) => sign * byText.compare(cells[a]!, cells[b]!) || a - b);
  return Uint32Array.from([...filled, ...empty].map((index) => rows[index]!));
}

/** Infinities are equal to themselves. */
function subtract(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
