import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RunKey, toRunKey, toWorkspaceId } from '../../../src/domain/ids.ts';
import type { LiveMessage, LiveNews } from '../../../src/domain/live/live-message.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { FactReader } from '../../../workers/query/fact-reader.ts';
import { LiveOverlay } from '../../../workers/query/live/live-overlay.ts';
import { RunTable } from '../../../workers/query/run-table.ts';
import { MadeTraining } from '../../support/made-training.ts';

let store: FactStore;
let overlay: LiveOverlay;
let table: RunTable;
let facts: FactReader;
let hear: (data: unknown) => void;
let pulses: number;
let liveCount: number;
let reopen: ReturnType<typeof vi.fn<(isAnew: boolean) => Promise<void>>>;

beforeEach(async () => {
  const workspace = toWorkspaceId(crypto.randomUUID());
  store = new FactStore(workspace);
  table = new RunTable();
  pulses = 0;
  reopen = vi.fn(async () => undefined);
  overlay = new LiveOverlay(
    (_, onMessage) => {
      hear = onMessage;
      return { post: () => undefined, close: () => undefined };
    },
    { facts: () => facts, table: () => table, onShown: () => undefined, reopen, now: () => Date.now() },
  );
  overlay.listen(workspace);
  overlay.onPulse((pulse) => {
    pulses += 1;
    liveCount = pulse.liveCount;
  });
  facts = new FactReader(store, overlay.runs);
  await facts.load();
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
  overlay.close();
  store.close();
});

const told = (news: LiveMessage): Promise<void> => {
  hear(news);
  return vi.advanceTimersByTimeAsync(0).then(() => undefined);
};

describe('what is shown', () => {
  test('follows within a second although questions take long', async () => {
    const training = new MadeTraining();
    const run = training.start('a');
    await told(training.sent());
    expect(pulses).toBe(1);
    let answer = (): void => undefined;
    const question = overlay.busy.while(() => new Promise<void>((resolve) => (answer = resolve)));
    await vi.advanceTimersByTimeAsync(3000);
    answer();
    await question;
    training.log(run, 'loss', [[0, 1, 2]]);
    hear(training.sent());
    await vi.advanceTimersByTimeAsync(1000);
    expect(pulses).toBe(2);
  });

  test('rests between two pulses', async () => {
    const training = new MadeTraining();
    const run = training.start('a');
    await told(training.sent());
    training.log(run, 'loss', [[0, 1, 2]]);
    await told(training.sent());
    await vi.advanceTimersByTimeAsync(300);
    expect(pulses).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(pulses).toBe(2);
  });

  test('loses a run that is nowhere any more, however often the table could not be opened for it', async () => {
    const training = new MadeTraining();
    training.start('a');
    await told(training.sent());
    await told({ kind: 'bye', watcher: 'w1' });
    vi.setSystemTime(Date.now() + 61_000);
    // An opening that something newer overtook: its table is not shown.
    await overlay.prepare(facts, new RunTable());
    overlay.plan();
    await vi.advanceTimersByTimeAsync(5000);
    expect(reopen.mock.calls.filter(([isAnew]) => isAnew).length).toBeGreaterThan(1);
    table = new RunTable();
    await vi.advanceTimersByTimeAsync(5000);
    const calls = reopen.mock.calls.length;
    await vi.advanceTimersByTimeAsync(5000);
    expect(reopen.mock.calls.length).toBe(calls);
  });

  test('is looked up for all runs at once that have ended at once', async () => {
    const training = new MadeTraining();
    for (let i = 0; i < 300; i++) {
      const run = training.start(`run-${i}`);
      training.log(run, 'loss', [[0, 1, 2]]);
    }
    await told(training.sent());
    vi.useRealTimers();
    await training.commit(store);
    const over = Array.from(training.records.keys());
    hear({ kind: 'over', watcher: 'w1', runs: over });
    const fresh = new FactReader(store, overlay.runs);
    await fresh.load();
    const load = vi.spyOn(store, 'loadChunk');
    await overlay.prepare(fresh, new RunTable());
    expect(overlay.runs.endedRuns.size).toBe(0);
    expect(load.mock.calls.length).toBeLessThan(10);
  });

  test('of a console is what the run has since it was started anew', async () => {
    const training = new MadeTraining();
    training.start('a');
    const news = training.sent(true);
    const withLines = (console: readonly string[]) =>
      news.kind === 'news' ? { ...news, runs: news.runs.map((run) => ({ ...run, console })) } : news;
    await told(withLines(['epoch 1']));
    const lines = () => overlay.views([toRunKey('a')])[0]?.console;
    expect(lines()).toEqual(['epoch 1']);
    await vi.advanceTimersByTimeAsync(1000);
    const before = pulses;
    await told(withLines(['epoch 1']));
    await vi.advanceTimersByTimeAsync(1000);
    expect(pulses).toBe(before);
    await told(withLines([]));
    await vi.advanceTimersByTimeAsync(1000);
    expect(lines()).toEqual([]);
    expect(pulses).toBe(before + 1);
  });
});

describe('the parent of a sweep', () => {
  const MINUTE_MS = 60_000;
  const parent = toRunKey('sweep');
  const child = toRunKey('child');
  /** Whoever watches goes on to say that it is there. */
  const wait = async (minutes: number): Promise<void> => {
    for (let at = 0; at < minutes * 4; at++) {
      await vi.advanceTimersByTimeAsync(MINUTE_MS / 4);
      hear({ kind: 'news', watcher: 'w1', from: '', atMs: Date.now(), experiments: [], runs: [] });
    }
  };
  const viewOf = (run: RunKey) => overlay.views([run])[0]!;

  test('is not stalled while runs below it write, and is when they are silent too', async () => {
    const training = new MadeTraining();
    training.start('sweep');
    await told(training.news(true));
    training.start('middle', { parent });
    training.start('child', { parent: toRunKey('middle') });
    const startMs = Date.now();
    await told(training.news(true));
    await wait(30);
    training.log(child, 'loss', [[0, Date.now(), 2]]);
    const grown = training.news() as LiveNews;
    await told({ ...grown, runs: grown.runs.filter(({ run }) => run.key === child) });
    await vi.advanceTimersByTimeAsync(2000);
    expect(viewOf(parent)).toMatchObject({ isStalled: false, lastSignMs: startMs + 30 * MINUTE_MS });
    expect(liveCount).toBe(3);
    const row = table.rowOf(parent)!;
    expect(table.lastSignMs(row, Date.now())).toBe(startMs + 30 * MINUTE_MS);
    await wait(20);
    expect(viewOf(parent).isStalled).toBe(true);
  });

  test('is heard of by the runs that ended last', async () => {
    const training = new MadeTraining();
    training.start('sweep');
    training.start('child', { parent, status: 'finished', endMs: Date.now() + 9 * MINUTE_MS });
    await told(training.news(true));
    await wait(12);
    expect(viewOf(parent).isStalled).toBe(false);
  });
});
