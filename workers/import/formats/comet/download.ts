import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { readLines } from '../../source/lines.ts';
import { joinPath, readText, type SourceFile } from '../../source.ts';
import { fieldOf, listOf, textOf } from '../../text/json-fields.ts';
import { parseWrittenJson, type WrittenJson } from '../../text/lenient-json.ts';
import { CometExperiment } from './experiment.ts';

const LARGEST_DESCRIPTION = 64 * 1024 * 1024;
const PROBLEMS_NAMED = 20;
/** Files of a run by the names that they have here. */
const RUN_FILES: ReadonlyMap<string, string> = new Map([
  ['output.txt', 'output.log'],
  ['requirements.txt', 'requirements.txt'],
  ['git_diff.patch', 'diff.patch'],
  ['script.py', 'code/script.py'],
  ['graph_definition.txt', 'graph_definition.txt'],
]);

/** An experiment as `cometx download` writes it: what is told is the same as in the log of an offline one. */
export async function* readDownload(
  source: ImportSource,
  metadata: SourceFile,
  context: ReadContext,
): AsyncGenerator<ImportEvent> {
  const { signal } = context;
  const about = await readJson(metadata);
  throwIfAborted(signal);
  const key = textOf(fieldOf(about ?? undefined, 'experimentKey'));
  if (!about || key === '') {
    const code = about ? 'unrecognised-file' : 'json-damaged';
    yield { kind: 'problem', problem: { code, path: metadata.path } };
    throwIfAborted(signal);
    return;
  }
  const experiment = new CometExperiment(source, toDescription(about, key));
  experiment.take(message('log_other', { key: 'Name', value: textOf(fieldOf(about, 'experimentName')) }));
  for (const param of listOf((await jsonAt(source, 'parameters.json')) ?? undefined)) {
    const value = fieldOf(param, 'valueCurrent') ?? '';
    const told = { paramName: textOf(fieldOf(param, 'name')), paramValue: value };
    experiment.take(message('parameter_msg', { param: toMap(told) }));
  }
  for (const [type, name] of [
    ['system_details', 'system_details.json'],
    ['git_metadata', 'run/git_metadata.json'],
  ] as const) {
    const payload = await jsonAt(source, name);
    if (payload) experiment.take(toMap({ type, payload }));
  }
  yield* eachLine(source, 'metrics.jsonl', signal, (line) => {
    const metric = toMap({
      metricName: textOf(fieldOf(line, 'metricName')),
      metricValue: fieldOf(line, 'metricValue') ?? '',
      step: fieldOf(line, 'step') ?? null,
    });
    const local = { metric, context: textOf(fieldOf(line, 'runContext')) };
    experiment.take(message('metric_msg', { ...local, local_timestamp: fieldOf(line, 'timestamp') ?? null }));
  });
  yield* eachLine(source, 'others.jsonl', signal, (line) => {
    const other = { key: textOf(fieldOf(line, 'name')), value: fieldOf(line, 'valueCurrent') ?? '' };
    experiment.take(message('log_other', other));
  });
  addFiles(source, experiment);
  yield* experiment.events();
  throwIfAborted(signal);
}

function toDescription(about: WrittenJson, key: string): WrittenJson {
  return toMap({
    offline_id: key,
    project_name: textOf(fieldOf(about, 'projectName')),
    start_time: fieldOf(about, 'startTimeMillis') ?? null,
    stop_time: fieldOf(about, 'running') === true ? null : (fieldOf(about, 'endTimeMillis') ?? null),
    tags: fieldOf(about, 'tags') ?? [],
  });
}

function addFiles(source: ImportSource, experiment: CometExperiment): void {
  for (const [name, path] of RUN_FILES) {
    const file = source.tree.get(joinPath(source.path, `run/${name}`));
    if (file) experiment.addFile(path, file);
  }
  const assets = joinPath(source.path, 'assets');
  for (const file of source.tree.under(assets)) {
    const path = file.path.slice(assets.length + 1);
    if (path !== 'assets_metadata.jsonl') experiment.addFile(path, file);
  }
}

async function* eachLine(
  source: ImportSource,
  name: string,
  signal: AbortSignal,
  onLine: (line: WrittenJson) => void,
): AsyncGenerator<ImportEvent> {
  const file = source.tree.get(joinPath(source.path, name));
  if (!file) return;
  let unreadable = 0;
  for await (const { lines, bytesRead } of readLines(file, signal)) {
    for (const { text, number, byte } of lines) {
      const parsed = text === null ? null : parseWrittenJson(text);
      if (parsed?.ok) onLine(parsed.value);
      else if (++unreadable <= PROBLEMS_NAMED) {
        yield { kind: 'problem', problem: { code: 'rows-unreadable', path: file.path, line: number, byte } };
      }
    }
    yield { kind: 'progress', bytesRead, file: file.path };
  }
}

async function jsonAt(source: ImportSource, name: string): Promise<WrittenJson | null> {
  const file = source.tree.get(joinPath(source.path, name));
  return file ? readJson(file) : null;
}

/** null where it is damaged or larger than a description can be. */
export async function readJson(file: SourceFile): Promise<WrittenJson | null> {
  if (file.sizeBytes > LARGEST_DESCRIPTION) return null;
  const parsed = parseWrittenJson(await readText(file));
  return parsed.ok ? parsed.value : null;
}

function message(type: string, payload: Readonly<Record<string, WrittenJson>>): WrittenJson {
  return toMap({ type, payload: toMap(payload) });
}

function toMap(fields: Readonly<Record<string, WrittenJson>>): ReadonlyMap<string, WrittenJson> {
  return new Map(Object.entries(fields));
}
