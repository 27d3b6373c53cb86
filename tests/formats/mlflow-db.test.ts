import { describe, expect, it } from 'vitest';
import type { ImportEvent } from '../../workers/import/format.ts';
import { sqlite } from '../../workers/import/formats/sqlite/index.ts';
import { openSqlite } from '../../workers/import/sqlite/open.ts';
import { readRootPages } from '../../workers/import/sqlite/table-info.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemoryFile, makeMemorySource } from '../support/memory-source.ts';
import { MLFLOW_TABLES, makeSqlite } from '../support/sqlite-maker.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';

// The log beside a database is read twice: once to see what of it counts, once for the pages.
runGauntlet({ format: sqlite, fixtures: 'mlflow-db', readBudget: 2 });

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
  return sqlite.read(source, { signal: new AbortController().signal });
}

async function rootPageOf(bytes: Uint8Array, table: string): Promise<number> {
  const main = makeMemoryFile('mlflow.db', bytes);
  const { database } = await openSqlite({ main }, { signal: new AbortController().signal });
  const page = readRootPages(database!).get(table)!;
  database!.close();
  return page;
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
    expect(summary.problems).toEqual(['sqlite-unknown']);
  });

  it('keeps the runs of a file that was cut off, and says so', async () => {
    const points = Array.from({ length: 400 }, (_, i) => `('loss', ${i}, ${i}, '${RUN}', ${i}, 0)`).join(',');
    const whole = await makeSqlite(MLFLOW_TABLES, ONE_RUN, `INSERT INTO metrics VALUES ${points}`);
    const summary = await read({ 'mlflow.db': whole.slice(0, Math.floor(whole.length * 0.6)) });
    expect(summary.runs[RUN]?.status).toBe('finished');
    expect(summary.problems).toContain('sqlite-damaged');
  });

  it('completes a damaged table of points from the latest ones', async () => {
    const latest = `INSERT INTO latest_metrics VALUES ('loss', 0.25, 99, 7, 0, '${RUN}');`;
    const points = `INSERT INTO metrics VALUES ('loss', 0.5, 10, '${RUN}', 1, 0);`;
    const bytes = await makeSqlite('PRAGMA page_size=512', MLFLOW_TABLES, ONE_RUN, points, latest);
    // The table is a single page: without its type it cannot be read.
    bytes[((await rootPageOf(bytes, 'metrics')) - 1) * 512] = 0;
    const summary = await read({ 'mlflow.db': bytes });
    expect(summary.runs[RUN]?.series.loss).toMatchObject({ n: 1, last: 0.25, lastStep: 7 });
    expect(summary.problems).toEqual(['sqlite-table-damaged']);
  });

  it('names a schema that is newer than all we know, and reads it', async () => {
    const newer = `UPDATE alembic_version SET version_num = 'ffffffffffff'`;
    const summary = await read({ 'mlflow.db': await makeSqlite(MLFLOW_TABLES, ONE_RUN, newer) });
    expect(Object.keys(summary.runs)).toEqual([RUN]);
    expect(summary.problems).toEqual(['sqlite-newer-schema']);
  });

  it('does not look into a view that takes the place of a table', async () => {
    const view = `DROP TABLE params; CREATE VIEW params AS SELECT 'a' AS key, 'b' AS value, run_uuid FROM runs`;
    const summary = await read({ 'mlflow.db': await makeSqlite(MLFLOW_TABLES, ONE_RUN, view) });
    expect(summary.runs[RUN]?.params).toEqual({});
  });

  it('takes for a column that was added later what its default says', async () => {
    const added = `
      DROP TABLE metrics;
      CREATE TABLE metrics (key VARCHAR(250), value FLOAT, timestamp BIGINT, run_uuid VARCHAR(32));
      INSERT INTO metrics VALUES ('loss', 3, 10, '${RUN}');
      ALTER TABLE metrics ADD COLUMN step BIGINT DEFAULT '5' NOT NULL;`;
    const summary = await read({ 'mlflow.db': await makeSqlite(MLFLOW_TABLES, ONE_RUN, added) });
    expect(summary.runs[RUN]?.series.loss).toMatchObject({ n: 1, last: 3, lastStep: 5 });
  });

  it('keeps texts and keys that are longer than a page', async () => {
    const long = `INSERT INTO params VALUES ('repr', '${'é\n'.repeat(20_000)}', '${RUN}')`;
    const summary = await read({ 'mlflow.db': await makeSqlite(MLFLOW_TABLES, ONE_RUN, long) });
    expect(summary.runs[RUN]?.params.repr).toBe('é\n'.repeat(20_000));
  });

  it('says what an empty, an encrypted and a headless file are', async () => {
    const noise = Uint8Array.from({ length: 4096 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24);
    expect((await read({ 'mlflow.db': '' })).problems).toEqual(['empty-file']);
    expect((await read({ 'mlflow.db': noise })).problems).toEqual(['sqlite-encrypted']);
    const header = (await makeSqlite(MLFLOW_TABLES)).slice(0, 100);
    expect((await read({ 'mlflow.db': header })).problems).toContain('sqlite-damaged');
  });

  it('tells how far it is up to the whole file', async () => {
    const bytes = await makeSqlite(MLFLOW_TABLES, ONE_RUN);
    let bytesRead = 0;
    for await (const event of events({ 'mlflow.db': bytes }, 'mlflow.db')) {
      if (event.kind === 'progress') bytesRead += event.bytesRead;
    }
    expect(bytesRead).toBe(bytes.length);
  });

  it('is told from pointers and pages of text that bear its name', () => {
    const head = new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n');
    expect(sqlite.match({ kind: 'file', name: 'mlflow.db', head, sizeBytes: 130 })).toBe('no');
  });
});
