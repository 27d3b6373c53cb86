import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toRunKey, toWorkspaceId } from '../../../src/domain/ids.ts';
import type { LiveMessage } from '../../../src/domain/live/live-message.ts';
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
  overlay.onPulse(() => {
    pulses += 1;
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
