import { throwIfAborted } from '../../../../src/base/abort.ts';
import { concatBytes } from '../../../../src/base/bytes.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { TableLayout } from '../../../../src/domain/table-layout.ts';
import type { ImportEvent } from '../../format.ts';
import { SEAM_BYTES } from '../../reading/seam.ts';
import type { SourceFile } from '../../source.ts';
import type { TableMapper } from '../../tables/to-events.ts';
import { BlockDecoder } from './decode.ts';
import { type Dialect, scanRows } from './dialect.ts';
import { withoutLines } from './inspect.ts';
import { RowScanner } from './scanner.ts';
import { TextSlices } from './text-slices.ts';

const SLICE_BYTES = 4 * 1024 * 1024;
/** Cells beyond the header's that are still looked at, to tell trailing delimiters from ragged rows. */
const EXTRA_CELLS = 8;
const MOST_PROBLEMS = 50;
/** Longer rows wait for their end. In UTF-16 units. */
const LONGEST_LAST = 65_536;

export interface ReadingTurn {
  readonly file: SourceFile;
  /** No more bytes come: a last row without its end is one. */
  readonly isOver: boolean;
  readonly signal: AbortSignal;
}

/** The rows of a file, read on as it grows: bytes into text, text into rows, rows into blocks, blocks into runs. */
export class CsvReading {
  layout: TableLayout;
  /** Bytes that were read, up to this offset, and the last ones of them. */
  offset = 0;
  lastBytes: Uint8Array = new Uint8Array(0);
  readonly mapper: TableMapper;
  private readonly dialect: Dialect;
  private readonly decoder: BlockDecoder;
  private readonly scanner: RowScanner;
  private readonly slices: TextSlices;
  private readonly width: number;
  private readonly lineOffset: number;
  /** Bytes behind the last line break. */
  private rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  private skip: number;
  private final = false;
  private headerSeen = false;
  private ragged = { count: 0, line: 0, found: 0 };

  constructor(layout: TableLayout, dialect: Dialect, mapper: TableMapper) {
    this.layout = layout;
    this.dialect = dialect;
    this.mapper = mapper;
    this.width = layout.columns.length;
    this.skip = dialect.headerLine - 1;
    this.lineOffset = this.skip;
    this.scanner = new RowScanner(dialect.delimiter, dialect.newline, this.width + EXTRA_CELLS);
    this.slices = new TextSlices(dialect.encoding, dialect.newline, SLICE_BYTES);
    this.decoder = new BlockDecoder(layout, this.lineOffset);
  }

  /** Goes on with a layout of the same columns, of which some that were empty have a role by now. */
  adopt(layout: TableLayout): void {
    this.layout = layout;
    this.decoder.adopt(layout);
    this.mapper.grow?.(layout);
  }

  /** Nothing more comes for a while. */
  shrink(): void {
    this.decoder.shrink();
  }

  /** Everything up to the end of the file as it is. */
  async *readOn({ file, isOver, signal }: ReadingTurn): AsyncGenerator<ImportEvent> {
    while (!this.final && (isOver || this.offset < file.sizeBytes)) {
      throwIfAborted(signal);
      const bytesRead = await this.readSlice(file, isOver);
      while (this.fill()) yield* this.mapper.take(this.decoder.take());
      throwIfAborted(signal);
      yield { kind: 'progress', bytesRead, file: file.path };
      // It is shorter by now.
      if (bytesRead === 0) break;
    }
    if (this.decoder.rowCount > 0) yield* this.mapper.take(this.decoder.take());
  }

  /** Whether what stands behind the last row that has an end may be one: its last cell may still be half of a number. */
  get hasLastRow(): boolean {
    const { encoding, delimiter, newline } = this.dialect;
    const text = this.scanner.waiting + new TextDecoder(encoding).decode(this.rest);
    if (!this.headerSeen || text.length > LONGEST_LAST || text.split('"').length % 2 === 0) return false;
    const rows = scanRows(text, delimiter, newline, true, 2);
    const [row] = rows;
    return rows.length === 1 && row?.length === this.width && row[this.width - 1]?.trim() !== '';
  }

  private async readSlice(file: SourceFile, isOver: boolean): Promise<number> {
    const end = Math.min(this.offset + SLICE_BYTES, file.sizeBytes);
    const bytes = file.sliceSync?.(this.offset, end) ?? (await file.slice(this.offset, end));
    this.offset += bytes.length;
    this.lastBytes = concatBytes([this.lastBytes, bytes.subarray(-SEAM_BYTES)]).slice(-SEAM_BYTES);
    // A file that shrank since it was dropped gives no more bytes.
    this.final = isOver && (this.offset >= file.sizeBytes || bytes.length === 0);
    const all = this.rest.length === 0 ? bytes : concatBytes([this.rest, bytes]);
    const { text, usedBytes } = this.slices.decode(all, this.final);
    this.rest = all.slice(usedBytes);
    if (text !== '' || usedBytes > 0) {
      this.scanner.push(this.skip === 0 ? text : withoutLines(text, this.dialect.newline, this.skip));
      this.skip = 0;
    }
    return bytes.length;
  }

  /** Decodes rows until the block is full; false when the text so far is used up. */
  private fill(): boolean {
    const { scanner, decoder, width } = this;
    if (!this.headerSeen) {
      if (!scanner.next(this.final)) return false;
      this.headerSeen = true;
    }
    while (scanner.next(this.final)) {
      const { cellCount } = scanner;
      if (cellCount !== width && !(cellCount > width && scanner.isBlankAfter(width))) {
        this.noteRagged();
        continue;
      }
      decoder.add(scanner);
      if (decoder.isFull) return true;
    }
    return false;
  }

  /** A guess of how its text is written. */
  *problemsOfText(path: string): Generator<ImportProblem> {
    const { encodingIsSure, encoding } = this.dialect;
    if (!encodingIsSure) yield { code: 'encoding-guessed', path, facts: { encoding } };
  }

  *problems(path: string): Generator<ImportProblem> {
    if (this.ragged.count > 0) {
      const facts = { rows: this.ragged.count, expected: this.width, found: this.ragged.found };
      yield { code: 'ragged-rows', path, line: this.ragged.line, facts };
    }
    for (const cell of [...this.decoder.unreadable.values()].slice(0, MOST_PROBLEMS)) {
      const facts = { column: cell.column, cells: cell.count, text: cell.text };
      yield { code: 'number-unreadable', path, line: cell.line, facts };
    }
  }

  private noteRagged(): void {
    if (this.ragged.count === 0) {
      this.ragged.line = this.scanner.line + this.lineOffset;
      this.ragged.found = this.scanner.cellCount;
    }
    this.ragged.count += 1;
  }
}
