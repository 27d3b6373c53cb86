import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { TableColumn, TableGuess, TableLayout } from '../../../../src/domain/table-layout.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { cutLog } from '../../reading/log-problems.ts';
import { readLines } from '../../source/lines.ts';
import type { SourceFile } from '../../source.ts';
import { siblingPaths } from '../../tables/beside.ts';
import { isNullText } from '../../tables/cells.ts';
import { fileIdentity } from '../../tables/identity.ts';
import { isNumeric } from '../../tables/profile.ts';
import { problemEvent, type TableOrigin } from '../../tables/run-book.ts';
import { guessTable } from '../../tables/shape.ts';
import { makeTableMapper, type TableMapper } from '../../tables/to-events.ts';
import { parseJsonRow, parseWrittenRow } from '../../text/json-leaves.ts';
import { BlockWriter } from './block-writer.ts';
import { LARGEST_DOCUMENT } from './document.ts';
import { inspectJson, type JsonSample } from './sample.ts';

const MOST_PROBLEMS = 50;
const NAMES_TOLD = 12;
const LONGEST_LIST = 180;

export async function guessJson(source: ImportSource, _context: ReadContext): Promise<TableGuess | null> {
  const found = source.file && (await inspect(source, source.file));
  return found?.ok ? found.guess : null;
}

/** Reads rows as the layout says, or as they are guessed to be. */
export async function* readJson(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const { file } = source;
  if (file === null) return;
  throwIfAborted(context.signal);
  const found = await inspect(source, file);
  throwIfAborted(context.signal);
  if (!found.ok) yield problemEvent(found.problem);
  else {
    const { sample, guess } = found;
    const layout = usableLayout(context.layout, sample) ?? guess.layout;
    const mapper = makeTableMapper(layout, originOf(file, sample));
    const facts = { columns: sample.names.length };
    if (mapper === null) yield problemEvent({ code: 'table-is-data', path: file.path, facts });
    else yield* new Reading(file, sample, layout, mapper).read(context.signal);
  }
  throwIfAborted(context.signal);
}

type Inspection =
  | { readonly ok: true; readonly sample: JsonSample; readonly guess: TableGuess }
  | { readonly ok: false; readonly problem: ImportProblem };

async function inspect(source: ImportSource, file: SourceFile): Promise<Inspection> {
  const { path } = file;
  const found = await inspectJson(file);
  if (!found.ok) {
    if (found.reason === 'too-large')
      return { ok: false, problem: { code: 'file-too-large', path, facts: { limit: LARGEST_DOCUMENT } } };
    const code = found.reason === 'damaged' ? 'json-damaged' : 'unrecognised-file';
    return { ok: false, problem: { code, path } };
  }
  const { sample } = found;
  const guess = guessSample(source, file, sample);
  // Lists of objects are everywhere, and nobody wants to be asked about each. Without a number nothing can be drawn.
  const isAnything = sample.document?.isList === true && guess.layout.shape === 'data';
  if (isAnything || !sample.profiles.some(isNumeric))
    return { ok: false, problem: { code: 'unrecognised-file', path } };
  return { ok: true, sample, guess };
}

function guessSample(source: ImportSource, file: SourceFile, sample: JsonSample): TableGuess {
  return guessTable({
    path: source.path === '' ? file.path : source.path,
    profiles: sample.profiles,
    comments: [],
    siblings: siblingPaths(source.tree, file.path),
    preview: sample.preview,
    sampledRows: sample.sampledRows,
    rowCount: sample.rowCount,
  });
}

/** A layout that was made for this file: the same columns in the same order. */
function usableLayout(layout: TableLayout | undefined, sample: JsonSample): TableLayout | null {
  if (layout === undefined || layout.columns.length !== sample.names.length) return null;
  return layout.columns.every((column, index) => column.name === sample.names[index]) ? layout : null;
}

function originOf(file: SourceFile, sample: JsonSample): TableOrigin {
  const [first = []] = sample.preview;
  const filled = sample.names.flatMap((name, index) => {
    const cell = first[index] ?? '';
    return isNullText(cell) ? [] : [`${name}=${cell.trim().slice(0, 200)}`];
  });
  return {
    format: 'json-log',
    path: file.path,
    identity: fileIdentity(file.path),
    firstRow: filled.sort().join('\n'),
    params: sample.params,
    startMs: null,
  };
}

/** A number that is kept as text. */
function isWritten({ role, type }: TableColumn): boolean {
  const isText = role === 'run' || role === 'experiment' || role === 'param' || role === 'tag';
  return isText && (type === 'integer' || type === 'number');
}

/** One pass over the rows: into blocks, and blocks into runs. */
class Reading {
  private readonly file: SourceFile;
  private readonly sample: JsonSample;
  private readonly writer: BlockWriter;
  private readonly mapper: TableMapper;
  private readonly parseRow: (text: string) => object | null;
  private unreadable = { rows: 0, line: 0, byte: 0 };
  private cutAt = -1;

  constructor(file: SourceFile, sample: JsonSample, layout: TableLayout, mapper: TableMapper) {
    this.file = file;
    this.sample = sample;
    this.mapper = mapper;
    this.parseRow = layout.columns.some(isWritten) ? parseWrittenRow : parseJsonRow;
    this.writer = new BlockWriter(layout, sample.separator, mapper.grow !== undefined);
  }

  async *read(signal: AbortSignal): AsyncGenerator<ImportEvent> {
    const { document } = this.sample;
    if (document) {
      yield* this.readRows(document.rows, signal);
      yield { kind: 'progress', bytesRead: this.file.sizeBytes, file: this.file.path };
    } else yield* this.readLines(signal);
    yield* this.handOn();
    yield* this.mapper.finish();
    yield* this.problems();
  }

  private *readRows(rows: readonly object[], signal: AbortSignal): Generator<ImportEvent> {
    for (const [index, row] of rows.entries()) {
      this.writer.add(row, index + 1);
      if (!this.writer.isFull) continue;
      throwIfAborted(signal);
      yield* this.handOn();
    }
  }

  private async *readLines(signal: AbortSignal): AsyncGenerator<ImportEvent> {
    for await (const { lines, bytesRead } of readLines(this.file, signal)) {
      for (const { text, number, byte, isEnded } of lines) {
        const row = text === null ? null : this.parseRow(text);
        if (row !== null) {
          this.writer.add(row, number);
          if (this.writer.isFull) yield* this.handOn();
        } else if (text === null || text.trimStart().startsWith('{'))
          this.noteUnreadable(number, byte, isEnded);
        // Other lines of a log are no rows.
      }
      yield { kind: 'progress', bytesRead, file: this.file.path };
    }
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

  private *problems(): Generator<ImportEvent> {
    const { path } = this.file;
    const { document } = this.sample;
    if (document && document.cutByte !== null) {
      const facts = { step: document.rows.length - 1 };
      yield problemEvent({ code: 'json-cut', path, byte: document.cutByte, facts });
    }
    const { rows, line, byte } = this.unreadable;
    if (rows > 0) yield problemEvent({ code: 'rows-unreadable', path, line, byte, facts: { rows } });
    if (this.cutAt >= 0) yield problemEvent(cutLog(path, this.cutAt, Number.NaN));
    for (const cell of [...this.writer.unreadable.values()].slice(0, MOST_PROBLEMS)) {
      const facts = { column: cell.column, cells: cell.count, text: cell.text };
      yield problemEvent({ code: 'number-unreadable', path, line: cell.line, facts });
    }
    const { late } = this.writer;
    if (late.size > 0) yield problemEvent({ code: 'keys-left-out', path, facts: factsOfKeys([...late]) });
    const lists = this.sample.profiles.filter(({ type }) => type === 'nested').map(({ name }) => name);
    if (lists.length > 0) yield problemEvent({ code: 'lists-left-out', path, facts: factsOfKeys(lists) });
  }
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
