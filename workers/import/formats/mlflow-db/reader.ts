import type { ImportEvent, ImportSource } from '../../format.ts';
import { ArtifactLookup } from '../../source/artifact-lookup.ts';
import type { Database } from '../../sqlite/database.ts';
import type { Progress } from '../../sqlite/progress.ts';
import { TableStore } from '../../sqlite/table-store.ts';
import { PAUSE, type Turn } from '../../sqlite/turn.ts';
import { readExperiments } from './experiments.ts';
import { PairTable } from './pairs.ts';
import type { Reading } from './reading.ts';
import { emitRuns } from './run-events.ts';
import { Runs } from './runs.ts';
import { readSchema, type Schema, type Store } from './schema.ts';
import { readSmallTables, tellModel } from './small-tables.ts';

/**
 * Reads one MLflow database, every schema from 1.0 on: what is small first, then runs and points as the table of points
 * has them. Traces, prompts and the administration tables of later versions are left out. null when it is no MLflow's.
 */
export function openMlflow(
  database: Database,
  roots: ReadonlyMap<string, number>,
  source: ImportSource,
  progress: Progress,
): Generator<Turn> | null {
  const schema = readSchema(database, roots);
  return schema === null ? null : readDatabase(database, schema, source, progress);
}

function* readDatabase(
  database: Database,
  schema: Schema,
  source: ImportSource,
  progress: Progress,
): Generator<Turn> {
  const { path } = source;
  if (schema.newerRevision !== '') {
    const facts = { revision: schema.newerRevision };
    yield { kind: 'problem', problem: { code: 'sqlite-newer-schema', path, facts } };
  }
  const store: Store = new TableStore(database, schema.tables, path);
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
  const small = readSmallTables(store, experiments);
  for (const experiment of experiments.values()) {
    yield { kind: 'experiment', experiment: runs.withTimes(experiment) };
  }
  yield PAUSE;
  for (const dataset of small.datasets.values()) yield { kind: 'dataset', dataset };
  for (const model of small.models) yield* tellModel(model, artifacts);
  for (const model of small.registered) yield { kind: 'registered-model', model };
  for (const version of small.versions) yield { kind: 'model-version', version };
  yield* reportTraces(store);
  const params = new PairTable(runs.count);
  const tags = new PairTable(runs.count);
  yield* readPairs(reading, runs, 'params', params);
  yield* readPairs(reading, runs, 'tags', tags);
  runs.attach(params, tags, small.inputs);
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
export function* reportTraces(store: Store): Generator<ImportEvent> {
  const count = Math.round(store.estimateRows('trace_info'));
  if (count === 0) return;
  yield { kind: 'problem', problem: { code: 'traces-skipped', path: store.path, facts: { count } } };
}
