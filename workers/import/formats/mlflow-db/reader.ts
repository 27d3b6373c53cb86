import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import { ArtifactLookup } from '../../artifact-lookup.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { type SourceFile, SourceReadError } from '../../source.ts';
import type { Database } from '../../sqlite/database.ts';
import { type OpenedSqlite, openSqlite } from '../../sqlite/open.ts';
import { readExperiments } from './experiments.ts';
import { readDatasets, readInputs } from './inputs.ts';
import { readLoggedModels } from './models.ts';
import { PairTable } from './pairs.ts';
import { Progress, TICK_MS } from './progress.ts';
import { PAUSE, type Reading, type Turn } from './reading.ts';
import { readModelVersions, readRegisteredModels } from './registry.ts';
import { emitRuns } from './run-events.ts';
import { Runs } from './runs.ts';
import { isMlflow, readSchema } from './schema.ts';
import { Store } from './store.ts';

/** Reads one MLflow database: what is small first, then runs and points as the table of points has them. */
export async function* readMlflowDb(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const main = source.file;
  if (main === null) return;
  const progress = new Progress(main);
  const opening: Opening = { bytes: 0, opened: null };
  const done = open(main, source, context.signal, opening);
  while (opening.opened === null) {
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, TICK_MS))]);
    yield progress.loading(opening.bytes);
  }
  const { database, problems } = opening.opened;
  try {
    for (const problem of problems) yield { kind: 'problem', problem };
    yield progress.opened();
    for (const turn of database === null ? [] : readDatabase(database, source, progress)) {
      if (turn !== PAUSE) yield turn;
      else if (progress.isTime()) await progress.breathe();
      // Asked for every event: a caller may cancel at any of them.
      throwIfAborted(context.signal);
    }
  } finally {
    database?.close();
  }
  throwIfAborted(context.signal);
  yield progress.finished();
}

/** How far opening is, for the progress bar. */
interface Opening {
  bytes: number;
  opened: OpenedSqlite | null;
}

async function open(
  main: SourceFile,
  source: ImportSource,
  signal: AbortSignal,
  opening: Opening,
): Promise<void> {
  const beside = (ending: string) => source.tree.get(`${source.path}${ending}`);
  try {
    const files = { main, wal: beside('-wal'), journal: beside('-journal') };
    const onBytes = (bytes: number): void => {
      opening.bytes = bytes;
    };
    opening.opened = await openSqlite(files, { signal, onBytes });
  } catch (error) {
    if (!(error instanceof SourceReadError)) throw error;
    const problem: ImportProblem = { code: 'unreadable-file', path: error.path };
    opening.opened = { database: null, problems: [problem] };
  }
}

function* readDatabase(database: Database, source: ImportSource, progress: Progress): Generator<Turn> {
  const { path } = source;
  const schema = readSchema(database);
  if (!isMlflow(schema)) {
    const facts = { tables: schema.tableNames.slice(0, 12).join(', ').slice(0, 500) };
    yield { kind: 'problem', problem: { code: 'sqlite-not-mlflow', path, facts } };
    return;
  }
  if (schema.newerRevision !== '') {
    const facts = { revision: schema.newerRevision };
    yield { kind: 'problem', problem: { code: 'sqlite-newer-schema', path, facts } };
  }
  const store = new Store(database, schema, path);
  progress.expectRows(
    store.estimateRows('params') + store.estimateRows('tags') + store.estimateRows('metrics'),
  );
  const isAlone = source.tree.files.every((file) => file.path.startsWith(path));
  const artifacts = isAlone ? null : new ArtifactLookup(source.tree);
  yield* readStore({ store, artifacts, progress });
  for (const problem of store.problems) yield { kind: 'problem', problem };
}

function* readStore(reading: Reading): Generator<Turn> {
  const { store, artifacts } = reading;
  const experiments = readExperiments(store);
  const runs = new Runs(store, experiments);
  const models = readLoggedModels(store, experiments);
  const datasets = readDatasets(store);
  const inputs = readInputs(store, datasets);
  for (const experiment of experiments.values()) {
    yield { kind: 'experiment', experiment: runs.withTimes(experiment) };
  }
  yield PAUSE;
  for (const dataset of datasets.values()) yield { kind: 'dataset', dataset };
  for (const { record, experimentId } of models) {
    yield { kind: 'logged-model', model: record };
    const found = artifacts?.find(record.artifactLocation, experimentId, record.key);
    for (const { path, file } of found?.files ?? [])
      yield { kind: 'artifact', owner: record.key, path, file };
  }
  for (const model of readRegisteredModels(store)) yield { kind: 'registered-model', model };
  for (const version of readModelVersions(store)) yield { kind: 'model-version', version };
  yield* reportTraces(store);
  const params = new PairTable(runs.count);
  const tags = new PairTable(runs.count);
  yield* readPairs(reading, runs, 'params', params);
  yield* readPairs(reading, runs, 'tags', tags);
  runs.attach(params, tags, inputs);
  yield* emitRuns(reading, runs);
}

function* readPairs(
  { store, progress }: Reading,
  runs: Runs,
  table: 'params' | 'tags',
  pairs: PairTable,
): Generator<Turn> {
  const turns = store.turns(table, ['run_uuid', 'key', 'value'], (row) => {
    const run = runs.find(row, 0);
    if (run >= 0) pairs.add(run, row, 1, 2);
  });
  for (const rows of turns) {
    yield PAUSE;
    yield progress.advance(rows);
  }
}

/** Traces are another kind of thing than runs: they are counted, so that nobody looks for them in vain. */
function* reportTraces(store: Store): Generator<ImportEvent> {
  const count = Math.round(store.estimateRows('trace_info'));
  if (count === 0) return;
  yield { kind: 'problem', problem: { code: 'traces-skipped', path: store.path, facts: { count } } };
}
