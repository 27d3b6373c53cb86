import { describe, expect, it } from 'vitest';
import { detect } from '../../workers/import/detect/detect.ts';
import { sqlite } from '../../workers/import/formats/sqlite/index.ts';
import { trackio } from '../../workers/import/formats/trackio/index.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { makeSqlite } from '../support/sqlite-maker.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';

runGauntlet({ format: trackio, fixtures: 'trackio', readBudget: 2 });

const OLD_TABLES = `
  CREATE TABLE metrics (id INTEGER PRIMARY KEY, timestamp TEXT, run_name TEXT, step INTEGER, metrics TEXT);
  CREATE TABLE configs (id INTEGER PRIMARY KEY, run_name TEXT, config TEXT, created_at TEXT);
`;

async function read(...rows: readonly string[]): Promise<ImportSummary> {
  const { tree } = makeMemorySource({ 'demo.db': await makeSqlite(OLD_TABLES, ...rows) });
  const source = { path: 'demo.db', file: tree.get('demo.db') ?? null, tree };
  return summarise(sqlite.read(source, { signal: new AbortController().signal }));
}

describe('a trackio database', () => {
  it('of an old version tells its runs apart by name', async () => {
    const summary = await read(
      `INSERT INTO metrics VALUES (1, '2025-08-01T10:00:00', 'a', 0, '{"loss": 1}'),
        (2, '2025-08-01T10:00:01', 'b', 0, '{"loss": 2}'), (3, '2025-08-01T10:00:02', 'a', 1, '{"loss": 3}')`,
    );
    const runs = Object.values(summary.runs);
    expect(runs.map((run) => [run.name, run.series.loss?.n]).sort()).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(summary.experiments.map(({ name }) => name)).toEqual(['demo']);
  });

  it('leaves out alerts of runs that logged nothing', async () => {
    const alerts =
      'CREATE TABLE alerts (run_name TEXT, timestamp TEXT, title TEXT, text TEXT, level TEXT, step INTEGER)';
    const rows = `INSERT INTO metrics VALUES (1, '', 'a', 0, '{"loss": 1}')`;
    const summary = await read(rows, alerts, `INSERT INTO alerts VALUES ('gone', '', 't', '', 'warn', 1)`);
    expect(Object.values(summary.runs).map(({ name }) => name)).toEqual(['a']);
  });

  it('keeps the rest where a row is no JSON, and says how many are not', async () => {
    const summary = await read(
      `INSERT INTO metrics VALUES (1, '', 'a', 0, '{"loss": 1'), (2, '', 'a', 1, '{"__proto__": {"x": 2}}')`,
    );
    expect(summary.problems).toEqual(['rows-unreadable']);
    expect(Object.values(summary.runs).map(({ series }) => Object.keys(series))).toEqual([['__proto__.x']]);
  });

  it('says how many images a run logged that were not dropped with it', async () => {
    const image = '{"img": {"_type": "trackio.image", "file_path": "demo/a/0/x.png"}, "loss": 1}';
    const summary = await read(`INSERT INTO metrics VALUES (1, '', 'a', 0, '${image}')`);
    expect(summary.problems).toEqual(['files-missing']);
  });

  it('brings its lock, its copies and its media along, and leaves other files alone', async () => {
    const database = await makeSqlite(OLD_TABLES);
    const { tree } = makeMemorySource({
      't/demo.db': database,
      't/demo.lock': '',
      't/demo.parquet': 'PAR1',
      't/media/demo/a/0/x.png': 'x',
      't/other.txt': 'hello',
    });
    const { claims, problems } = await detect(tree, FORMATS, new AbortController().signal);
    expect(claims.map(({ format, files }) => [format.id, files?.length])).toEqual([['trackio', 4]]);
    expect(problems.map(({ path }) => path)).toEqual(['t/other.txt']);
  });
});
