import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { RunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { makeExperiment } from '../../reading/foreign-run.ts';
import { cutLog } from '../../reading/log-problems.ts';
import { withinRun } from '../../reading/within-run.ts';
import { isJunk } from '../../source/artifact-lookup.ts';
import { readLines } from '../../source/lines.ts';
import { folderOf, joinPath, nameOf, readText, type SourceFile } from '../../source.ts';
import { paramsOf } from '../../text/json-fields.ts';
import { parseJsonRow } from '../../text/json-leaves.ts';
import { parseWrittenJson } from '../../text/lenient-json.ts';
import { csv } from '../csv/index.ts';
import { tensorboard } from '../tensorboard/index.ts';
import { experimentState } from './experiment-state.ts';
import { TrialResults } from './results.ts';
import { FORMAT, idInName, makeTrial, type TrialFacts } from './trial-record.ts';

const UNNAMED = 'Ray Tune';
const LARGEST_SMALL = 16 * 1024 * 1024;
/** What Ray logs to TensorBoard is what it writes into its results, there in full precision. */
const RESULTS_IN_EVENTS = 'ray/tune/';
/** Read into the run, or of no use to anybody but Ray. */
const NO_ARTIFACT = /^(?:result\.json|progress\.csv|params\.json|params\.pkl|error\.pkl|.*tfevents.*)$/;

/** One trial: results, params, how it ended, its events and files. */
export async function* readTrial(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  throwIfAborted(context.signal);
  yield* new TrialReader(source, context).read();
  throwIfAborted(context.signal);
}

class TrialReader {
  private readonly source: ImportSource;
  private readonly context: ReadContext;
  private readonly problems: ImportProblem[] = [];

  constructor(source: ImportSource, context: ReadContext) {
    this.source = source;
    this.context = context;
  }

  async *read(): AsyncGenerator<ImportEvent> {
    const { path, tree } = this.source;
    const log = this.beside('result.json');
    const results = new TrialResults();
    if (log) yield* this.takeRows(log, results);
    const isWritten = results.rows > 0;
    const experiment = makeExperiment(FORMAT, nameOf(folderOf(path)) || UNNAMED);
    const id = results.trialId || idInName(path);
    const table = isWritten ? undefined : this.beside('progress.csv');
    const facts: TrialFacts = {
      folder: path,
      id,
      results,
      state: (await experimentState(tree, folderOf(path))).get(id),
      params: await this.params(),
      error: await this.lastError(),
      startMs: table ? await this.firstTime(table) : null,
    };
    throwIfAborted(this.context.signal);
    if (!isWritten && !table && !facts.state && facts.error === '' && id === '') {
      yield { kind: 'problem', problem: { code: 'unrecognised-file', path: log?.path ?? path } };
      return;
    }
    const run = makeTrial(facts, experiment.key);
    yield { kind: 'experiment', experiment };
    yield { kind: 'run', run };
    yield* results.points.drain(run.key);
    if (log && results.points.isOver) yield* this.readAgain(log, run.key);
    if (table) yield* withinRun(this.readTable(table), run.key, () => AS_IT_IS);
    yield* this.events(run.key, isWritten || table !== undefined);
    yield* this.artifacts(run.key);
    for (const problem of this.problems) yield { kind: 'problem', problem };
    yield { kind: 'run-end', run: run.key };
  }

  private async *takeRows(log: SourceFile, results: TrialResults): AsyncGenerator<ImportEvent> {
    let unreadable = 0;
    let first: { readonly line: number; readonly byte: number } | null = null;
    for await (const { lines, bytesRead } of readLines(log, this.context.signal)) {
      for (const { text, number, byte, isEnded } of lines) {
        const row = text === null ? null : parseJsonRow(text);
        if (row !== null && text !== null) results.take(row, text);
        else if (!isEnded) this.problems.push(cutLog(log.path, byte, results.lastIteration));
        else {
          unreadable += 1;
          first ??= { line: number, byte };
        }
      }
      yield { kind: 'progress', bytesRead, file: log.path };
    }
    if (first !== null)
      this.problems.push({ code: 'rows-unreadable', path: log.path, ...first, facts: { rows: unreadable } });
    const { refused } = results.points;
    if (refused > 0)
      this.problems.push({
        code: 'limit-reached',
        path: log.path,
        facts: { limit: `${refused} metrics left out` },
      });
  }

  /** Behind the record, for a trial of which not all points could be held. */
  private async *readAgain(log: SourceFile, run: RunKey): AsyncGenerator<ImportEvent> {
    const results = new TrialResults(true);
    for await (const { lines } of readLines(log, this.context.signal)) {
      for (const { text } of lines) {
        const row = text === null ? null : parseJsonRow(text);
        if (row !== null && text !== null) results.take(row, text);
      }
      yield* results.points.drainSome(run);
    }
    yield* results.points.drain(run);
  }

  private readTable(file: SourceFile): AsyncIterable<ImportEvent> {
    return csv.read({ path: file.path, file, tree: this.source.tree }, { signal: this.context.signal });
  }

  /** A table does not say when its trial began, only when the first row was written. */
  private async firstTime(file: SourceFile): Promise<number | null> {
    for await (const event of this.readTable(file)) if (event.kind === 'run') return event.run.startMs;
    return null;
  }

  /** What the trial's own code logged beside the results, and pictures of these. */
  private async *events(run: RunKey, hasResults: boolean): AsyncGenerator<ImportEvent> {
    const { path, tree, files = [] } = this.source;
    const eventFiles = files.filter(
      (file) => folderOf(file.path) === path && nameOf(file.path).includes('tfevents'),
    );
    if (eventFiles.length === 0) return;
    const source = { path, file: null, files: eventFiles, tree };
    yield* withinRun(tensorboard.read(source, { signal: this.context.signal }), run, () => ({
      metric: (name) => (hasResults && name.startsWith(RESULTS_IN_EVENTS) ? null : name),
      artifact: (name) => name.replace(RESULTS_IN_EVENTS, ''),
    }));
  }

  private *artifacts(owner: RunKey): Generator<ImportEvent> {
    const { path, files = [] } = this.source;
    const start = path === '' ? 0 : path.length + 1;
    let leftBytes = 0;
    for (const file of files) {
      const isInside = path === '' || file.path.startsWith(`${path}/`);
      const name = file.path.slice(start);
      const isKept = isInside && !NO_ARTIFACT.test(name) && !isJunk(file.path);
      if (isKept && file.sizeBytes > 0) yield { kind: 'artifact', owner, path: name, file };
      else if (name !== 'result.json' && name !== 'progress.csv') leftBytes += file.sizeBytes;
    }
    yield { kind: 'progress', bytesRead: leftBytes, file: path };
  }

  private async params(): Promise<readonly Pair[]> {
    const file = this.beside('params.json');
    if (!file || file.sizeBytes === 0 || file.sizeBytes > LARGEST_SMALL) return [];
    const parsed = parseWrittenJson(await readText(file));
    if (parsed.ok) return paramsOf(parsed.value);
    this.problems.push({ code: 'json-damaged', path: file.path });
    return [];
  }

  private async lastError(): Promise<string> {
    const file = this.beside('error.txt');
    if (!file || file.sizeBytes > LARGEST_SMALL) return '';
    const lines = (await readText(file)).trimEnd().split('\n');
    return (lines.at(-1) ?? '').trim().slice(0, 2000);
  }

  private beside(name: string): SourceFile | undefined {
    return this.source.tree.get(joinPath(this.source.path, name));
  }
}

const AS_IT_IS = { metric: (name: string) => name, artifact: (path: string) => path };
