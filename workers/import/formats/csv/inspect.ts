import type { SourceFile } from '../../source.ts';
import { fromDecimalComma, isNullText, readNumber } from '../../tables/cells.ts';
import { type CellReader, type ColumnProfile, profileColumn } from '../../tables/profile.ts';
import { type Dialect, detectDialect, scanRows, uniqueNames } from './dialect.ts';

export const HEAD_BYTES = 512 * 1024;
export const SAMPLE_ROWS = 1000;

/** What the first half MiB of a table says. */
export interface CsvSample {
  readonly dialect: Dialect;
  /** The bytes looked at, so that the reading goes on behind them. */
  readonly head: Uint8Array;
  readonly names: readonly string[];
  /** All that were looked at, or the first of them. */
  readonly rows: readonly (readonly string[])[];
  readonly sampledRows: number;
  readonly profiles: readonly ColumnProfile[];
  /** Whether the sample holds all rows of the file. */
  readonly isWhole: boolean;
  /** More bytes would not change what it says of the columns. */
  readonly isFull: boolean;
}

/** null when there is no header row. */
export async function inspectCsv(file: SourceFile): Promise<CsvSample | null> {
  const head = await file.slice(0, Math.min(HEAD_BYTES, file.sizeBytes));
  return inspectHead(head, head.length >= file.sizeBytes, file.path);
}

/** The same of the first bytes of a file. Where these are not all, a last row without its end does not count. */
export function inspectHead(head: Uint8Array, isWhole: boolean, path: string): CsvSample | null {
  const dialect = detectDialect(head, isWhole, path);
  if (dialect === null || dialect.header.length === 0) return null;
  const names = uniqueNames(dialect.header);
  const text = withoutLines(
    new TextDecoder(dialect.encoding).decode(head),
    dialect.newline,
    dialect.headerLine - 1,
  );
  const all = scanRows(text, dialect.delimiter, dialect.newline, isWhole, SAMPLE_ROWS + 2);
  const rows = all.slice(1, SAMPLE_ROWS + 1).filter((row) => fits(row, names.length));
  const read = cellReader(dialect);
  const profiles = names.map((name, index) =>
    profileColumn(
      name,
      rows.map((row) => row[index] ?? ''),
      read,
    ),
  );
  const isFull = all.length > SAMPLE_ROWS + 1;
  const sampledRows = rows.length;
  return { dialect, head, names, rows, sampledRows, profiles, isWhole: isWhole && !isFull, isFull };
}

export function cellReader({ decimal }: Dialect): CellReader {
  return decimal === ',' ? (cell) => readNumber(fromDecimalComma(cell)) : readNumber;
}

/** As many cells as the header, or more that are blank: a delimiter at the end of every row is common. */
function fits(row: readonly string[], width: number): boolean {
  return row.length === width || (row.length > width && row.slice(width).every((cell) => cell === ''));
}

export function withoutLines(text: string, newline: string, count: number): string {
  let at = 0;
  for (let line = 0; line < count; line++) {
    const end = text.indexOf(newline, at);
    if (end < 0) return '';
    at = end + 1;
  }
  return text.slice(at);
}

/** The filled cells of the first row by name: the same after columns were added to the file. */
export function firstRowText(names: readonly string[], row: readonly string[] | undefined): string {
  if (row === undefined) return '';
  return names
    .flatMap((name, index) =>
      isNullText(row[index] ?? '') ? [] : [`${name}=${row[index]!.trim().slice(0, 200)}`],
    )
    .sort()
    .join('\n');
}
