import { throwIfAborted } from '../../../../src/base/abort.ts';
import { derivedKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { folderExperiment, makeRun } from '../../reading/foreign-run.ts';
import { LoggedSeries } from '../../reading/logged-series.ts';
import { readLines } from '../../source/lines.ts';
import { folderOf, nameOf, readText, type SourceFile } from '../../source.ts';
import { readSettings } from '../../tables/beside.ts';
import { jsonProblem } from '../../text/cut-json.ts';
import { entriesOf, fieldOf, finiteOf, numberOf } from '../../text/json-fields.ts';
import { parseLenientJson } from '../../text/lenient-json.ts';
import { toPythonText } from '../../text/python-text.ts';
import { STATE } from './layout.ts';
import {
  isFinished,
  metricName,
  parseState,
  stateParams,
  type TrainerState,
  takeRows,
  trainedFolder,
} from './state.ts';

const LARGEST_STATE = 64 * 1024 * 1024;
const MOST_STATES = 1000;
/** Trainings into one folder, each of which is held. */
const MOST_RUNS = 64;
/** Names of output folders that say nothing. */
const PLAIN_FOLDERS = new Set(['', 'output', 'outputs', 'out', 'results', 'result', 'checkpoints', 'model', 'models', 'tmp_trainer', 'trainer_output']); // biome-ignore format: a word list
/** Settings of what was trained, by file, and what their params begin with. */
const CONFIGS: ReadonlyMap<string, string> = new Map([
  ['config.json', 'model'],
  ['adapter_config.json', 'adapter'],
]);

interface Found {
  readonly state: TrainerState;
  readonly file: SourceFile;
}

/** All trainings of one output folder: mostly one, whose checkpoints hold beginnings of its history. */
export async function* readTrainer(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const { signal } = context;
  const files = source.files ?? (source.file ? [source.file] : []);
  const states = source.file ? files : files.filter(({ path }) => nameOf(path) === STATE);
  const found = new Map<string, Found>();
  let refused = Math.max(0, states.length - MOST_STATES);
  for (const file of states.slice(0, MOST_STATES)) {
    throwIfAborted(signal);
    const text = file.sizeBytes > LARGEST_STATE ? '' : await readText(file);
    const state = parseState(text);
    yield { kind: 'progress', bytesRead: file.sizeBytes, file: file.path };
    if (!state || state.isCut) yield problem(stateProblem(file, text, state));
    const best = state && found.get(state.identity);
    if (!state || (best && !isLarger(state, best.state))) continue;
    if (best || found.size < MOST_RUNS) found.set(state.identity, { state, file });
    else refused += 1;
  }
  if (refused > 0) {
    const facts = { what: 'states', limit: MOST_RUNS, left: refused };
    yield problem({ code: 'limit-reached', path: source.path, facts });
  }
  const output = source.file ? folderOf(source.file.path) : source.path;
  const beside = files.filter(({ path }) => nameOf(path) !== STATE && path !== source.file?.path);
  // Where a folder was trained into twice, what lies in it belongs to the later training.
  const newest = [...found.values()].reduce<Found | null>(
    (best, one) => (best === null || one.file.modifiedMs >= best.file.modifiedMs ? one : best),
    null,
  );
  for (const one of found.values()) {
    throwIfAborted(signal);
    yield* runEvents(one, output, one === newest ? beside : [], signal);
  }
  throwIfAborted(signal);
}

async function* runEvents(
  { state, file }: Found,
  output: string,
  beside: readonly SourceFile[],
  signal: AbortSignal,
): AsyncGenerator<ImportEvent> {
  const own = beside.filter(({ path }) => folderOf(path) === output);
  const series = new LoggedSeries();
  takeRows(state.rows, series);
  await takeResults(own, state.step, series);
  const log = own.find(({ path }) => nameOf(path) === 'trainer_log.jsonl');
  if (log) await takeLog(log, state.step, series, signal);
  const { name, experimentName } = namesOf(output, state);
  const experiment = folderExperiment(experimentName);
  // Adapters of any size begin with one loss where they share a seed: the folder's name tells them apart.
  const run = toRunKey(derivedKey('hf-trainer', nameOf(output), state.identity));
  yield { kind: 'experiment', experiment };
  yield {
    kind: 'run',
    run: makeRun({
      key: run,
      experiment: experiment.key,
      name,
      origin: { format: 'hf-trainer', path: file.path },
      status: isFinished(state) ? 'finished' : 'unknown',
      params: [...(await configParams(own)), ...stateParams(state)],
    }),
  };
  yield* series.events(run, file.path);
  const start = output === '' ? 0 : output.length + 1;
  for (const one of beside) yield { kind: 'artifact', owner: run, path: one.path.slice(start), file: one };
  yield { kind: 'run-end', run };
}

function isLarger(state: TrainerState, than: TrainerState): boolean {
  return state.step !== than.step ? state.step > than.step : state.rows.length > than.rows.length;
}

/** Of the parts of a training first: there a measure without a prefix has a part. `all_results.json` repeats them. */
const RESULTS: ReadonlyMap<string, string> = new Map([
  ['eval_results.json', 'eval'],
  ['test_results.json', 'test'],
  ['predict_results.json', 'predict'],
  ['train_results.json', 'train'],
  ['all_results.json', 'train'],
]);

/** Measures that scripts add after the training; what the history has already is not taken twice. */
async function takeResults(files: readonly SourceFile[], step: number, series: LoggedSeries): Promise<void> {
  const taken = new Set(['epoch']);
  const found: (readonly [string, number])[] = [];
  for (const [name, part] of RESULTS) {
    const file = files.find(({ path }) => nameOf(path) === name);
    if (!file) continue;
    for (const [key, value] of entriesOf(await readSettings(file))) {
      const number = numberOf(value);
      if (number === null || taken.has(key)) continue;
      taken.add(key);
      const metric = /^(?:eval|test|train)_/.test(key)
        ? metricName(key)
        : `${part}/${key.replace(/^predict_/, '')}`;
      if (!series.has(metric)) found.push([metric, number]);
    }
  }
  for (const [metric, value] of found) series.push(metric, step, value);
}

const LOG_NAMES: ReadonlyMap<string, string> = new Map([['lr', 'learning_rate']]);
const LOG_COUNTERS = new Set([
  'current_steps',
  'total_steps',
  'percentage',
  'elapsed_time',
  'remaining_time',
]);

/** LLaMA-Factory's log of the running training: what came after the last state that was saved. */
async function takeLog(
  file: SourceFile,
  after: number,
  series: LoggedSeries,
  signal: AbortSignal,
): Promise<void> {
  for await (const { lines } of readLines(file, signal)) {
    for (const { text } of lines) {
      const line = text === null ? null : parseLenientJson(text);
      const step = line?.ok ? finiteOf(fieldOf(line.value, 'current_steps')) : null;
      if (!line?.ok || step === null || step <= after) continue;
      for (const [key, value] of entriesOf(line.value)) {
        const number = LOG_COUNTERS.has(key) ? null : numberOf(value);
        if (number !== null) series.push(metricName(LOG_NAMES.get(key) ?? key), step, number);
      }
    }
  }
}

/** The first level of the model's and the adapter's settings: below it are tables of labels and the like. */
async function configParams(files: readonly SourceFile[]): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const file of files) {
    const prefix = CONFIGS.get(nameOf(file.path));
    if (prefix === undefined) continue;
    for (const [key, value] of entriesOf(await readSettings(file))) {
      if (!(value instanceof Map)) pairs.push([`${prefix}.${key}`, toPythonText(value).slice(0, 6000)]);
    }
  }
  return pairs;
}

function namesOf(
  output: string,
  state: TrainerState,
): { readonly name: string; readonly experimentName: string } {
  const last = nameOf(output);
  const above = nameOf(folderOf(output));
  if (output === '') return { name: trainedFolder(state) || 'Trainer', experimentName: 'Trainer' };
  const isPlain = PLAIN_FOLDERS.has(last.toLowerCase()) || /^run-\d+$/.test(last);
  const name = isPlain && above !== '' ? `${above}/${last}` : last;
  return { name, experimentName: above === '' ? last : above };
}

function stateProblem(
  { path, sizeBytes }: SourceFile,
  text: string,
  state: TrainerState | null,
): ImportProblem {
  if (sizeBytes > LARGEST_STATE) return { code: 'file-too-large', path, facts: { limit: LARGEST_STATE } };
  if (!state) return jsonProblem(path, text);
  return { code: 'json-cut', path, facts: { step: lastStep(state) } };
}

function lastStep({ rows }: TrainerState): number {
  return finiteOf(fieldOf(rows.at(-1), 'step')) ?? 0;
}

function problem(found: ImportProblem): ImportEvent {
  return { kind: 'problem', problem: found };
}
