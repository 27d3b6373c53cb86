import { CELL_CHARS } from '../../src/rpc/table-api.ts';
import { type Dialect, detectDialect, MOST_COLUMNS, uniqueNames } from '../import/formats/csv/dialect.ts';
import { RowScanner } from '../import/formats/csv/scanner.ts';
import { fromFile } from '../import/source/file-source.ts';
import type { SourceFile } from '../import/source.ts';
import type { TableSource } from './table-source.ts';

const HEAD_BYTES = 512 * 1024;
const STEP_BYTES = 4 * 1024 * 1024;
/** The place of every so many rows is kept. */
const BLOCK_ROWS = 256;
/** Neighbouring blocks are read together up to this. */
const READ_BYTES = 8 * 1024 * 1024;
/** Text of sixteen bits is made into UTF-8 first, in memory. */
const MOST_WIDE_BYTES = 128 * 1024 * 1024;

/** Reads the whole file once to know where its rows are; nothing else of it is kept. */
export async function openCsvTable(
  file: SourceFile,
  onProgress: (share: number) => void,
): Promise<TableSource | null> {
  const head = await file.slice(0, Math.min(HEAD_BYTES, file.sizeBytes));
  const dialect = detectDialect(head, head.length >= file.sizeBytes, file.path);
  if (dialect === null || dialect.header.length === 0) return null;
  if (dialect.encoding === 'utf-16le' || dialect.encoding === 'utf-16be') {
    if (file.sizeBytes > MOST_WIDE_BYTES) return null;
    const text = new TextDecoder(dialect.encoding).decode(await file.slice(0, file.sizeBytes));
    return openCsvTable(fromFile(file.path, new Blob([text])), onProgress);
  }
  const index = await indexRows(file, dialect, firstByte(head, dialect), onProgress);
  const names = uniqueNames(dialect.header);
  const width = Math.min(MOST_COLUMNS, Math.max(names.length, index.widest));
  const columns = Array.from({ length: width }, (_, column) => names[column] ?? '');
  return new CsvTable(file, dialect, columns, index);
}

/** Behind the mark of UTF-8 and the comments before the header. */
function firstByte(head: Uint8Array, dialect: Dialect): number {
  let at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const lineBreak = dialect.newline.charCodeAt(0);
  for (let line = 1; line < dialect.headerLine; line++) {
    const end = head.indexOf(lineBreak, at);
    if (end < 0) break;
    at = end + 1;
  }
  return at;
}

interface RowIndex {
  readonly rowCount: number;
  /** Byte at which row `i * BLOCK_ROWS` begins, and the end of the file. */
  readonly starts: Float64Array;
  /** Cells of the widest row. */
  readonly widest: number;
}

/**
 * Each byte is taken for a letter: quotes, delimiters and line breaks are the same in every encoding that comes here,
 * and places in the text are places in the file.
 */
async function indexRows(
  file: SourceFile,
  dialect: Dialect,
  from: number,
  onProgress: (share: number) => void,
): Promise<RowIndex> {
  const scanner = new RowScanner(dialect.delimiter, dialect.newline, 1);
  const decoder = new TextDecoder('windows-1252');
  const starts: number[] = [];
  let [rows, widest] = [-1, 0];
  for (let at = from; at < file.sizeBytes; at += STEP_BYTES) {
    const end = Math.min(file.sizeBytes, at + STEP_BYTES);
    scanner.push(decoder.decode(await file.slice(at, end)));
    for (;;) {
      const start = from + scanner.position;
      if (!scanner.next(end >= file.sizeBytes)) break;
      if (rows >= 0 && rows % BLOCK_ROWS === 0) starts.push(start);
      if (rows >= 0 && scanner.cellCount > widest) widest = scanner.cellCount;
      rows += 1;
    }
    onProgress(end / file.sizeBytes);
  }
  starts.push(file.sizeBytes);
  return { rowCount: Math.max(0, rows), starts: Float64Array.from(starts), widest };
}

class CsvTable implements TableSource {
  readonly columns: readonly string[];
  readonly rowCount: number;
  private readonly file: SourceFile;
  private readonly dialect: Dialect;
  private readonly starts: Float64Array;

  constructor(file: SourceFile, dialect: Dialect, columns: readonly string[], index: RowIndex) {
    this.file = file;
    this.dialect = dialect;
    this.columns = columns;
    this.rowCount = index.rowCount;
    this.starts = index.starts;
  }

  async pick(rows: ArrayLike<number>, columnStart: number, columnEnd: number): Promise<string[][]> {
    const found: string[][] = [];
    let at = 0;
    while (at < rows.length) {
      const first = Math.floor(rows[at]! / BLOCK_ROWS);
      let last = first;
      let end = at;
      // As long as the next row lies in the same block or the one behind it, and the bytes stay few.
      while (end < rows.length) {
        const block = Math.floor(rows[end]! / BLOCK_ROWS);
        if (block > last + 1 || (block > first && this.bytesOf(first, block) > READ_BYTES)) break;
        last = block;
        end += 1;
      }
      await this.pickFrom(first, last, rows, at, end, columnStart, columnEnd, found);
      at = end;
    }
    return found;
  }

  private bytesOf(first: number, last: number): number {
    return (this.starts[last + 1] ?? 0) - (this.starts[first] ?? 0);
  }

  private async pickFrom(
    first: number,
    last: number,
    rows: ArrayLike<number>,
    from: number,
    to: number,
    columnStart: number,
    columnEnd: number,
    found: string[][],
  ): Promise<void> {
    const { delimiter, newline, encoding } = this.dialect;
    const bytes = await this.file.slice(this.starts[first]!, this.starts[last + 1]!);
    const scanner = new RowScanner(delimiter, newline, Math.min(MOST_COLUMNS, columnEnd));
    scanner.push(new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes));
    let row = first * BLOCK_ROWS;
    for (let at = from; at < to; at++) {
      let isThere = scanner.next(true);
      for (; isThere && row < rows[at]!; row++) isThere = scanner.next(true);
      row += 1;
      const cells: string[] = [];
      const end = isThere ? Math.min(columnEnd, scanner.cellCount) : 0;
      for (let column = columnStart; column < end; column++)
        cells.push(scanner.cell(column).slice(0, CELL_CHARS));
      found.push(cells);
    }
  }
}
