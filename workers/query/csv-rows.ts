/** Rows per piece of the blob: some hundred kilobytes of text, so that the whole never stands as one string. */
const ROWS_PER_PIECE = 8192;

/** A CSV file while it is written. */
export class CsvRows {
  private readonly parts: Blob[];
  private rows: string[] = [];

  constructor(head: readonly string[]) {
    this.parts = [new Blob([`${head.map(csvText).join(',')}\n`])];
  }

  /** Cells are text as it stands in the file. */
  add(cells: readonly string[]): void {
    this.rows.push(`${cells.join(',')}\n`);
    if (this.rows.length >= ROWS_PER_PIECE) this.endPiece();
  }

  finish(): Blob {
    this.endPiece();
    return new Blob(this.parts, { type: 'text/csv;charset=utf-8' });
  }

  private endPiece(): void {
    this.parts.push(new Blob(this.rows));
    this.rows = [];
  }
}

export function csvText(value: string): string {
  // A spreadsheet runs text that begins like a formula; a quote before it makes it text. Numbers stay numbers.
  const isRisky = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value));
  const text = isRisky ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Empty where there is none. */
export function numberText(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

/** As pandas and Python read them back. */
export function valueText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'inf' : '-inf';
}
