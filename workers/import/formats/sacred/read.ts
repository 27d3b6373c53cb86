import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { makeExperiment, makeRun } from '../../reading/foreign-run.ts';
import { isJunk } from '../../source/artifact-lookup.ts';
import { joinPath, readText, type SourceFile } from '../../source.ts';
import { type CutJson, parseCutJson, parseCutWrittenJson } from '../../text/cut-json.ts';
import { fieldOf, listOf, paramsOf, textOf } from '../../text/json-fields.ts';
import type { JsonOf, JsonValue, WrittenJson } from '../../text/lenient-json.ts';
import { SHARED_FOLDERS, sharedPath } from './folders.ts';
import { type LoggedSeries, readInfo, readMetrics, readResult } from './metrics.ts';
import { unwrapPickled } from './plain-values.ts';
import { runFacts, traceOf } from './run-facts.ts';

const FORMAT = 'sacred';
/** A run with ten million points has a `metrics.json` of half this. */
const LARGEST_BYTES = 400 * 1024 * 1024;
const LIMITS = { length: LARGEST_BYTES, values: 40_000_000 };
const CONSOLE = 'output.log';
/** Read into the run's record and its points; what is left of them would only be the same again. */
const READ_WHOLE: ReadonlySet<string> = new Set(['run.json', 'config.json', 'metrics.json']);

/** One run folder. Each of its files may be missing, empty or cut off: the run is made of the others. */
export async function* readSacred(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  yield* new RunReader(source, context.signal).read();
}

class RunReader {
  private readonly source: ImportSource;
  private readonly signal: AbortSignal;
  private readonly problems: ImportProblem[] = [];

  constructor(source: ImportSource, signal: AbortSignal) {
    this.source = source;
    this.signal = signal;
  }

  async *read(): AsyncGenerator<ImportEvent> {
    const { path } = this.source;
    const about = await this.parse('run.json', parseCutWrittenJson);
    const config = await this.parse('config.json', parseCutWrittenJson);
    if (about !== null && !isSacred(about)) {
      yield { kind: 'problem', problem: { code: 'unrecognised-file', path: joinPath(path, 'run.json') } };
      throwIfAborted(this.signal);
      return;
    }
    const facts = runFacts(about, path, Date.now());
    const experiment = makeExperiment(FORMAT, facts.experiment);
    const { key } = facts;
    yield { kind: 'experiment', experiment };
    const params = paramsOf(config === null ? undefined : unwrapPickled(config));
    const origin = { format: FORMAT, path };
    yield { kind: 'run', run: makeRun({ ...facts, experiment: experiment.key, origin, params }) };
    for (const one of await this.series(about, facts.endMs)) {
      yield { kind: 'points', run: key, metric: one.metric, points: one.points.columns() };
    }
    const missing = listOf(fieldOf(about ?? undefined, 'artifacts')).filter(
      (name) => !this.source.tree.get(joinPath(path, textOf(name))),
    ).length;
    if (missing > 0) this.problems.push({ code: 'files-missing', path, facts: { files: missing } });
    for (const [name, file] of this.artifacts(about))
      yield { kind: 'artifact', owner: key, path: name, file };
    for (const problem of this.problems) yield { kind: 'problem', problem };
    yield { kind: 'progress', bytesRead: this.sizeBytes(), file: path };
    yield { kind: 'run-end', run: key };
    throwIfAborted(this.signal);
  }

  private async series(about: WrittenJson | null, endMs: number | null): Promise<readonly LoggedSeries[]> {
    const found: LoggedSeries[] = [];
    const metrics = await this.parse('metrics.json', parseCutJson);
    if (metrics !== null) {
      const { series, left } = readMetrics(metrics);
      found.push(...series);
      const path = joinPath(this.source.path, 'metrics.json');
      if (left > 0)
        this.problems.push({ code: 'number-unreadable', path, facts: { cells: left, column: 'values' } });
    }
    const info = await this.parse('info.json', parseCutJson);
    const timeMs = endMs ?? Number.NaN;
    if (info !== null) found.push(...readInfo(info, timeMs));
    const result = fieldOf(about ?? undefined, 'result');
    if (result !== undefined) found.push(...readResult(toNumbers(result), timeMs));
    return firstOfEach(found);
  }

  /** Everything else in the folder under its name there, and what the run shares with others. */
  private artifacts(about: WrittenJson | null): ReadonlyMap<string, SourceFile> {
    const { path, files, tree } = this.source;
    const found = new Map<string, SourceFile>();
    const start = path === '' ? 0 : path.length + 1;
    for (const file of files ?? []) {
      if (path !== '' && !file.path.startsWith(`${path}/`)) continue;
      const name = file.path.slice(start);
      if (READ_WHOLE.has(name) || isJunk(file.path) || file.sizeBytes === 0) continue;
      if (path === '' && SHARED_FOLDERS.some((folder) => name.startsWith(`${folder}/`))) continue;
      found.set(name === 'cout.txt' ? CONSOLE : name, file);
    }
    const trace = traceOf(about);
    if (trace) found.set(trace.path, trace);
    const lists = [
      ['sources', listOf(fieldOf(fieldOf(about ?? undefined, 'experiment'), 'sources'))],
      ['resources', listOf(fieldOf(about ?? undefined, 'resources'))],
    ] as const;
    for (const [folder, list] of lists) {
      for (const pair of list) {
        const [name, place] = listOf(pair).map(textOf);
        const file = place ? tree.get(sharedPath(path, place)) : undefined;
        const inside = folder === 'resources' ? (name ?? '').split('/').at(-1) : name;
        if (file && inside && !/(^|\/)\.\.(\/|$)|^\//.test(inside)) found.set(`${folder}/${inside}`, file);
      }
    }
    return found;
  }

  private async parse<N>(
    name: string,
    parser: (text: string, limits: typeof LIMITS) => CutJson<N> | null,
  ): Promise<JsonOf<N> | null> {
    throwIfAborted(this.signal);
    const path = joinPath(this.source.path, name);
    const file = this.source.tree.get(path);
    if (!file) return null;
    if (file.sizeBytes === 0) {
      this.problems.push({ code: 'empty-file', path });
      return null;
    }
    if (file.sizeBytes > LARGEST_BYTES) {
      this.problems.push({ code: 'file-too-large', path, facts: { limit: LARGEST_BYTES } });
      return null;
    }
    const parsed = parser(await readText(file), LIMITS);
    if (parsed?.isCut) this.problems.push({ code: 'json-cut', path, byte: parsed.cutByte ?? 0 });
    if (parsed) return parsed.value;
    this.problems.push({ code: 'json-damaged', path });
    return null;
  }

  private sizeBytes(): number {
    return (this.source.files ?? []).reduce((sum, file) => sum + file.sizeBytes, 0);
  }
}

/** Other programs have a `run.json` as well. */
function isSacred(about: WrittenJson): boolean {
  return (
    about instanceof Map && ['experiment', 'heartbeat', 'start_time', 'status'].some((key) => about.has(key))
  );
}

function firstOfEach(series: readonly LoggedSeries[]): readonly LoggedSeries[] {
  const found = new Map<string, LoggedSeries>();
  for (const one of series) if (!found.has(one.metric)) found.set(one.metric, one);
  return [...found.values()];
}

function toNumbers(value: WrittenJson): JsonValue {
  if (Array.isArray(value)) return (value as readonly WrittenJson[]).map(toNumbers);
  if (value instanceof Map) {
    return new Map(
      [...(value as ReadonlyMap<string, WrittenJson>)].map(([key, one]) => [key, toNumbers(one)]),
    );
  }
  if (value !== null && typeof value === 'object') return Number((value as { readonly text: string }).text);
  return value;
}
