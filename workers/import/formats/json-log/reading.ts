import { throwIfAborted } from '../../../../src/base/abort.ts';
import { concatBytes } from '../../../../src/base/bytes.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { TableColumn, TableLayout } from '../../../../src/domain/table-layout.ts';
import type { ImportEvent } from '../../format.ts';
import { cutLog } from '../../reading/log-problems.ts';
import { SEAM_BYTES } from '../../reading/seam.ts';
import { type Line, LineSplitter } from '../../source/line-splitter.ts';
import type { SourceFile } from '../../source.ts';
import type { TableMapper } from '../../tables/to-events.ts';
import { parseJsonRow, parseWrittenRow } from '../../text/json-leaves.ts';
import { BlockWriter } from './block-writer.ts';
import type { JsonSample } from './sample.ts';

const SLICE_BYTES = 1024 * 1024;
const MOST_PROBLEMS = 50;
const NAMES_TOLD = 12;
const LONGEST_LIST = 180;

type Bytes = Uint8Array<ArrayBuffer>;

/** Whether numbers are kept as text: then they are read as they were written. */
export function hasWritten({ columns }: TableLayout): boolean {
  return columns.some(isWritten);
}

function isWritten({ role, type }: TableColumn): boolean {
  const isText = role === 'run' || role === 'experiment' || role === 'param' || role === 'tag';
  return isText && (type === 'integer' || type === 'number');
}

/** The rows of a file, of one that has a row on each line as it grows: into blocks, and blocks into runs. */
export class JsonReading {
  /** The last bytes that were read. */
  lastBytes: Uint8Array = new Uint8Array(0);
  readonly mapper: TableMapper;
  private readonly writer: BlockWriter;
  private readonly parseRow: (text: string) => object | null;
  private readonly splitter = new LineSplitter();
  /** Bytes behind those that were read, looked at before anything is told of them. */
  private ahead: Bytes | null = null;
  private unreadable = { rows: 0, line: 0, byte: 0 };
  private cutAt = -1;

  constructor(layout: TableLayout, separator: string, mapper: TableMapper) {
    this.mapper = mapper;
    this.parseRow = hasWritten(layout) ? parseWrittenRow : parseJsonRow;
    this.writer = new BlockWriter(layout, separator, mapper.grow !== undefined);
  }

  get layout(): TableLayout {
    return this.writer.layout;
  }

  /** Bytes that were read, up to this offset. */
  get offset(): number {
    return this.splitter.offset;
  }

  /** Goes on with a layout of the same columns and further ones. */
  adopt(layout: TableLayout): void {
    this.writer.adopt(layout);
    this.mapper.grow?.(layout);
  }

  *readRows(rows: readonly object[], signal: AbortSignal): Generator<ImportEvent> {
    for (const [index, row] of rows.entries()) {
      this.writer.add(row, index + 1);
      if (!this.writer.isFull) continue;
      throwIfAborted(signal);
      yield* this.handOn();
    }
    yield* this.handOn();
  }

  /** False where what was appended goes on with a line that was a row without it. */
  async canGoOn(file: SourceFile): Promise<boolean> {
    this.ahead = await this.slice(file);
    return this.splitter.goesOnWith(this.ahead);
  }

  /** Everything up to the end of the file as it is. A last line without its end is a row as soon as it is whole. */
  async *readOn(file: SourceFile, isOver: boolean, signal: AbortSignal): AsyncGenerator<ImportEvent> {
    while (this.offset < file.sizeBytes) {
      throwIfAborted(signal);
      const bytes = this.ahead ?? (await this.slice(file));
      this.ahead = null;
      // It is shorter by now.
      if (bytes.length === 0) break;
      this.lastBytes = concatBytes([this.lastBytes, bytes.subarray(-SEAM_BYTES)]).slice(-SEAM_BYTES);
      for (const line of this.splitter.push(bytes)) yield* this.take(line);
      yield { kind: 'progress', bytesRead: bytes.length, file: file.path };
    }
    throwIfAborted(signal);
    const rest = this.splitter.rest();
    const isRow = rest?.trimEnd().endsWith('}') && this.parseRow(rest) !== null;
    const last = isRow || isOver ? this.splitter.takeRest() : null;
    if (last) yield* this.take(last);
    yield* this.handOn();
  }

  /** Nothing more comes for a while. */
  shrink(): void {
    this.writer.shrink();
  }

  *problems(path: string): Generator<ImportProblem> {
    const { rows, line, byte } = this.unreadable;
    if (rows > 0) yield { code: 'rows-unreadable', path, line, byte, facts: { rows } };
    if (this.cutAt >= 0) yield cutLog(path, this.cutAt, Number.NaN);
    for (const cell of [...this.writer.unreadable.values()].slice(0, MOST_PROBLEMS)) {
      const facts = { column: cell.column, cells: cell.count, text: cell.text };
      yield { code: 'number-unreadable', path, line: cell.line, facts };
    }
    const { late } = this.writer;
    if (late.size > 0) yield { code: 'keys-left-out', path, facts: factsOfKeys([...late]) };
  }

  private async slice(file: SourceFile): Promise<Bytes> {
    const end = Math.min(this.offset + SLICE_BYTES, file.sizeBytes);
    return file.slice(this.offset, end);
  }

  private *take({ text, number, byte, isEnded }: Line): Generator<ImportEvent> {
    const row = text === null ? null : this.parseRow(text);
    if (row !== null) {
      this.writer.add(row, number);
      if (this.writer.isFull) yield* this.handOn();
    } else if (text === null || text.trimStart().startsWith('{')) this.noteUnreadable(number, byte, isEnded);
    // Other lines of a log are no rows.
  }

  private *handOn(): Generator<ImportEvent> {
    if (this.writer.rowCount === 0) return;
    if (this.writer.takeGrowth()) this.mapper.grow?.(this.writer.layout);
    yield* this.mapper.take(this.writer.take());
  }

  private noteUnreadable(line: number, byte: number, isEnded: boolean): void {
    if (!isEnded) this.cutAt = byte;
    else if (this.unreadable.rows++ === 0) this.unreadable = { rows: 1, line, byte };
  }
}

/** What all of the file says that its rows do not. */
export function* problemsOfSample(
  path: string,
  { document, profiles }: JsonSample,
): Generator<ImportProblem> {
  if (document && document.cutByte !== null) {
    const facts = { step: document.rows.length - 1 };
    yield { code: 'json-cut', path, byte: document.cutByte, facts };
  }
  const lists = profiles.filter(({ type }) => type === 'nested').map(({ name }) => name);
  if (lists.length > 0) yield { code: 'lists-left-out', path, facts: factsOfKeys(lists) };
}

function factsOfKeys(keys: readonly string[]): { readonly keys: number; readonly names: string } {
  return { keys: keys.length, names: listNames(keys) };
}

/** Whole names, as many as a sentence holds. */
function listNames(keys: readonly string[]): string {
  let names = keys[0] ?? '';
  let told = 1;
  while (told < Math.min(keys.length, NAMES_TOLD) && names.length + keys[told]!.length < LONGEST_LIST) {
    names += `, ${keys[told]}`;
    told += 1;
  }
  return told < keys.length ? `${names} …` : names;
}
