import { throwIfAborted } from '../../../../src/base/abort.ts';
import { derivedKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { folderExperiment, makeRun } from '../../reading/foreign-run.ts';
import { LoggedSeries } from '../../reading/logged-series.ts';
import { readLines } from '../../source/lines.ts';
import { folderOf, joinPath, nameOf, readText, type SourceFile } from '../../source.ts';
import { jsonProblem, parseCutWrittenJson } from '../../text/cut-json.ts';
import { fieldOf, finiteOf, listOf, numberOf, textOf } from '../../text/json-fields.ts';
import type { WrittenJson } from '../../text/lenient-json.ts';
import { toPythonText } from '../../text/python-text.ts';

const LARGEST_LOG = 256 * 1024 * 1024;
/** Length of a record, its checksum, then the moment of the first event as field 1 of its message. */
const WALL_TIME_AT = 13;

/** One training: `catboost_training.json` says all; where that is damaged, the tables beside it say most of it. */
export async function* readCatboost(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const { tree, path } = source;
  const { signal } = context;
  const series = new LoggedSeries();
  const startMs = await startOf(source.files ?? []);
  const log = tree.get(joinPath(path, 'catboost_training.json'));
  let meta: WrittenJson = null;
  let first = '';
  if (log) {
    const text = log.sizeBytes > LARGEST_LOG ? '' : await readText(log);
    throwIfAborted(signal);
    const parsed = parseCutWrittenJson(text);
    yield { kind: 'progress', bytesRead: log.sizeBytes, file: log.path };
    if (!parsed) yield { kind: 'problem', problem: jsonProblem(log.path, text) };
    else {
      meta = fieldOf(parsed.value, 'meta') ?? null;
      const iterations = listOf(fieldOf(parsed.value, 'iterations'));
      // With its values: times of hundreds of short trainings are the same now and then.
      if (iterations.length > 0) first = toPythonText(iterations[0]!);
      for (const one of iterations) takeIteration(one, meta, startMs, series);
      if (parsed.isCut) {
        const step = finiteOf(fieldOf(iterations.at(-1), 'iteration')) ?? 0;
        yield { kind: 'problem', problem: { code: 'json-cut', path: log.path, facts: { step } } };
      }
    }
  }
  const isKnown = !series.isEmpty;
  for (const [name, part] of TABLES) {
    const file = tree.get(joinPath(path, name));
    if (!file) continue;
    if (!isKnown) first += yield* readTable(file, part, series, signal);
    else yield { kind: 'progress', bytesRead: file.sizeBytes, file: file.path };
  }
  throwIfAborted(signal);
  if (first === '') return;
  yield* runEvents(path, derivedKey('catboost', first), meta, startMs, series);
  throwIfAborted(signal);
}

const TABLES: readonly (readonly [file: string, part: string])[] = [
  ['learn_error.tsv', 'learn'],
  ['test_error.tsv', 'test'],
];

function* runEvents(
  path: string,
  id: string,
  meta: WrittenJson,
  startMs: number,
  series: LoggedSeries,
): Generator<ImportEvent> {
  const { name, experimentName } = namesOf(path);
  const experiment = folderExperiment(experimentName);
  const key = toRunKey(id);
  yield { kind: 'experiment', experiment };
  yield {
    kind: 'run',
    run: makeRun({
      key,
      experiment: experiment.key,
      name,
      origin: { format: 'catboost', path },
      startMs: Number.isFinite(startMs) ? Math.round(startMs) : null,
      params: metaParams(meta),
    }),
  };
  yield* series.events(key, path);
  yield { kind: 'run-end', run: key };
}

/** Names of metrics by dataset, values by the same order in each iteration. */
function takeIteration(one: WrittenJson, meta: WrittenJson, startMs: number, series: LoggedSeries): void {
  const step = finiteOf(fieldOf(one, 'iteration'));
  if (step === null) return;
  const passed = finiteOf(fieldOf(one, 'passed_time'));
  const timeMs = passed === null ? Number.NaN : startMs + passed * 1000;
  for (const kind of ['learn', 'test']) {
    const names = listOf(fieldOf(meta, `${kind}_metrics`)).map((metric) => textOf(fieldOf(metric, 'name')));
    for (const set of listOf(fieldOf(meta, `${kind}_sets`)).map(textOf)) {
      for (const [at, value] of listOf(fieldOf(one, set)).entries()) {
        const number = numberOf(value);
        if (number !== null && names[at]) series.push(`${set}/${names[at]}`, step, number, timeMs);
      }
    }
  }
  if (passed !== null) series.push('passed_time', step, passed, timeMs);
}

/** One of the tables: `iter` and a column for each metric, with the number of the dataset behind it where there are several. */
async function* readTable(
  file: SourceFile,
  part: string,
  series: LoggedSeries,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent, string> {
  let names: readonly string[] | null = null;
  let first = '';
  for await (const { lines, bytesRead } of readLines(file, signal)) {
    for (const { text } of lines) {
      const cells = text?.split('\t') ?? [];
      if (names === null) {
        names = cells;
        continue;
      }
      const step = Number(cells[0]);
      if (cells.length !== names.length || !Number.isFinite(step)) continue;
      if (first === '') first = `${part} ${cells.join(' ')}`;
      for (let at = 1; at < cells.length; at++) {
        const value = cells[at] === 'nan' ? Number.NaN : Number(cells[at] || 'x');
        if (!Number.isNaN(value) || cells[at] === 'nan') series.push(`${part}/${names[at]}`, step, value);
      }
    }
    yield { kind: 'progress', bytesRead, file: file.path };
  }
  return first;
}

/** When the training began, as the first of its event files says; NaN where none lies there. */
async function startOf(files: readonly SourceFile[]): Promise<number> {
  for (const file of files) {
    if (!nameOf(file.path).includes('tfevents') || file.sizeBytes < WALL_TIME_AT + 8) continue;
    const bytes = await file.slice(0, WALL_TIME_AT + 8);
    if (bytes[WALL_TIME_AT - 1] !== 0x09) continue;
    const seconds = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(WALL_TIME_AT, true);
    if (seconds > 0 && seconds < 1e11) return seconds * 1000;
  }
  return Number.NaN;
}

function metaParams(meta: WrittenJson): Pair[] {
  const pairs: Pair[] = [];
  for (const [field, param] of [
    ['iteration_count', 'iterations'],
    ['launch_mode', 'launch_mode'],
  ] as const) {
    const text = textOf(fieldOf(meta, field));
    if (text !== '') pairs.push([param, text]);
  }
  return pairs;
}

/** The folder is called `catboost_info` unless somebody chose otherwise: then the one around it says more. */
function namesOf(path: string): { readonly name: string; readonly experimentName: string } {
  const last = nameOf(path);
  const above = nameOf(folderOf(path));
  if (last !== 'catboost_info' || above === '')
    return { name: last || 'catboost_info', experimentName: above || last || 'CatBoost' };
  return { name: above, experimentName: nameOf(folderOf(folderOf(path))) || above };
}
