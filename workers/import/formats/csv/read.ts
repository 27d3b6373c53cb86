import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { readParamsBeside } from '../../tables/beside.ts';
import { artifactsBeside } from '../../tables/files-beside.ts';
import { HeldHead } from '../../tables/held-head.ts';
import { problemEvent, problemEvents } from '../../tables/run-book.ts';
import { makeTableMapper } from '../../tables/to-events.ts';
import { guessSample } from './guess.ts';
import { HEAD_BYTES, inspectHead } from './inspect.ts';
import { originOf, usableLayout } from './origin.ts';
import { CsvReading } from './reading.ts';

/** Reads a table of text as the layout says, or as it is guessed. */
export async function* readCsv(source: ImportSource, context: ReadContext): AsyncIterable<ImportEvent> {
  const { file } = source;
  const { signal } = context;
  if (file === null) return;
  const { path } = file;
  const head = new HeldHead(HEAD_BYTES);
  await head.readOn(file);
  const sample = inspectHead(head.bytes, head.bytes.length >= file.sizeBytes, path);
  throwIfAborted(signal);
  if (sample === null || sample.rows.length === 0) {
    yield problemEvent({ code: 'table-empty', path });
    throwIfAborted(signal);
    return;
  }
  const layout = usableLayout(context.layout, sample) ?? guessSample(source, sample).layout;
  const mapper = makeTableMapper(layout, originOf(file, sample, await readParamsBeside(source.tree, path)));
  if (mapper === null) {
    yield problemEvent({ code: 'table-is-data', path, facts: { columns: sample.names.length } });
    throwIfAborted(signal);
    return;
  }
  const reading = new CsvReading(layout, sample.dialect, mapper);
  yield* problemEvents(reading.problemsOfText(path));
  let artifacts = artifactsBeside(source.tree, path);
  for await (const event of reading.readOn({ file: head.over(file), isOver: true, signal })) {
    yield event;
    if (event.kind !== 'run' || artifacts.length === 0) continue;
    for (const artifact of artifacts) yield { kind: 'artifact', owner: event.run.key, ...artifact };
    artifacts = [];
  }
  yield* mapper.finish();
  yield* problemEvents(reading.problems(path));
  throwIfAborted(signal);
}
