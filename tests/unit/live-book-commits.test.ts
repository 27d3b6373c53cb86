import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PointBuilder } from '../../src/base/columns.ts';
import { toRunKey } from '../../src/domain/ids.ts';
import type { LiveMessage } from '../../src/domain/live/live-message.ts';
import { importLockName } from '../../src/storage/fact-store.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { SourceReadError } from '../../workers/import/source.ts';
import { runRecord } from '../support/made-run.ts';
import {
  importWriters,
  logOn,
  type Training,
  traffic,
  WatchedGround,
  Writer,
} from '../support/watched-ground.ts';

const A = toRunKey('a');
const MINUTE = 60_000;

let ground: WatchedGround;
let writer: Writer;

beforeEach(() => {
  ground = new WatchedGround();
  writer = new Writer('runs');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await ground.close();
});

const log = (run: Training, count: number, metric = 'loss') => logOn(run, count, ground.nowMs, metric);
const expectAsImported = () => ground.expectAsImported([writer]);

describe('a commit', () => {
  test('costs what came since the last, however long the history', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 1000);
    await ground.look([writer], true);
    const costs: { loaded: number; written: number }[] = [];
    for (const history of [1000, 30_000]) {
      log(run, history);
      await ground.look([writer]);
      await ground.book.store();
      log(run, 1000);
      await ground.look([writer]);
      costs.push(await traffic(ground.store, () => ground.book.store()));
    }
    expect(costs[1]!.loaded).toBe(costs[0]!.loaded);
    expect(costs[1]!.written).toBeLessThan(costs[0]!.written * 1.1);
    await expectAsImported();
  });

  test('comes the more seldom the longer a run goes on', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 1);
    await ground.look([writer], true);
    for (let second = 0; second < 2 * 3600; second += 10) {
      log(run, 10);
      await ground.look([writer], false, 10_000);
      // A look does not wait long for a commit, and this clock goes fast.
      await ground.locks.request(importLockName(ground.workspace), {}, async () => undefined);
    }
    const { length } = await ground.store.listImports();
    expect(length).toBeGreaterThan(10);
    expect(length).toBeLessThan(25);
    await expectAsImported();
  });

  test('does not wait for the clock to be where it was before it was set back', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 10);
    await ground.look([writer], true);
    log(run, 10);
    await ground.look([writer], false, -5 * 3_600_000);
    ground.listener.runs.clear();
    ground.listener.say({ kind: 'hello' });
    expect(ground.listener.runs.size).toBe(1);
    await ground.look([writer], false, 70_000);
    expect(ground.stored).toBe(2);
    await expectAsImported();
  });

  test('that fails is said once, and tried again', async () => {
    log(writer.start('a', ground.nowMs), 10);
    vi.spyOn(ground.store, 'commitImport').mockRejectedValueOnce(new Error('broken'));
    await expect(ground.look([writer], true)).rejects.toThrow('broken');
    await ground.look([writer]);
    expect(ground.stored).toBe(1);
    await expectAsImported();
  });

  test('comes when nobody looks any more, where much has come', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 80);
    await ground.look([writer], true);
    const grow = async (points: number): Promise<void> => {
      log(run, points);
      await ground.look([writer], false, 11_000);
      await ground.book.hide();
    };
    await grow(9);
    expect(ground.stored).toBe(1);
    await grow(1);
    expect(ground.stored).toBe(2);
    await ground.book.hide();
    await grow(0);
    expect(ground.stored).toBe(2);
    await expectAsImported();
  });

  test('of a sweep of many short runs does not come with each of them', async () => {
    for (let i = 0; i < 120; i++) {
      const run = writer.start(`run-${i}`, ground.nowMs);
      log(run, 3);
      run.status = 'finished';
      await ground.look([writer], i === 0, 5000);
    }
    expect((await ground.store.listImports()).length).toBeLessThan(40);
    await expectAsImported();
  });

  test('holds a run that has just begun when the watch may end', async () => {
    await ground.look([writer], true);
    const run = writer.start('a', ground.nowMs + MINUTE);
    log(run, 20);
    await ground.look([writer]);
    expect(await ground.store.listImports()).toHaveLength(0);
    ground.nowMs += 6000;
    await expectAsImported();
  });

  test('does not wait for an import of somebody else, and comes after it', async () => {
    let endImport: () => void = () => undefined;
    const theirs = ground.locks.request(
      importLockName(ground.workspace),
      {},
      () =>
        new Promise<void>((resolve) => {
          endImport = resolve;
        }),
    );
    log(writer.start('a', ground.nowMs), 5);
    await ground.look([writer], true);
    expect(ground.stored).toBe(0);
    expect(ground.listener.runs.has(A)).toBe(true);
    endImport();
    await theirs;
    await ground.look([writer]);
    expect(ground.stored).toBe(1);
    await expectAsImported();
  });

  test('knows what somebody else has imported meanwhile', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 5);
    await ground.look([writer], true);
    log(run, 5);
    await ground.look([writer]);
    await importWriters(ground.store, [writer]);
    log(run, 5);
    await ground.look([writer]);
    await expectAsImported();
  });

  test('lets the training go on while it is under way', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 5);
    await ground.look([writer], true);
    log(run, 5);
    await ground.look([writer]);
    const stage = ground.store.stageChunks.bind(ground.store);
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const staging = vi.spyOn(ground.store, 'stageChunks').mockImplementation(async (owner, chunks) => {
      await gate;
      return stage(owner, chunks);
    });
    const commit = ground.book.store();
    await vi.waitFor(() => expect(staging).toHaveBeenCalled(), 10_000);
    for (const isWhole of [false, true, false]) {
      log(run, 3);
      await ground.look([writer], isWhole);
    }
    expect(await ground.listener.values(ground.store, A, 'loss')).toHaveLength(19);
    goOn();
    await commit;
    log(run, 1);
    await ground.look([writer]);
    expect(await ground.listener.values(ground.store, A, 'loss')).toHaveLength(20);
    await expectAsImported();
    const parts = ground.listener.runs
      .get(A)!
      .series.get('loss')!
      .parts.map(({ count }) => count);
    expect(parts).toEqual([5, 5, 10]);
  });
  test('may end while its source is being read again', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 10);
    await ground.look([writer], true);
    log(run, 10);
    await ground.look([writer], true);
    let commit: Promise<void> | null = null;
    const events = async function* (): AsyncGenerator<ImportEvent> {
      for await (const event of writer.events(true, 15)) {
        yield event;
        if (event.kind !== 'points') continue;
        commit ??= ground.book.store();
        await commit;
      }
    };
    log(run, 5);
    await ground.book.take(writer.claim, events(), true);
    await ground.book.endLook(ground.nowMs);
    await expectAsImported();
    const parts = ground.listener.runs
      .get(A)!
      .series.get('loss')!
      .parts.map(({ count }) => count);
    expect(parts).toEqual([10, 10, 5]);
  });
});

describe('a full disk', () => {
  test('does not hold up whoever stops watching, not even in the middle of a long reading', async () => {
    const stop = new AbortController();
    ground.open({ signal: stop.signal });
    vi.spyOn(ground.store, 'stageChunks').mockImplementation(async () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const run = runRecord({ id: 'long', loss: '' });
    const endless = async function* (): AsyncGenerator<ImportEvent> {
      yield { kind: 'run', run };
      for (let at = 0; ; at++) {
        const points = new PointBuilder(50_000);
        for (let step = 0; step < 50_000; step++) points.push(at * 50_000 + step, 1, Math.random());
        yield { kind: 'points', run: run.key, metric: 'loss', points: points.columns() };
      }
    };
    const taken = ground.book.take(writer.claim, endless(), true).catch(() => 'given up');
    await vi.waitFor(() => expect(ground.isFull).toBe(true), { timeout: 10_000 });
    stop.abort();
    expect(await taken).toBe('given up');
    await ground.book.close();
  }, 20_000);

  test('loses nothing, and is tried again', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 5);
    const full = vi.spyOn(ground.store, 'stageChunks').mockImplementation(async () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await ground.look([writer], true);
    expect(ground).toMatchObject({ isFull: true, stored: 0 });
    for (let i = 0; i < 20; i++) {
      log(run, 1);
      await ground.look([writer]);
    }
    expect(full.mock.calls.length).toBeLessThan(6);
    expect(await ground.listener.values(ground.store, A, 'loss')).toHaveLength(25);
    full.mockRestore();
    await ground.look([writer], false, MINUTE);
    expect(ground).toMatchObject({ isFull: false, stored: 1 });
    await expectAsImported();
  });
});

describe('a folder of more than memory should hold', () => {
  test('is one commit all the same', async () => {
    const count = 400_000;
    const read = async function* (): AsyncGenerator<ImportEvent> {
      for (let i = 0; i < 8; i++) {
        const run = { ...runRecord({ id: `old-${i}`, loss: '' }) };
        yield { kind: 'run', run };
        for (let from = 0; from < count; from += 50_000) {
          const points = new PointBuilder(50_000);
          for (let step = from; step < from + 50_000; step++) points.push(step, 1, step * i);
          yield { kind: 'points', run: run.key, metric: 'loss', points: points.columns() };
        }
        yield { kind: 'run-end', run: run.key };
      }
    };
    await ground.book.take(writer.claim, read(), true);
    await ground.book.endLook(ground.nowMs);
    expect(await ground.store.listImports()).toHaveLength(1);
    const claim = { ...writer.claim, format: { ...writer.claim.format, read } };
    const again = { ...writer, claim } as unknown as Writer;
    expect(await importWriters(ground.store, [again])).toMatchObject({
      outcome: 'nothing-new',
      sameRuns: 8,
    });
    // Nothing of it is read from the store, and nothing is stored twice, when the folder is watched again.
    await ground.book.close();
    ground.open();
    const cost = await traffic(ground.store, async () => {
      await ground.book.take(writer.claim, read(), true);
      await ground.book.endLook(ground.nowMs);
    });
    expect(cost.written).toBe(0);
    expect(cost.loaded).toBeLessThan(5);
  }, 60_000);
});

describe('a watch that ends', () => {
  test('says so of its own runs only', async () => {
    log(writer.start('a', ground.nowMs), 10);
    await ground.look([writer], true);
    const heard: LiveMessage[] = [];
    const post = ground.listener.channel.postMessage;
    const channel = {
      ...ground.listener.channel,
      postMessage: (message: LiveMessage) => {
        heard.push(message);
        post(message);
      },
    };
    const first = ground.book;
    const second = ground.open({ channel });
    log(new Writer('other').start('b', ground.nowMs), 5);
    await second.close();
    ground.book = first;
    log(writer.trainings[0]!, 1);
    ground.listener.channel.postMessage = (message) => void heard.push(message);
    await ground.look([writer]);
    const [bye, news] = heard as { kind: string; watcher: string }[];
    expect([bye?.kind, news?.kind]).toEqual(['bye', 'news']);
    expect(bye?.watcher).not.toBe(news?.watcher);
  });

  test('stores a run that has only just begun', async () => {
    const run = writer.start('a', ground.nowMs + MINUTE);
    log(run, 5);
    await ground.look([writer], true);
    expect(ground.stored).toBe(0);
    await ground.book.close();
    expect(ground.stored).toBe(1);
  });

  test('goes to rest where the folder is not there: stored, not live, and live again when it grows', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 10);
    await ground.look([writer], true);
    log(run, 3);
    await ground.look([writer]);
    await ground.book.rest();
    expect(ground.listener.over).toEqual([A]);
    expect(ground.book.liveRuns).toBe(0);
    await expectAsImported();
    log(run, 2);
    await ground.look([writer]);
    expect(await ground.listener.values(ground.store, A, 'loss')).toHaveLength(15);
    await expectAsImported();
  });

  test('tells now and then that it is there, as long as it has told of runs', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const book = ground.open();
    const { listener } = ground;
    const told = (): number => {
      ground.nowMs += 10_000;
      const before = listener.messages;
      vi.advanceTimersByTime(10_000);
      return listener.messages - before;
    };
    expect(told()).toBe(0);
    const run = writer.start('a', ground.nowMs);
    log(run, 10);
    await ground.look([writer], true);
    expect([told(), told()]).toEqual([1, 1]);
    await book.close();
    expect(told()).toBe(0);
    vi.useRealTimers();
  });
});

describe('a source', () => {
  test('that was read after all is no problem of a commit', async () => {
    const broken = async function* (): AsyncGenerator<ImportEvent> {
      for await (const event of writer.events(true)) {
        yield event;
        if (event.kind === 'points') throw new SourceReadError('runs', null);
      }
    };
    log(writer.start('a', ground.nowMs), 10);
    await ground.book.take(writer.claim, broken(), true);
    await ground.look([writer], true);
    const [made] = await ground.store.listImports();
    expect(made!.report!.problems).toEqual([]);
  });

  test('that breaks off in the middle keeps what was told', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 10);
    await ground.look([writer], true);
    const broken = async function* (): AsyncGenerator<ImportEvent> {
      let left = 2;
      for await (const event of writer.events(true, 3)) {
        if (event.kind === 'points' && left-- === 0) throw new SourceReadError('runs', null);
        yield event;
      }
    };
    const { problems } = await ground.book.take(writer.claim, broken(), true);
    expect(problems).toEqual([{ code: 'unreadable-file', path: 'runs' }]);
    await ground.book.endLook(ground.nowMs);
    expect(await ground.listener.values(ground.store, A, 'loss')).toHaveLength(10);
    await expectAsImported();
  });

  test('that is gone is stored as it was, and not live', async () => {
    log(writer.start('a', ground.nowMs), 10);
    await ground.look([writer], true);
    log(writer.trainings[0]!, 3);
    await ground.look([writer]);
    await ground.book.drop(writer.claim);
    ground.nowMs += 10_000;
    await ground.book.endLook(ground.nowMs);
    expect(ground.listener.over).toEqual([A]);
    expect(ground.book.liveRuns).toBe(0);
    await expectAsImported();
  });

  test('that says nothing for long is not held, and live again when it grows', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 10);
    await ground.look([writer], true);
    log(run, 1);
    await ground.look([writer]);
    await ground.look([writer], false, 2 * MINUTE);
    expect(ground.stored).toBe(2);
    await ground.look([writer], false, 31 * MINUTE);
    expect(ground.listener.over).toEqual([A]);
    log(run, 1);
    await ground.look([writer]);
    expect(await ground.listener.values(ground.store, A, 'loss')).toHaveLength(12);
    await expectAsImported();
  });
});
