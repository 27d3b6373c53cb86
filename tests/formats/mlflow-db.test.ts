import { describe, expect, it } from 'vitest';
import type { ImportEvent } from '../../workers/import/format.ts';
import { mlflowDb } from '../../workers/import/formats/mlflow-db/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { MLFLOW_TABLES, makeSqlite } from '../support/sqlite-maker.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';

// The log beside a database is read twice: once to see what of it counts, once for the pages.
runGauntlet({ format: mlflowDb, fixtures: 'mlflow-db', readBudget: 2 });

const RUN = 'a'.repeat(32);
const ONE_RUN = `
  INSERT INTO experiments VALUES (1, 'first', './mlruns/1', 'active', 1000, 2000);
  INSERT INTO runs VALUES ('${RUN}', '', 'UNKNOWN', '', '', 'ann', 'FINISHED', 1000, 2000, '', 'active',
    './mlruns/1/${RUN}/artifacts', 1, NULL);
  INSERT INTO tags VALUES ('mlflow.runName', 'hazel', '${RUN}');
`;

type Files = Readonly<Record<string, string | Uint8Array>>;

function read(files: Files, path = 'mlflow.db'): Promise<ImportSummary> {
  return summarise(events(files, path));
}

function events(files: Files, path: string): AsyncIterable<ImportEvent> {
  const { tree } = makeMemorySource(files);
  const source = { path, file: tree.get(path) ?? null, tree };
  return mlflowDb.read(source, { signal: new AbortController().signal });
}

describe('an MLflow database', () => {
  it('reads NaN, both infinities and steps beyond 2^53 as values', async () => {
    const points = `INSERT INTO metrics VALUES
      ('loss', 0, 10, '${RUN}', 1, 1), ('loss', 1.7976931348623157e308, 11, '${RUN}', 2, 0),
      ('loss', -1.7976931348623157e308, 12, '${RUN}', 9007199254740993, 0), ('loss', 0, 13, '${RUN}', -3, 0);`;
    const summary = await read({ 'mlflow.db': await makeSqlite(MLFLOW_TABLES, ONE_RUN, points) });
    expect(summary.runs[RUN]?.series.loss).toEqual({
      n: 4,
      first: 'NaN',
      last: '-Infinity',
      firstStep: 1,
      lastStep: 9007199254740992,
      min: 0,
      max: 0,
      nonFinite: 3,
    });
    expect(summary.problems).toEqual([]);
  });

  it('takes the name from the tag where the column is empty', async () => {
    const summary = await read({ 'mlflow.db': await makeSqlite(MLFLOW_TABLES, ONE_RUN) });
    expect(summary.runs[RUN]?.name).toBe('hazel');
  });

  it('finds the artifacts that lie beside it', async () => {
    const database = await makeSqlite(MLFLOW_TABLES, ONE_RUN);
    const files = { 'db/my.sqlite': database, [`mlruns/1/${RUN}/artifacts/a/b.txt`]: 'x' };
    const summary = await read(files, 'db/my.sqlite');
    expect(summary.runs[RUN]?.artifacts).toEqual(['a/b.txt']);
  });

  it('calls a run deleted when its experiment is', async () => {
    const deleted = `UPDATE experiments SET lifecycle_stage = 'deleted'`;
    const summary = await read({ 'mlflow.db': await makeSqlite(MLFLOW_TABLES, ONE_RUN, deleted) });
    expect(summary.runs[RUN]?.lifecycle).toBe('deleted');
  });

  it('says of another database that it is not one of MLflow', async () => {
    const summary = await read({ 'mlflow.db': await makeSqlite('CREATE TABLE trips (id INTEGER)') });
    expect(summary.problems).toEqual(['sqlite-not-mlflow']);
  });
});
