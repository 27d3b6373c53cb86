import { throwIfAborted } from '../../../../src/base/abort.ts';
import { derivedKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { folderExperiment, makeRun } from '../../reading/foreign-run.ts';
import { LoggedSeries } from '../../reading/logged-series.ts';
import { endingOf, mediaPath } from '../../reading/stepped-artifacts.ts';
import { folderOf, nameOf, readText, type SourceFile } from '../../source.ts';
import { readParamsFile } from '../../tables/beside.ts';
import { jsonProblem, parseCutJson } from '../../text/cut-json.ts';
import { entriesOf, fieldOf, finiteOf, numberOf } from '../../text/json-fields.ts';
import type { JsonValue } from '../../text/lenient-json.ts';
import { METRICS, PARAMS, SUMMARY } from './layout.ts';
import { type FirstRow, readMetricLog } from './metric-log.ts';

const LARGEST_SUMMARY = 16 * 1024 * 1024;
const DEEPEST = 16;
const IMAGES = 'plots/images/';

/** What lies in the folder as one run: its logs, what the summary says beyond them, params, and files. */
export async function* readDvclive(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const { path } = source;
  const { signal } = context;
  const start = path === '' ? 0 : path.length + 1;
  const series = new LoggedSeries();
  const firsts: FirstRow[] = [];
  const rest: SourceFile[] = [];
  let params: readonly Pair[] = [];
  let summary: JsonValue = null;
  for (const file of source.files ?? []) {
    throwIfAborted(signal);
    const inside = file.path.slice(start);
    if (inside.startsWith(METRICS) && inside.endsWith('.tsv')) {
      const metric = inside.slice(METRICS.length, -'.tsv'.length);
      const first = yield* readMetricLog(file, metric, series, signal);
      if (first) firsts.push(first);
      continue;
    }
    if (inside === PARAMS) params = await readParamsFile(file);
    else if (inside === SUMMARY) {
      const text = file.sizeBytes > LARGEST_SUMMARY ? '' : await readText(file);
      const parsed = parseCutJson(text);
      if (!parsed) yield { kind: 'problem', problem: jsonProblem(file.path, text) };
      else if (parsed.isCut) yield { kind: 'problem', problem: { code: 'json-cut', path: file.path } };
      summary = parsed?.value ?? null;
    } else {
      rest.push(file);
      continue;
    }
    yield { kind: 'progress', bytesRead: file.sizeBytes, file: file.path };
  }
  throwIfAborted(signal);
  const told = takeSummary(summary, series);
  if (firsts.length === 0 && told.length === 0) return;
  const { name, experimentName } = namesOf(path);
  // Runs of one seed begin alike: where no params tell them apart, the folder around them does.
  const place = params.length > 0 ? nameOf(path) : name;
  const key = toRunKey(derivedKey('dvclive', place, ...params.flat(), ...(identityOf(firsts) ?? told)));
  const experiment = folderExperiment(experimentName);
  const times = firsts.map(({ timeMs }) => timeMs).filter(Number.isFinite);
  yield { kind: 'experiment', experiment };
  yield {
    kind: 'run',
    run: makeRun({
      key,
      experiment: experiment.key,
      name,
      origin: { format: 'dvclive', path },
      startMs: times.length > 0 ? Math.min(...times) : null,
      params,
    }),
    isOpen: isFirstStep(firsts, series),
  };
  yield* series.events(key, path);
  for (const file of rest) {
    yield { kind: 'artifact', owner: key, path: artifactPath(file.path.slice(start)), file };
  }
  yield { kind: 'run-end', run: key };
  throwIfAborted(signal);
}

/**
 * What stays as it is while the logs grow: the first value of every metric that was logged at the first step. Which
 * metrics come later does not matter. null without logs.
 */
function identityOf(firsts: readonly FirstRow[]): readonly string[] | null {
  if (firsts.length === 0) return null;
  const step = Math.min(...firsts.map((first) => first.step));
  return firsts.filter((first) => first.step === step).map(({ metric, value }) => `${metric} ${value}`);
}

/** Metrics of the first step may still come. */
function isFirstStep(firsts: readonly FirstRow[], series: LoggedSeries): boolean {
  return firsts.length > 0 && Math.min(...firsts.map(({ step }) => step)) === series.lastStep;
}

/**
 * Measures of the summary that no log has, at the last step, which its own may lag behind. What they say, for the identity
 * of a run without logs.
 */
function takeSummary(summary: JsonValue, series: LoggedSeries): readonly string[] {
  const own = finiteOf(fieldOf(summary, 'step')) ?? 0;
  const step = series.isEmpty ? own : Math.max(own, series.lastStep);
  const said: string[] = [];
  const take = (value: JsonValue, key: string, depth: number): void => {
    const number = numberOf(value);
    if (number !== null && key !== '' && !series.has(key)) {
      series.push(key, step, number);
      said.push(`${key} ${number}`);
    }
    if (depth > DEEPEST) return;
    for (const [name, one] of entriesOf(value)) take(one, key === '' ? name : `${key}/${name}`, depth + 1);
  };
  for (const [name, one] of entriesOf(summary)) if (name !== 'step') take(one, name, 1);
  return said;
}

/** Pictures of a step are called by its number: `plots/images/sample/3.png`. */
function artifactPath(inside: string): string {
  const found = inside.startsWith(IMAGES)
    ? /^(.+)\/(\d{1,12})\.[^./]+$/.exec(inside.slice(IMAGES.length))
    : null;
  if (!found) return inside;
  const at = { step: Number(found[2]), timeMs: Number.NaN, id: inside };
  return mediaPath('images', found[1]!, at, endingOf(inside, 'png'));
}

/** The folder is called `dvclive` unless somebody chose otherwise: then the one around it says more. */
function namesOf(path: string): { readonly name: string; readonly experimentName: string } {
  const last = nameOf(path);
  const above = nameOf(folderOf(path));
  if (last !== 'dvclive' || above === '')
    return { name: last || 'dvclive', experimentName: above || last || 'DVCLive' };
  return { name: above, experimentName: nameOf(folderOf(folderOf(path))) || above };
}
