import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { TableGuess, TableLayout } from '../../../../src/domain/table-layout.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import type { SourceFile } from '../../source.ts';
import { siblingPaths } from '../../tables/beside.ts';
import { isNullText } from '../../tables/cells.ts';
import { HeldHead } from '../../tables/held-head.ts';
import { fileIdentity } from '../../tables/identity.ts';
import { isNumeric } from '../../tables/profile.ts';
import { problemEvent, problemEvents, type TableOrigin } from '../../tables/run-book.ts';
import { guessTable } from '../../tables/shape.ts';
import { makeTableMapper } from '../../tables/to-events.ts';
import { LARGEST_DOCUMENT } from './document.ts';
import { JsonReading, problemsOfSample } from './reading.ts';
import { type FirstRows, HEAD_BYTES, inspectJson, type JsonSample } from './sample.ts';

export async function guessJson(source: ImportSource, _context: ReadContext): Promise<TableGuess | null> {
  const { file } = source;
  if (file === null) return null;
  const found = await inspect(source, file, await headOf(file));
  return found.ok ? found.guess : null;
}

/** Reads rows as the layout says, or as they are guessed to be. */
export async function* readJson(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const { file } = source;
  const { signal } = context;
  if (file === null) return;
  throwIfAborted(signal);
  const head = await headOf(file);
  const found = await inspect(source, file, head);
  throwIfAborted(signal);
  if (!found.ok) yield problemEvent(found.problem);
  else {
    const { sample, guess } = found;
    const layout = usableLayout(context.layout, sample) ?? guess.layout;
    const mapper = makeTableMapper(layout, originOf(file, sample));
    const facts = { columns: sample.names.length };
    if (mapper === null) yield problemEvent({ code: 'table-is-data', path: file.path, facts });
    else {
      const reading = new JsonReading(layout, sample.separator, mapper);
      yield* rowsOf(sample, reading, head.over(file), signal);
      yield* mapper.finish();
      yield* problemEvents(reading.problems(file.path));
      yield* problemEvents(problemsOfSample(file.path, sample));
    }
  }
  throwIfAborted(signal);
}

/** All rows of a document, or of a file of lines to whose end no more is written. */
export async function* rowsOf(
  { document }: JsonSample,
  reading: JsonReading,
  file: SourceFile,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent> {
  if (document) {
    yield* reading.readRows(document.rows, signal);
    yield { kind: 'progress', bytesRead: file.sizeBytes, file: file.path };
  } else yield* reading.readOn(file, true, signal);
}

async function headOf(file: SourceFile): Promise<HeldHead> {
  const head = new HeldHead(HEAD_BYTES);
  await head.readOn(file);
  return head;
}

export type Inspection =
  | { readonly ok: true; readonly sample: JsonSample; readonly guess: TableGuess }
  | { readonly ok: false; readonly problem: ImportProblem };

/** How a file whose head was read is to be read. */
export async function inspect(
  source: ImportSource,
  file: SourceFile,
  head: HeldHead,
  first?: FirstRows,
): Promise<Inspection> {
  const { path } = file;
  const found = await inspectJson(file, head, first);
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
export function usableLayout(layout: TableLayout | undefined, sample: JsonSample): TableLayout | null {
  if (layout === undefined || layout.columns.length !== sample.names.length) return null;
  return layout.columns.every((column, index) => column.name === sample.names[index]) ? layout : null;
}

export function originOf(file: SourceFile, sample: JsonSample): TableOrigin {
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
