import { throwIfAborted } from '../../../../src/base/abort.ts';
import { toRunKey } from '../../../../src/domain/ids.ts';
import { ArtifactLookup } from '../../artifact-lookup.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import type { Database } from '../../sqlite/database.ts';
import { openSqlite } from '../../sqlite/open.ts';
import { readExperiments } from './experiments.ts';
import { readDatasets, readInputs } from './inputs.ts';
import { MetricReader } from './metrics.ts';
import { PairTable } from './pairs.ts';
import { Runs } from './runs.ts';
import { isMlflow, readSchema } from './schema.ts';
import { Store } from './store.ts';

/** Reads one MLflow database: everything but points first, then points as the table has them, then the artifacts. */
export async function* readMlflowDb(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  const main = source.file;
  if (main === null) return;
  const beside = (ending: string) => source.tree.get(`${source.path}${ending}`);
  const files = { main, wal: beside('-wal'), journal: beside('-journal') };
  const opened = await openSqlite(files, { signal: context.signal });
  for (const problem of opened.problems) yield { kind: 'problem', problem };
  if (opened.database === null) return;
  try {
    yield* readDatabase(opened.database, opened.sizeBytes, source, context);
  } finally {
    opened.database.close();
  }
  throwIfAborted(context.signal);
  yield { kind: 'progress', bytesRead: main.sizeBytes, file: main.path };
}

async function* readDatabase(
  database: Database,
  sizeBytes: number,
  source: ImportSource,
  context: ReadContext,
): AsyncGenerator<ImportEvent> {
  const { path } = source;
  const schema = readSchema(database);
  if ('kind' in schema) {
    yield { kind: 'problem', problem: { code: 'sqlite-damaged', path, facts: { reason: schema.message } } };
    return;
  }
  if (!isMlflow(schema)) {
    const facts = { tables: schema.tableNames.slice(0, 12).join(', ').slice(0, 500) };
    yield { kind: 'problem', problem: { code: 'sqlite-not-mlflow', path, facts } };
    return;
  }
  if (schema.newerRevision !== '') {
    const facts = { revision: schema.newerRevision };
    yield { kind: 'problem', problem: { code: 'sqlite-newer-schema', path, facts } };
  }
  const store = new Store(database, schema, path, sizeBytes);
  yield* readStore(store, source, context);
  for (const problem of store.problems) yield { kind: 'problem', problem };
}

async function* readStore(
  store: Store,
  source: ImportSource,
  context: ReadContext,
): AsyncGenerator<ImportEvent> {
  const experiments = readExperiments(store);
  const runs = new Runs(store, experiments);
  const datasets = readDatasets(store);
  const inputs = readInputs(store, datasets);
  for (const experiment of experiments.values()) yield { kind: 'experiment', experiment };
  for (const dataset of datasets.values()) yield { kind: 'dataset', dataset };
  throwIfAborted(context.signal);
  runs.attach(readPairs(store, runs, 'params'), readPairs(store, runs, 'tags'), inputs);
  yield* readRuns(store, runs, new ArtifactLookup(source.tree), context);
}

function readPairs(store: Store, runs: Runs, table: 'params' | 'tags'): PairTable {
  const pairs = new PairTable(runs.count, store.sizeBytes);
  store.each(table, ['run_uuid', 'key', 'value'], (row) => {
    const pointer = row.pointer(0);
    const run = pointer === 0 ? -1 : runs.ids.find(row.heap, pointer, row.sizeBytes(0));
    if (run >= 0) pairs.add(run, row, 1, 2);
  });
  return pairs;
}

async function* readRuns(
  store: Store,
  runs: Runs,
  artifacts: ArtifactLookup,
  context: ReadContext,
): AsyncGenerator<ImportEvent> {
  const isOpen = new Uint8Array(runs.count);
  const metrics = new MetricReader(store, runs);
  for (const turn of metrics.read()) {
    if (turn === null) {
      throwIfAborted(context.signal);
      continue;
    }
    if (isOpen[turn.run] === 0) {
      isOpen[turn.run] = 1;
      yield { kind: 'run', run: runs.toRecord(turn.run) };
    }
    const run = toRunKey(runs.idOf(turn.run));
    yield { kind: 'points', run, metric: metrics.textOf(turn.key), points: turn.points };
  }
  for (let run = 0; run < runs.count; run++) {
    throwIfAborted(context.signal);
    if (isOpen[run] === 0) yield { kind: 'run', run: runs.toRecord(run) };
    const key = toRunKey(runs.idOf(run));
    const found = artifacts.find(runs.artifactUriOf(run), runs.experimentIdOf(run), runs.idOf(run));
    for (const { path, file } of found.files) yield { kind: 'artifact', owner: key, path, file };
    yield { kind: 'run-end', run: key };
  }
}
