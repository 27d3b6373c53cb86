import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { TableLayout } from '../../../../src/domain/table-layout.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { folderOf, type SourceFile } from '../../source.ts';
import { readParamsBeside } from '../../tables/beside.ts';
import { filesBeside } from '../../tables/files-beside.ts';
import { fileIdentity } from '../../tables/identity.ts';
import { problemEvent, type TableOrigin } from '../../tables/run-book.ts';
import { makeTableMapper } from '../../tables/to-events.ts';
import { BlockDecoder } from './decode.ts';
import { guessSample } from './guess.ts';
import { type CsvSample, firstRowText, inspectCsv, withoutLines } from './inspect.ts';
import { RowScanner } from './scanner.ts';
import { TextSlices } from './text-slices.ts';

const SLICE_BYTES = 4 * 1024 * 1024;
/** Cells beyond the header's that are still looked at, to tell trailing delimiters from ragged rows. */
const EXTRA_CELLS = 8;
const MOST_PROBLEMS = 50;

/** Reads a table of text as the layout says, or as it is guessed. */
export async function* readCsv(source: ImportSource, context: ReadContext): AsyncIterable<ImportEvent> {
  const { file } = source;
  if (file === null) return;
  const sample = await inspectCsv(file);
  throwIfAborted(context.signal);
  if (sample === null || sample.rows.length === 0) {
    yield problemEvent({ code: 'table-empty', path: file.path });
    throwIfAborted(context.signal);
    return;
  }
  const layout = usableLayout(context.layout, sample) ?? guessSample(source, sample).layout;
  const mapper = makeTableMapper(layout, await originOf(source, file, sample));
  if (mapper === null) {
    yield problemEvent({ code: 'table-is-data', path: file.path, facts: { columns: sample.names.length } });
    throwIfAborted(context.signal);
    return;
  }
  if (!sample.dialect.encodingIsSure) {
    yield problemEvent({
      code: 'encoding-guessed',
      path: file.path,
      facts: { encoding: sample.dialect.encoding },
    });
  }
  const withFiles = fileAdder(file.path, filesBeside(source.tree, file.path));
  const reading = new Reading(file, layout, sample);
  for await (const bytesRead of reading.rows(context.signal, SLICE_BYTES)) {
    while (reading.fill()) yield* withFiles(mapper.take(reading.decoder.take()));
    throwIfAborted(context.signal);
    yield { kind: 'progress', bytesRead, file: file.path };
  }
  if (reading.decoder.rowCount > 0) yield* withFiles(mapper.take(reading.decoder.take()));
  yield* mapper.finish();
  yield* reading.problems();
  throwIfAborted(context.signal);
}

type Events = Iterable<ImportEvent>;

/** Gives the files around a table to the first of its runs. */
function fileAdder(path: string, files: readonly SourceFile[]): (events: Events) => Events {
  const folder = folderOf(path);
  const start = folder === '' ? 0 : folder.length + 1;
  let isDone = files.length === 0;
  function* added(events: Events): Generator<ImportEvent> {
    for (const event of events) {
      yield event;
      if (isDone || event.kind !== 'run') continue;
      isDone = true;
      for (const file of files)
        yield { kind: 'artifact', owner: event.run.key, path: file.path.slice(start), file };
    }
  }
  return (events) => (isDone ? events : added(events));
}

/** A layout that was made for this file: the same columns in the same order. */
function usableLayout(layout: TableLayout | undefined, sample: CsvSample): TableLayout | null {
  if (layout === undefined || layout.columns.length !== sample.names.length) return null;
  return layout.columns.every((column, index) => column.name === sample.names[index]) ? layout : null;
}

async function originOf(source: ImportSource, file: SourceFile, sample: CsvSample): Promise<TableOrigin> {
  return {
    format: 'csv',
    path: file.path,
    identity: fileIdentity(file.path),
    firstRow: firstRowText(sample.names, sample.rows[0]),
    params: await readParamsBeside(source.tree, file.path),
    startMs: monitorStart(sample.dialect.comments),
  };
}

/** Stable-Baselines3 writes `#{"t_start": 1700000000.0, …}` above its monitor table. */
function monitorStart(comments: readonly string[]): number | null {
  for (const comment of comments) {
    const found = /"t_start"\s*:\s*(\d+(?:\.\d+)?)/.exec(comment);
    if (found !== null) return Number(found[1]) * 1000;
  }
  return null;
}

/** One pass over the file: slices into text, text into rows, rows into the decoder's block. */
class Reading {
  readonly decoder: BlockDecoder;
  private readonly file: SourceFile;
  private readonly sample: CsvSample;
  private readonly scanner: RowScanner;
  private readonly width: number;
  private readonly lineOffset: number;
  private final = false;
  private headerSeen = false;
  private ragged = { count: 0, line: 0, found: 0 };

  constructor(file: SourceFile, layout: TableLayout, sample: CsvSample) {
    this.file = file;
    this.sample = sample;
    this.width = layout.columns.length;
    this.lineOffset = sample.dialect.headerLine - 1;
    this.scanner = new RowScanner(sample.dialect.delimiter, sample.dialect.newline, this.width + EXTRA_CELLS);
    this.decoder = new BlockDecoder(layout, this.lineOffset);
  }

  /** Pushes one slice after another; yields the bytes of each once its text can be scanned. */
  async *rows(signal: AbortSignal, sliceBytes: number): AsyncGenerator<number> {
    const { dialect, head } = this.sample;
    const slices = new TextSlices(dialect.encoding, dialect.newline);
    let skip = dialect.headerLine - 1;
    let at = 0;
    while (!this.final) {
      throwIfAborted(signal);
      const end = at === 0 ? head.length : Math.min(at + sliceBytes, this.file.sizeBytes);
      const bytes = at === 0 ? head : (this.file.sliceSync?.(at, end) ?? (await this.file.slice(at, end)));
      // A file that shrank since it was dropped gives no more bytes.
      this.final = end >= this.file.sizeBytes || bytes.length === 0;
      const { text, usedBytes } = slices.decode(bytes, this.final);
      at += usedBytes;
      this.scanner.push(skip === 0 ? text : withoutLines(text, dialect.newline, skip));
      skip = 0;
      yield usedBytes;
    }
  }

  /** Decodes rows until the block is full; false when the text so far is used up. */
  fill(): boolean {
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

  *problems(): Generator<ImportEvent> {
    const { path } = this.file;
    if (this.ragged.count > 0) {
      const facts = { rows: this.ragged.count, expected: this.width, found: this.ragged.found };
      yield problemEvent({ code: 'ragged-rows', path, line: this.ragged.line, facts });
    }
    for (const cell of [...this.decoder.unreadable.values()].slice(0, MOST_PROBLEMS)) {
      const facts = { column: cell.column, cells: cell.count, text: cell.text };
      yield problemEvent({ code: 'number-unreadable', path, line: cell.line, facts });
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
