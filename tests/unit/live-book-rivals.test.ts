import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toRunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { SourceTree } from '../../workers/import/source.ts';
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
    // Two values tell nothing yet.
    expect([...ground.listener.runs.keys()]).toEqual([RICH]);
    logBoth(runs, 2, 5);
    await ground.look([poor, rich]);
    expect([...ground.listener.runs.keys()]).toEqual([RICH]);
    expect(ground.book).toMatchObject({ liveRuns: 1, runs: 1 });
    logBoth(runs, 7, 200);
    await ground.look([poor, rich], false, 300 * SECOND);
    for (const run of runs) run.status = 'finished';
    await ground.look([poor, rich], false, 10 * SECOND);
    expect(ground.listener.over).toEqual([RICH]);
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
