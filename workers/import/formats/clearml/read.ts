import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { readLines } from '../../source/lines.ts';
import { joinPath, readText } from '../../source.ts';
import { listOf } from '../../text/json-fields.ts';
import { parseLenientJson, parseWrittenJson } from '../../text/lenient-json.ts';
import { ClearmlTask } from './task.ts';

const LARGEST_TASK = 64 * 1024 * 1024;
const PROBLEMS_NAMED = 20;

/** One offline task: its description, then its events as they were reported, many to a line. */
export async function* readClearml(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const { tree, path } = source;
  const about = tree.get(joinPath(path, 'task.json'));
  if (!about) return;
  const parsed = about.sizeBytes > LARGEST_TASK ? null : parseWrittenJson(await readText(about));
  throwIfAborted(context.signal);
  if (!parsed?.ok) yield { kind: 'problem', problem: { code: 'json-damaged', path: about.path } };
  yield { kind: 'progress', bytesRead: about.sizeBytes, file: about.path };
  const task = new ClearmlTask(source, parsed?.ok ? parsed.value : new Map());
  for (const name of ['metrics.jsonl', 'log.jsonl']) {
    const file = tree.get(joinPath(path, name));
    if (!file) continue;
    let unreadable = 0;
    for await (const { lines, bytesRead } of readLines(file, context.signal)) {
      for (const { text, number, byte, isEnded } of lines) {
        const line = text === null ? null : parseLenientJson(text);
        if (line?.ok) for (const event of listOf(line.value)) task.take(event);
        else if (isEnded && ++unreadable <= PROBLEMS_NAMED) {
          yield {
            kind: 'problem',
            problem: { code: 'rows-unreadable', path: file.path, line: number, byte },
          };
        }
      }
      yield { kind: 'progress', bytesRead, file: file.path };
    }
  }
  yield* task.events();
  throwIfAborted(context.signal);
}
