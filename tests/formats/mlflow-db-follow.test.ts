import initSqlite, { type Database } from '@sqlite.org/sqlite-wasm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Follower } from '../../workers/import/format.ts';
import { sqlite as format } from '../../workers/import/formats/sqlite/index.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { Told } from '../support/follow.ts';
import { makeMemoryFile, type ReadCount } from '../support/memory-source.ts';
import { MLFLOW_TABLES } from '../support/sqlite-maker.ts';

const PATH = 'mlflow.db';
let files = 0;
let sqlite: Awaited<ReturnType<typeof initSqlite>>;

let clockMs = 0;

beforeAll(async () => {
  sqlite = await initSqlite();
  vi.spyOn(Date, 'now').mockImplementation(() => clockMs);
});

/** A database that statements are run in, and a follower that looks at it. */
class Watched {
  readonly count: ReadCount = { reads: 0, bytes: 0 };
  restarts = 0;
  /** After each look comes a while of silence. */
  settles = true;
  /** Files beside the database. */
  readonly beside: string[] = [];
  private readonly database: Database;
  private follower: Follower | null = null;
  private told = new Told();
  private tree = new SourceTree([]);
  private time = 1_700_000_000_000;
  private readonly signal = new AbortController().signal;

  constructor(pageSize = 4096) {
    this.database = new sqlite.oo1.DB(`/follow-${files++}.db`, 'c');
    this.run(`PRAGMA page_size=${pageSize}`, 'PRAGMA synchronous=OFF', MLFLOW_TABLES);
    this.run("INSERT INTO experiments VALUES (1, 'e', 'a', 'active', 5, 6)");
  }

  run(...statements: readonly string[]): void {
    for (const statement of statements) this.database.exec(statement);
  }

  get sizeBytes(): number {
    return this.tree.get(PATH)?.sizeBytes ?? 0;
  }

  /** Bytes read by a look at the database as it is now. */
  async look(): Promise<number> {
    this.time += 1000;
    const bytes = sqlite.capi.sqlite3_js_db_export(this.database);
    const file = { ...makeMemoryFile(PATH, bytes, this.count), modifiedMs: this.time };
    this.tree = new SourceTree([file, ...this.beside.map((path) => makeMemoryFile(path, path))]);
    this.count.bytes = 0;
    this.follower ??= await format.follow!();
    const outcome = await this.told.takeTurn(this.follower.advance(this.source, { signal: this.signal }));
    if (outcome !== 'restart') {
      const { bytes } = this.count;
      if (this.settles) await this.settle();
      return bytes;
    }
    this.restarts += 1;
    this.told = new Told();
    this.follower = await format.follow!();
    await this.told.takeTurn(this.follower.advance(this.source, { signal: this.signal }));
    return this.count.bytes;
  }

  /** Nobody writes for a while: what the heads of pages did not show is looked for. */
  async settle(): Promise<void> {
    clockMs += 3000;
    if (!this.follower!.isDoubtful) return;
    await this.told.takeTurn(this.follower!.advance(this.source, { signal: this.signal }));
    expect(this.follower!.isDoubtful).toBe(false);
  }

  /** The same file again. */
  async lookAgain(): Promise<{ readonly told: number | 'restart'; readonly bytes: number }> {
    this.count.bytes = 0;
    const told = await this.told.takeTurn(this.follower!.advance(this.source, { signal: this.signal }));
    return { told, bytes: this.count.bytes };
  }

  async expectWhole(): Promise<void> {
    const read = new Told();
    for await (const event of format.read(this.source, { signal: this.signal })) read.take(event);
    expect(await this.told.contents(false)).toEqual(await read.contents(false));
  }

  close(): void {
    this.database.close();
  }

  private get source() {
    return { path: PATH, file: this.tree.get(PATH)!, tree: this.tree };
  }
}

function idOf(run: number): string {
  return String(run).padStart(32, '0');
}

function startRun(run: number): string {
  return `INSERT INTO runs VALUES ('${idOf(run)}', 'run ${run}', 'LOCAL', 's', '', 'u', 'RUNNING', ${run}, NULL, '',
    'active', 'a/${idOf(run)}', 1, NULL)`;
}

function log(run: number, key: string, step: number, value = step / 7): string {
  return `INSERT INTO metrics VALUES ('${key}', ${value}, ${1000 + step}, '${idOf(run)}', ${step}, 0)`;
}

function logSteps(run: number, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => log(run, `k${i % 5}`, from + i));
}

const endRun = (run: number, status = 'FINISHED') =>
  `UPDATE runs SET status='${status}', end_time=99 WHERE run_uuid='${idOf(run)}'`;
const setTag = (run: number, key: string, value: string) =>
  `INSERT OR REPLACE INTO tags VALUES ('${key}', '${value}', '${idOf(run)}')`;
const updateTag = (run: number, key: string, value: string) =>
  `UPDATE tags SET value='${value}' WHERE key='${key}' AND run_uuid='${idOf(run)}'`;
const setParam = (run: number, key: string, value: string) =>
  `INSERT OR IGNORE INTO params VALUES ('${key}', '${value}', '${idOf(run)}')`;

describe('following a database', () => {
  it('reads few pages for new points, and of what did not change 20 bytes at most', async () => {
    const watched = new Watched();
    watched.run(startRun(1), 'BEGIN', ...logSteps(1, 0, 12_000), 'COMMIT');
    await watched.look();
    for (let step = 12_000; step < 12_100; step += 20) {
      watched.run('BEGIN', ...logSteps(1, step, step + 20), 'COMMIT');
      expect(await watched.look()).toBeLessThan(100_000);
    }
    expect(watched.sizeBytes).toBeGreaterThan(1_500_000);
    expect(watched.restarts).toBe(0);
    await watched.expectWhole();
    watched.close();
  });

  it('tells what changed of runs under way, and of those that are over once nothing else explains a write', async () => {
    const watched = new Watched();
    watched.run(startRun(1), setTag(1, 'a', '1'), setParam(1, 'lr', '0.1'), ...logSteps(1, 0, 10), endRun(1));
    watched.run(startRun(2), setTag(2, 'b', '1'), ...logSteps(2, 0, 10));
    await watched.look();
    await watched.expectWhole();
    const steps: string[][] = [
      [setParam(2, 'lr', '0.2'), setTag(2, 'c', 'x')],
      [updateTag(2, 'b', 'y'.repeat(3000)), ...logSteps(2, 10, 20)],
      [`UPDATE runs SET name='other' WHERE run_uuid='${idOf(1)}'`],
      [setTag(1, 'a', '2')],
      [startRun(3), setTag(3, 'd', '1'), setParam(3, 'lr', '1'), ...logSteps(3, 0, 3)],
      [`DELETE FROM tags WHERE key='c'`],
      [endRun(2), ...logSteps(2, 20, 21)],
      [endRun(2, 'RUNNING'), ...logSteps(2, 21, 30)],
      [...logSteps(1, 10, 12)],
      [endRun(2), endRun(3, 'KILLED')],
      ["UPDATE experiments SET lifecycle_stage='deleted'"],
      ["INSERT INTO experiments VALUES (2, 'second', 'a', 'active', 5, 6)"],
    ];
    for (const statements of steps) {
      watched.run(...statements);
      await watched.look();
      await watched.expectWhole();
    }
    expect(watched.restarts).toBe(0);
    watched.close();
  });

  it('tells files of runs under way, and those that were listed after their run had ended', async () => {
    const watched = new Watched();
    watched.beside.push(`mlruns/1/${idOf(1)}/artifacts/first.txt`);
    watched.run(startRun(1), ...logSteps(1, 0, 10), startRun(2), endRun(2));
    await watched.look();
    watched.beside.push(`mlruns/1/${idOf(1)}/artifacts/second.txt`);
    await watched.look();
    await watched.expectWhole();
    watched.run(endRun(1));
    await watched.look();
    watched.beside.push(`mlruns/1/${idOf(1)}/artifacts/third.txt`);
    await watched.look();
    await watched.expectWhole();
    expect(await watched.lookAgain()).toEqual({ told: 0, bytes: 20 });
    watched.close();
  });

  it('tells files that come when a run has been over for long, and a model has been there', async () => {
    const watched = new Watched();
    const folders = [`mlruns/1/${idOf(1)}`, `mlruns/1/${idOf(2)}`, 'mlruns/1/models/m-1'];
    watched.run(startRun(1), ...logSteps(1, 0, 10), endRun(1), startRun(2));
    watched.run(
      `CREATE TABLE logged_models (model_id VARCHAR(500) PRIMARY KEY, experiment_id INTEGER, name VARCHAR(500),
        artifact_location VARCHAR(1000), creation_timestamp_ms BIGINT, last_updated_timestamp_ms BIGINT, status INTEGER)`,
      "INSERT INTO logged_models VALUES ('m-1', 1, 'net', 'mlruns/1/models/m-1/artifacts', 5, 6, 2)",
    );
    await watched.look();
    watched.run(endRun(2));
    for (let look = 0; look < 3; look++) await watched.look();
    for (const folder of folders) {
      watched.beside.push(`${folder}/artifacts/late.txt`);
      await watched.look();
      await watched.expectWhole();
      watched.beside.push(`${folder}/artifacts/later.txt`);
      await watched.look();
      await watched.expectWhole();
    }
    expect(await watched.lookAgain()).toEqual({ told: 0, bytes: 20 });
    expect(watched.restarts).toBe(0);
    watched.close();
  });

  it('is told nothing, for 20 bytes, when nothing happened', async () => {
    const watched = new Watched();
    watched.run(startRun(1), ...logSteps(1, 0, 100));
    await watched.look();
    expect(await watched.lookAgain()).toEqual({ told: 0, bytes: 20 });
    watched.close();
  });

  it.each([
    ['a VACUUM', ['DELETE FROM metrics WHERE step < 50', 'VACUUM']],
    ['another schema', ['ALTER TABLE runs ADD COLUMN more INTEGER']],
    [
      'rows deleted whose ids are given out again',
      ['DELETE FROM metrics WHERE step > 50', ...logSteps(1, 200, 290)],
    ],
    ['a run deleted for good', [`DELETE FROM runs WHERE run_uuid='${idOf(1)}'`]],
    ['an experiment renamed', ["UPDATE experiments SET name='other'"]],
  ])('begins anew after %s', async (_what, statements) => {
    const watched = new Watched();
    watched.run(startRun(1), ...logSteps(1, 0, 100), startRun(2), endRun(1));
    await watched.look();
    watched.run(...statements);
    await watched.look();
    expect(watched.restarts).toBe(1);
    await watched.expectWhole();
    watched.close();
  });

  it('tells all that is read, whatever is done in whatever order', { timeout: 60_000 }, async () => {
    const step = fc.tuple(
      fc.nat(9),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 400 }),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(512, 4096),
        fc.array(step, { maxLength: 30 }),
        async (pageSize, steps) => {
          const watched = new Watched(pageSize);
          try {
            await watched.look();
            const begun = new Set<number>();
            let at = 0;
            for (const [kind, run, amount, isSeen] of steps) {
              at += amount;
              // MLflow writes to runs that are there.
              if (kind === 0) begun.add(run);
              if (!begun.has(run)) continue;
              const key = `key${amount % 7}`;
              const statements = [
                [startRun(run).replace('INSERT', 'INSERT OR IGNORE')],
                logSteps(run, at, at + amount),
                logSteps(run, at, at + 3),
                [setTag(run, key, 'x'.repeat(amount))],
                [updateTag(run, key, 'y'.repeat(amount))],
                [setParam(run, key, 'z'.repeat(amount * 3))],
                [endRun(run)],
                [endRun(run, 'RUNNING')],
                [`DELETE FROM tags WHERE key='${key}' AND run_uuid='${idOf(run)}'`],
                [`UPDATE runs SET name='${amount}' WHERE run_uuid='${idOf(run)}'`],
              ][kind]!;
              watched.run(
                'BEGIN',
                ...statements.map((one) => one.replace('INSERT INTO', 'INSERT OR IGNORE INTO')),
                'COMMIT',
              );
              if (isSeen) await watched.look();
            }
            // Writes that nothing explains: edits of runs that are over are looked for at such.
            for (let quiet = 0; quiet < 18; quiet++) {
              watched.run(`INSERT INTO latest_metrics VALUES ('quiet ${quiet}', 0, 0, 0, 0, '${idOf(9)}')`);
              await watched.look();
            }
            await watched.expectWhole();
          } finally {
            watched.close();
          }
        },
      ),
      { numRuns: 10 },
    );
  });
});
