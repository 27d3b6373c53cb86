import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { readLines } from '../../source/lines.ts';
import { joinPath } from '../../source.ts';
import { parseWrittenJson } from '../../text/lenient-json.ts';
import { readDownload, readJson } from './download.ts';
import { CometExperiment } from './experiment.ts';

const PROBLEMS_NAMED = 20;

/** Replays the messages of one offline experiment. */
export async function* readComet(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const { tree, path } = source;
  const about = tree.get(joinPath(path, 'experiment.json'));
  const messages = tree.get(joinPath(path, 'messages.json'));
  const metadata = tree.get(joinPath(path, 'metadata.json'));
  if (!(about && messages) && metadata) yield* readDownload(source, metadata, context);
  if (!about || !messages) return;
  const description = await readJson(about);
  throwIfAborted(context.signal);
  if (description === null) {
    yield { kind: 'problem', problem: { code: 'json-damaged', path: about.path } };
  }
  yield { kind: 'progress', bytesRead: about.sizeBytes, file: about.path };
  const experiment = new CometExperiment(source, description ?? new Map());
  let unreadable = 0;
  for await (const { lines, bytesRead } of readLines(messages, context.signal)) {
    for (const { text, number, byte } of lines) {
      const parsed = text === null ? null : parseWrittenJson(text);
      if (parsed?.ok) experiment.take(parsed.value);
      else if (++unreadable <= PROBLEMS_NAMED) {
        yield {
          kind: 'problem',
          problem: { code: 'rows-unreadable', path: messages.path, line: number, byte },
        };
      }
    }
    yield { kind: 'progress', bytesRead, file: messages.path };
  }
  yield* experiment.events();
  throwIfAborted(context.signal);
}
