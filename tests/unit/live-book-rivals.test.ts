import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toRunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore, importLockName } from '../../src/storage/fact-store.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { makeMemoryFile } from '../support/memory-source.ts';
import { importWriters, readFacts, type Training, WatchedGround, Writer } from '../support/watched-ground.ts';

const RICH = toRunKey('rich');
const POOR = toRunKey('poor');
const SECOND = 1000;

let ground: WatchedGround;
let rich: Writer;
let poor: Writer;

beforeEach(() => {
  ground = new WatchedGround();
  rich = new Writer('wandb', 'wandb', 60);
  poor = new Writer('runs', 'tensorboard', 50);
});
afterEach(() => ground.close());

/** The same values by two loggers, `behind` of them not yet written by the first. */
function logBoth(runs: readonly Training[], from: number, count: number): void {
  for (const run of runs)
    for (let step = from; step < from + count; step++)
      run.log('loss', [step, ground.nowMs + step, 1 / (step + 1.5)]);
}

async function expectAsImported(): Promise<void> {
  await ground.book.store();
  const store = new FactStore(toWorkspaceId(crypto.randomUUID()));
  await importWriters(store, [poor, rich]);
  expect(await readFacts(ground.store)).toEqual(await readFacts(store));
  store.close();
}

describe('one run that two loggers write', () => {
  test('is live once, from the beginning', async () => {
    const runs = [rich.start('rich', ground.nowMs), poor.start('poor', ground.nowMs)];
    logBoth(runs, 0, 2);
    await ground.look([poor, rich], true);
    // Two values tell nothing yet, and nobody is left to wait for the third.
    expect([...ground.listener.runs.keys()].sort()).toEqual([POOR, RICH]);
    logBoth(runs, 2, 5);
    await ground.look([poor, rich]);
    expect([...ground.listener.runs.keys()]).toEqual([RICH]);
    expect(ground.book).toMatchObject({ liveRuns: 1, runs: 1 });
    logBoth(runs, 7, 200);
    await ground.look([poor, rich], false, 300 * SECOND);
    for (const run of runs) run.status = 'finished';
    await ground.look([poor, rich], false, 10 * SECOND);
    expect(ground.listener.over).toEqual([POOR, RICH]);
    await expectAsImported();
  });

  test('is stored once where the poorer logger writes its end at its start', async () => {
    rich.start('another', ground.nowMs).log('x', [0, ground.nowMs, 0.123]);
    await ground.look([poor, rich], true);
    const early = poor.start('poor', ground.nowMs);
    early.status = 'finished';
    logBoth([early], 0, 10);
    await ground.look([poor, rich], false, 60 * SECOND);
    const run = rich.start('rich', ground.nowMs);
    for (const point of early.series.get('loss')!) run.log('loss', point);
    await ground.look([poor, rich], false, 10 * SECOND);
    await ground.look([poor, rich], false, 300 * SECOND);
    await expectAsImported();
  });

  test('goes where it was told twice before the richer source had it', async () => {
    const late = poor.start('poor', ground.nowMs);
    rich
      .start('another', ground.nowMs)
      .log('x', [0, ground.nowMs, 0.123], [1, ground.nowMs, 0.77], [2, ground.nowMs, 0.1]);
    logBoth([late], 0, 10);
    await ground.look([poor, rich], true);
    expect(ground.listener.runs.has(POOR)).toBe(true);
    const run = rich.start('rich', ground.nowMs);
    for (const point of late.series.get('loss')!) run.log('loss', point);
    await ground.look([poor, rich]);
    expect(ground.listener.over).toEqual([POOR]);
    expect(ground.listener.runs.has(RICH)).toBe(true);
    logBoth([run, late], 10, 5);
    await ground.look([poor, rich], false, 400 * SECOND);
    await expectAsImported();
  });

  test('is read again when it comes to be another after all', async () => {
    const runs = [rich.start('rich', ground.nowMs), poor.start('poor', ground.nowMs)];
    logBoth(runs, 0, 5);
    await ground.look([poor, rich], true);
    expect(ground.book.runs).toBe(1);
    for (const metric of ['a', 'b', 'c'])
      for (let step = 0; step < 4; step++)
        runs[1]!.log(metric, [step, ground.nowMs + step, step / 3 + 0.1 + metric.charCodeAt(0)]);
    await ground.look([poor, rich]);
    expect(ground.wanted.map(({ path }) => path)).toEqual(['runs']);
    expect(ground.listener.runs.has(POOR)).toBe(false);
    await ground.look([poor, rich]);
    expect(await ground.listener.values(ground.store, POOR, 'loss')).toHaveLength(5);
    logBoth(runs, 5, 3);
    await ground.look([poor, rich], false, 400 * SECOND);
    expect(ground.book).toMatchObject({ liveRuns: 2, runs: 2 });
    await expectAsImported();
  });

  test('goes although its log was written anew and nobody was told of that', async () => {
    const run = poor.start('poor', ground.nowMs);
    rich.start('another', ground.nowMs).log('x', [0, ground.nowMs, 0.123]);
    run.log('loss', [0, ground.nowMs, 0.77]);
    await ground.look([poor, rich], true);
    expect(ground.listener.runs.has(POOR)).toBe(true);
    run.series.clear();
    logBoth([run, rich.start('rich', ground.nowMs)], 0, 5);
    await ground.look([poor, rich], true);
    expect(ground.listener.over).toEqual([POOR]);
  });

  test('leaves none of its files, though they were there before anybody knew whose it is', async () => {
    const another = rich.start('another', ground.nowMs);
    another.log('x', [0, ground.nowMs, 0.123]);
    await ground.look([poor, rich], true);
    const early = poor.start('poor', ground.nowMs);
    early.status = 'finished';
    early.write('plot.png', 'abc', ground.nowMs);
    logBoth([early], 0, 10);
    another.status = 'finished';
    await ground.look([poor, rich], false, 10 * SECOND);
    await ground.look([poor, rich], false, 10 * SECOND);
    const run = rich.start('rich', ground.nowMs);
    for (const point of early.series.get('loss')!) run.log('loss', point);
    await ground.look([poor, rich], false, 10 * SECOND);
    await ground.look([poor, rich], false, 300 * SECOND);
    await expectAsImported();
    const facts = new FactReader(ground.store);
    await facts.load();
    expect(await facts.artifacts(POOR)).toEqual([]);
  });

  test('goes on from what was stored of it when it comes to be another after all', async () => {
    const run = poor.start('poor', ground.nowMs);
    logBoth([run], 0, 5);
    await ground.look([poor], true);
    await ground.book.store();
    const late = rich.start('rich', ground.nowMs);
    for (const point of run.series.get('loss')!) late.log('loss', point);
    await ground.look([poor, rich], true);
    expect(ground.book.runs).toBe(1);
    for (const metric of ['a', 'b', 'c'])
      for (let step = 0; step < 4; step++)
        run.log(metric, [step, ground.nowMs + step, step / 3 + 0.1 + metric.charCodeAt(0)]);
    await ground.look([poor, rich]);
    await ground.look([poor, rich]);
    logBoth([run, late], 5, 3);
    await ground.look([poor, rich], false, 400 * SECOND);
    await expectAsImported();
    const facts = new FactReader(ground.store);
    await facts.load();
    await facts.run(POOR);
    expect(facts.isDivided(POOR, 'loss')).toBe(false);
  });

  test('whose logger has nobody beside it is told at once', async () => {
    const run = poor.start('poor', ground.nowMs);
    logBoth([run], 0, 1);
    await ground.look([poor], true);
    expect(ground.listener.runs.has(POOR)).toBe(true);
    await expectAsImported();
  });

  test('is stored although little is known of it, when it has ended', async () => {
    rich.start('rich', ground.nowMs).log('other', [0, ground.nowMs, 0.5]);
    const run = poor.start('poor', ground.nowMs);
    logBoth([run], 0, 1);
    run.status = 'failed';
    await ground.look([poor, rich], true);
    await ground.look([poor, rich], false, 300 * SECOND);
    await expectAsImported();
  });

  test('whose richer source takes over its files is not stored any further', async () => {
    const run = poor.start('poor', ground.nowMs);
    logBoth([run], 0, 5);
    await ground.book.take(poor.claim, poor.events(true), true);
    await ground.book.drop(poor.claim, true);
    poor.trainings.splice(0);
    logBoth([rich.start('rich', ground.nowMs)], 0, 5);
    await ground.look([rich], true);
    expect(ground.book.runs).toBe(1);
    await expectAsImported();
  });
});

describe('a run of a folder with richer loggers', () => {
  const OLD_MS = 3 * 3600 * SECOND;
  let mlflow: Writer;

  beforeEach(() => {
    mlflow = new Writer('mlruns', 'mlruns');
  });

  /** A training in MLflow that logs something of its own as time goes by. */
  function logMlflow(): void {
    const live = mlflow.trainings[0] ?? mlflow.start('live', ground.nowMs);
    const step = live.series.get('own')?.length ?? 0;
    live.log('own', [step, ground.nowMs, 3 / (step + 1.7)]);
  }

  /** Looks each second, with news of others only; the second after which it was stored. */
  async function secondsUntilStored(most: number): Promise<number> {
    for (let second = 1; second <= most; second++) {
      logMlflow();
      await ground.look([poor, mlflow]);
      // A look does not wait long for a commit, and this clock goes fast.
      await ground.locks.request(importLockName(ground.workspace), {}, async () => undefined);
      if ((await keysStored()).includes('poor')) return second;
    }
    return Number.POSITIVE_INFINITY;
  }

  const keysStored = async (): Promise<readonly string[]> =>
    ((await readFacts(ground.store)) as { runs: { key: string }[] }).runs.map(({ key }) => key);

  test('is stored at once where it is old', async () => {
    logMlflow();
    const old = poor.start('poor', ground.nowMs - OLD_MS);
    for (let step = 0; step < 4; step++)
      old.log('loss', [step, ground.nowMs - OLD_MS + step, 1 / (step + 1.5)]);
    await ground.look([poor, mlflow], true);
    expect(await keysStored()).toContain(POOR);
  });

  test.each([1, 4])(
    'is shown at once and stored soon where it was copied a moment ago, %i points',
    async (count) => {
      logMlflow();
      poor.fileMs = ground.nowMs;
      const old = poor.start('poor', ground.nowMs - OLD_MS);
      if (count > 1) old.status = 'finished';
      for (let step = 0; step < count; step++)
        old.log('loss', [step, ground.nowMs - OLD_MS + step, 1 / (step + 1.5)]);
      await ground.look([poor, mlflow], true);
      expect(ground.listener.runs.has(POOR)).toBe(true);
      expect(await keysStored()).not.toContain(POOR);
      expect(await secondsUntilStored(60)).toBeLessThanOrEqual(12);
      expect(ground.listener.runs.has(POOR)).toBe(count === 1);
    },
  );

  test('waits for what nobody has seen yet, not for those that say at once what they know', async () => {
    logMlflow();
    logBoth([poor.start('poor', ground.nowMs)], 0, 5);
    await ground.look([poor, mlflow], true);
    await ground.look([poor, mlflow], false, 31 * SECOND);
    expect(await keysStored()).not.toContain(POOR);
    expect(await secondsUntilStored(60)).toBeLessThanOrEqual(14);
    expect(await keysStored()).toContain(POOR);
  });

  test('waits for a richer one that holds back, until that went past it', async () => {
    const held = rich.start('rich', ground.nowMs);
    logBoth([poor.start('poor', ground.nowMs)], 0, 5);
    await ground.look([poor, rich], true);
    await ground.look([poor, rich], false, 120 * SECOND);
    expect(await keysStored()).not.toContain(POOR);
    held.log('gpu', [0, ground.nowMs, 0.5]);
    await ground.look([poor, rich]);
    expect(await keysStored()).toContain(POOR);
  });

  test('waits four minutes for one that says nothing, and is stored without any news', async () => {
    rich.start('rich', ground.nowMs);
    logBoth([poor.start('poor', ground.nowMs)], 0, 5);
    await ground.look([poor, rich], true);
    await ground.look([poor, rich], false, 60 * SECOND);
    const dueMs = ground.book.dueMs(ground.nowMs);
    expect(dueMs - ground.nowMs).toBeLessThanOrEqual(180 * SECOND);
    await ground.look([poor, rich], false, dueMs - ground.nowMs - 1);
    expect(await keysStored()).not.toContain(POOR);
    await ground.look([poor, rich], false, 1);
    expect(await keysStored()).toContain(POOR);
  });

  test('does not wait for the clock to be where it was before it was set back', async () => {
    rich.start('rich', ground.nowMs);
    logBoth([poor.start('poor', ground.nowMs)], 0, 5);
    await ground.look([poor, rich], true);
    await ground.look([poor, rich], false, -5 * 3600 * SECOND);
    await ground.look([poor, rich], false, 241 * SECOND);
    expect(await keysStored()).toContain(POOR);
  });

  test('does not wait for one that began when it was over', async () => {
    logBoth([poor.start('poor', ground.nowMs)], 0, 5);
    await ground.look([poor], true);
    rich.start('rich', ground.nowMs + 110 * SECOND);
    await ground.look([poor, rich], false, 50 * SECOND);
    expect(await keysStored()).toContain(POOR);
  });

  test('is the same although its log, without times, is ahead of the richer one', async () => {
    rich = new Writer('runs', 'tensorboard', 50);
    poor = new Writer('metrics.csv', 'csv', 20);
    const runs = [poor.start('poor', ground.nowMs), rich.start('rich', ground.nowMs)];
    const log = (from: number, count: number, run: Training) => {
      for (let step = from; step < from + count; step++)
        run.log('loss', [step, run === runs[0] ? Number.NaN : ground.nowMs, 1 / (step + 1.5)]);
    };
    log(0, 9, runs[0]!);
    log(0, 4, runs[1]!);
    await ground.look([poor, rich], true);
    expect([...ground.listener.runs.keys()]).toEqual([RICH]);
    await ground.look([poor, rich], false, 100 * SECOND);
    log(4, 5, runs[1]!);
    runs[1]!.status = 'finished';
    await ground.look([poor, rich]);
    await expectAsImported();
  });
});

describe('the settings of a job', () => {
  test('are params of its runs', async () => {
    const files = [makeMemoryFile('.hydra/config.yaml', 'lr: 0.5\nmodel:\n  depth: 3\n')];
    await ground.book.close();
    ground.open({ tree: () => new SourceTree(files) });
    poor.start('poor', ground.nowMs).log('loss', [0, ground.nowMs, 1]);
    await ground.look([poor], true);
    expect(ground.listener.runs.get(POOR)?.record.params).toEqual([
      ['lr', '0.5'],
      ['model.depth', '3'],
    ]);
  });
});
