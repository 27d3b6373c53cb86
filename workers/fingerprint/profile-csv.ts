import { type CsvSample, inspectCsv, withoutLines } from '../import/formats/csv/inspect.ts';
import { RowScanner } from '../import/formats/csv/scanner.ts';
import { TextSlices } from '../import/formats/csv/text-slices.ts';
import type { SourceFile } from '../import/source.ts';
import {
  fromDecimalComma,
  isNullText,
  lastNumber,
  PRESENT,
  parseTimeText,
  readNumber,
} from '../import/tables/cells.ts';
import { parseDecimal } from '../import/tables/decimal.ts';
import type { ColumnProfiler } from './column-profiler.ts';
import { MOST_CELLS, MOST_COLUMNS, type TableProfile } from './table-profile.ts';

const SLICE_BYTES = 4 * 1024 * 1024;
const EXTRA_CELLS = 8;

/**
 * Counts the rows of a text table and looks at their cells; of a large one at those of every n-th row. The same bytes
 * give the same answer: n follows from the size of the file and the length of its first rows.
 */
export async function profileCsv(
  file: SourceFile,
  profile: TableProfile,
  share: number,
  tell: (part: number) => void,
): Promise<boolean> {
  const sample = await inspectCsv(file);
  if (sample === null) {
    profile.add({ code: 'damaged-file' });
    return true;
  }
  const columns = profile.take(sample.names.map((name) => ({ name, type: null })));
  if (columns === null) return false;
  if (!sample.dialect.encodingIsSure) profile.add({ code: 'encoding-guessed' });
  const tally = new RowTally(sample, columns, nthRow(file, sample, MOST_CELLS * share));
  let read = 0;
  for await (const [text, final, bytes] of eachText(file, sample)) {
    tally.push(text, final);
    read += bytes;
    tell(read / Math.max(1, file.sizeBytes));
  }
  profile.rowCount += tally.rows;
  if (tally.ragged > 0) profile.add({ code: 'ragged-rows', count: tally.ragged });
  if (tally.nth > 1) {
    const before = profile.coverage.kind === 'every' ? profile.coverage.rows : 0;
    profile.coverage = { kind: 'every', nth: tally.nth, rows: before + tally.seen };
  }
  return true;
}

function nthRow(file: SourceFile, sample: CsvSample, budget: number): number {
  if (sample.isWhole) return 1;
  // The sample stops at a thousand rows: their texts and delimiters are what they take of the file.
  const letters = sample.rows.reduce((sum, row) => sum + row.join(' ').length + 1, 0);
  const rows = file.sizeBytes / Math.max(1, letters / Math.max(1, sample.rows.length));
  return Math.max(1, Math.ceil((rows * Math.min(sample.names.length, MOST_COLUMNS)) / budget));
}

/** The file as text, slice by slice: the text, whether it is the last one, and the bytes it stands for. */
export async function* eachText(
  file: SourceFile,
  { dialect, head }: CsvSample,
): AsyncGenerator<readonly [text: string, final: boolean, bytes: number]> {
  const slices = new TextSlices(dialect.encoding, dialect.newline);
  let skip = dialect.headerLine - 1;
  let at = 0;
  for (let final = false; !final; ) {
    const end = at === 0 ? head.length : Math.min(at + SLICE_BYTES, file.sizeBytes);
    const bytes = at === 0 ? head : (file.sliceSync?.(at, end) ?? (await file.slice(at, end)));
    final = end >= file.sizeBytes || bytes.length === 0;
    const { text, usedBytes } = slices.decode(bytes, final);
    at += usedBytes;
    yield [skip === 0 ? text : withoutLines(text, dialect.newline, skip), final, usedBytes];
    skip = 0;
  }
}

class RowTally {
  rows = 0;
  seen = 0;
  ragged = 0;
  readonly nth: number;
  private headerSeen = false;
  private readonly scanner: RowScanner;
  private readonly columns: readonly ColumnProfiler[];
  private readonly width: number;
  private readonly comma: boolean;

  constructor({ dialect, names }: CsvSample, columns: readonly ColumnProfiler[], nth: number) {
    this.nth = nth;
    this.columns = columns;
    this.width = names.length;
    this.comma = dialect.decimal === ',';
    this.scanner = new RowScanner(dialect.delimiter, dialect.newline, this.width + EXTRA_CELLS);
  }

  push(text: string, final: boolean): void {
    const { scanner, width } = this;
    scanner.push(text);
    if (!this.headerSeen) {
      if (!scanner.next(final)) return;
      this.headerSeen = true;
    }
    while (scanner.next(final)) {
      if (scanner.cellCount > width && !scanner.isBlankAfter(width)) {
        this.ragged += 1;
        continue;
      }
      if (this.rows % this.nth === 0) this.look();
      this.rows += 1;
    }
  }

  private look(): void {
    this.seen += 1;
    const { scanner, columns } = this;
    const { text, starts, ends, cellCount } = scanner;
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at]!;
      // A short row lacks its last cells.
      if (at >= cellCount || starts[at] === ends[at]) {
        column.addNull();
        continue;
      }
      const number = parseDecimal(text, starts[at]!, ends[at]!);
      if (Number.isNaN(number)) addText(column, scanner.cell(at), this.comma);
      else column.addNumber(number, hasPoint(text, starts[at]!, ends[at]!));
    }
  }
}

/** `1.0` is no whole number to those who read tables, though its value is. */
function hasPoint(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === 46) return true;
  return false;
}

const LOGICAL = new Map([
  ['true', true],
  ['false', false],
]);

/** A cell that is no plain decimal. */
export function addText(column: ColumnProfiler, cell: string, comma: boolean): void {
  const trimmed = cell.trim();
  const logical = trimmed.length <= 5 ? LOGICAL.get(trimmed.toLowerCase()) : undefined;
  if (isNullText(trimmed)) column.addNull();
  else if (logical !== undefined) column.addBoolean(logical);
  else if (readNumber(comma ? fromDecimalComma(cell) : cell) === PRESENT) {
    if (Number.isNaN(lastNumber)) column.addNull();
    else column.addNumber(lastNumber, true);
  } else {
    const ms = parseTimeText(trimmed);
    if (Number.isNaN(ms)) column.addText(cell);
    else column.addTime(ms);
  }
}
