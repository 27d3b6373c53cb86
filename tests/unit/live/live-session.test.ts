import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toRunKey, toWorkspaceId } from '../../../src/domain/ids.ts';
import type { RunDetail } from '../../../src/rpc/query-api.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import type { QuerySession } from '../../../workers/query/session.ts';
import { LiveSession } from '../../support/live-session.ts';
import { MadeTraining } from '../../support/made-training.ts';
import { ALL_RUNS_QUERY, onlyRuns, PLAIN_SERIES } from '../../support/questions.ts';

const COLUMNS = ['status', 'metrics.loss', 'min(metrics.loss)', 'params.lr'];

let store: FactStore;
let live: LiveSession;
let workspace = toWorkspaceId('');

beforeEach(() => {
  workspace = toWorkspaceId(crypto.randomUUID());
  store = new FactStore(workspace);
  live = new LiveSession();
});
afterEach(() => {
  live.close();
  store.close();
});

async function rows(session: QuerySession, sort: string | null = null, filter = '') {
  const query = { ...ALL_RUNS_QUERY, filter, sort: sort ? [{ column: sort, descending: false }] : [] };
  const { table, rowCount } = await session.table(query);
  return onlyRuns(await session.rows(table, 0, rowCount, COLUMNS));
}

const cells = async (session: QuerySession, sort: string | null = null, filter = '') =>
  (await rows(session, sort, filter)).map(({ run, cells }) => [run, ...cells]);

async function drawn(session: QuerySession, run: string, ys = ['loss']) {
  const result = await session.series({
    ...PLAIN_SERIES,
    runs: [toRunKey(run)],
    ys,
    range: null,
    widthPx: 1000,
  });
  return result.lines.map(({ y }, at) => [ys[at], [...result.x], [...y]]);
}

const points = (from: number, ...values: number[]) =>
  values.map((value, at) => [from + at, 1000 + from + at, value] as const);

describe('a run that is live', () => {
  test('is asked for, appears, and grows in its row', async () => {
    await live.open(workspace);
    expect(live.asked).toEqual([{ kind: 'hello' }]);
    const training = new MadeTraining();
    const run = training.start('a', { params: [['lr', '0.1']] });
    training.log(run, 'loss', points(0, 5, 4));
    expect(await live.tell(training.sent())).toEqual({ changed: [run], liveCount: 1 });
    expect(await cells(live.session)).toEqual([['a', 'running', 4, 4, '0.1']]);
    training.log(run, 'loss', points(2, 3, 6));
    await live.tell(training.sent());
    expect(await cells(live.session)).toEqual([['a', 'running', 6, 3, '0.1']]);
    expect(await drawn(live.session, 'a')).toEqual([['loss', [0, 1, 2, 3], [5, 4, 3, 6]]]);
    expect((await live.session.experiments()).length).toBe(0);
  });

  test('stands in the order and the filter of what it is now', async () => {
    const training = new MadeTraining();
    const [a, b] = [training.start('a'), training.start('b')];
    training.log(a, 'loss', points(0, 5));
    training.log(b, 'loss', points(0, 6));
    await training.commit(store);
    await live.open(workspace);
    expect((await cells(live.session, 'metrics.loss')).map(([run]) => run)).toEqual(['a', 'b']);
    training.log(b, 'loss', points(1, 2));
    await live.tell(training.sent());
    expect((await cells(live.session, 'metrics.loss')).map(([run]) => run)).toEqual(['b', 'a']);
    expect((await cells(live.session, null, 'metrics.loss < 3')).map(([run]) => run)).toEqual(['b']);
    training.change(a, { name: 'quick fox' });
    await live.tell(training.sent());
    expect((await cells(live.session, null, 'fox')).map(([run]) => run)).toEqual(['a']);
    const column = (await live.session.table(ALL_RUNS_QUERY)).columns.find(({ key }) => key === 'loss');
    expect(column?.range).toEqual({ min: 2, max: 5, integers: true });
  });

  test('that logs another metric has it everywhere', async () => {
    const training = new MadeTraining();
    const run = training.start('a');
    training.log(run, 'loss', points(0, 5));
    await training.commit(store);
    await live.open(workspace);
    training.log(run, 'acc', points(0, 0.5));
    await live.tell(training.sent());
    const { columns } = await live.session.table(ALL_RUNS_QUERY);
    expect(columns.map(({ id }) => id)).toContain('metrics.acc');
    expect((await live.session.metricsOf([run])).map(({ key, last }) => [key, last])).toEqual([
      ['acc', 0.5],
      ['loss', 5],
    ]);
    const detail = (await live.session.run(run)) as RunDetail;
    expect(detail.run.series.map(({ key, count }) => [key, count])).toEqual([
      ['acc', 1],
      ['loss', 1],
    ]);
    expect(detail.liveness).toBe('live');
  });

  test('does not jump when it is stored, nor when it is over', async () => {
    const training = new MadeTraining();
    const run = training.start('a');
    training.log(run, 'loss', points(0, 5, 4));
    await live.open(workspace);
    await live.tell(training.sent());
    await training.commit(store);
    training.log(run, 'loss', points(2, 3));
    training.change(run, { status: 'finished', endMs: 9000 });
    await live.tell(training.sent());
    await live.session.open(workspace);
    expect(await cells(live.session)).toEqual([['a', 'finished', 3, 3, null]]);
    expect((await rows(live.session))[0]?.liveness).toBe('live');
    await training.commit(store);
    await live.tell({ kind: 'over', watcher: 'w1', runs: [run] });
    expect(await cells(live.session)).toEqual([['a', 'finished', 3, 3, null]]);
    expect((await rows(live.session))[0]?.liveness).toBe(null);
    await live.session.open(workspace);
    expect(await cells(live.session)).toEqual([['a', 'finished', 3, 3, null]]);
    expect(await drawn(live.session, 'a')).toEqual([['loss', [0, 1, 2], [5, 4, 3]]]);
    expect(await live.session.liveRuns(null)).toEqual([]);
  });

  test('of an unknown shape is nothing', async () => {
    await live.open(workspace);
    const training = new MadeTraining();
    training.start('a');
    const news = training.sent(true) as unknown as { runs: object[] };
    for (const bad of [
      null,
      7,
      { kind: 'news' },
      { ...news, runs: [{}] },
      { ...news, atMs: 'now' },
      { ...news, runs: [{ ...news.runs[0], series: [{ key: 'x' }] }] },
      { kind: 'over', watcher: 'w1', runs: 'all' },
    ])
      live.post(bad);
    await live.tell(training.sent(true));
    expect(live.pulses).toHaveLength(1);
  });
});

describe('messages', () => {
  test('that were lost are asked for again, not too often', async () => {
    const training = new MadeTraining();
    const run = training.start('a');
    training.log(run, 'loss', points(0, 5));
    await live.open(workspace);
    await live.tell(training.sent());
    training.log(run, 'loss', points(1, 4));
    training.sent();
    training.log(run, 'loss', points(2, 3));
    live.nowMs += 5000;
    live.post(training.sent());
    expect(live.asked).toHaveLength(2);
    training.log(run, 'loss', points(3, 2));
    live.post(training.sent());
    expect(live.asked).toHaveLength(2);
    expect(await drawn(live.session, 'a')).toEqual([['loss', [0], [5]]]);
    await live.tell(training.sent(true));
    expect(await drawn(live.session, 'a')).toEqual([['loss', [0, 1, 2, 3], [5, 4, 3, 2]]]);
  });

  test('of a run that was told before anybody listened are asked for as soon as that may be', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const training = new MadeTraining();
      const run = training.start('a');
      training.log(run, 'loss', points(0, 5));
      training.sent();
      training.log(run, 'loss', points(1, 4));
      await live.open(workspace);
      live.post(training.sent());
      expect(live.asked).toHaveLength(1);
      live.nowMs += 1000;
      vi.advanceTimersByTime(1000);
      expect(live.asked).toHaveLength(2);
      await live.tell(training.sent(true));
      expect(await drawn(live.session, 'a')).toEqual([['loss', [0, 1], [5, 4]]]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that come twice change nothing', async () => {
    const training = new MadeTraining();
    const run = training.start('a');
    training.log(run, 'loss', points(0, 5));
    await live.open(workspace);
    await live.tell(training.sent());
    training.log(run, 'loss', points(1, 4));
    const grown = training.sent();
    await live.tell(grown);
    live.post(grown);
    await live.tell(training.sent(true, Date.now() + 1000));
    live.post(grown);
    expect(await drawn(live.session, 'a')).toEqual([['loss', [0, 1], [5, 4]]]);
  });

  test('too large for one message come in several, and nothing half is shown', async () => {
    const training = new MadeTraining();
    const run = training.start('a');
    training.log(run, 'loss', points(0, 5, 4, 3));
    await live.open(workspace);
    const pieces = (message: object, at: number) => {
      const [first, second] = [structuredClone(message), structuredClone(message)] as unknown as {
        runs: { isWhole: boolean; series: { from: number; points: Record<string, Float64Array> }[] }[];
      }[];
      for (const [piece, from, to] of [
        [first, 0, at],
        [second, at, undefined],
      ] as const) {
        const [series] = piece!.runs[0]!.series;
        for (const key of ['steps', 'timesMs', 'values'])
          series!.points[key] = series!.points[key]!.slice(from, to);
        series!.from += from;
      }
      second!.runs[0]!.isWhole = false;
      return [first, second];
    };
    const [first, second] = pieces(training.sent(), 1);
    await live.tell(first);
    expect(await cells(live.session)).toEqual([['a', 'running', null, null, null]]);
    await live.tell(second);
    expect(await drawn(live.session, 'a')).toEqual([['loss', [0, 1, 2], [5, 4, 3]]]);
    training.log(run, 'loss', points(3, 2, 1, 0));
    const [third, fourth] = pieces(training.sent(), 2);
    await live.tell(third);
    expect(await cells(live.session)).toEqual([['a', 'running', 3, 3, null]]);
    const [again, rest] = pieces(training.sent(true, Date.now() + 9000), 2);
    await live.tell(again);
    expect(await drawn(live.session, 'a')).toEqual([['loss', [0, 1, 2], [5, 4, 3]]]);
    await live.tell(rest);
    expect(await drawn(live.session, 'a')).toEqual([['loss', [0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]]]);
    live.post(fourth);
    expect(await drawn(live.session, 'a')).toEqual([['loss', [0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]]]);
    expect(live.asked).toHaveLength(1);
  });

  test('of thinned points are shown, beside what the summary says', async () => {
    const training = new MadeTraining('far', 'Ann’s laptop');
    const run = training.start('a');
    training.log(run, 'loss', points(0, 5, 9, 4));
    const news = training.sent() as unknown as { runs: { series: Record<string, unknown>[] }[] };
    const [series] = news.runs[0]!.series;
    series!.isThinned = true;
    series!.points = {
      steps: Float64Array.of(1, 2),
      timesMs: Float64Array.of(1001, 1002),
      values: Float64Array.of(9, 4),
    };
    await live.open(workspace);
    await live.tell(news);
    expect(await cells(live.session)).toEqual([['a', 'running', 4, 4, null]]);
    expect(await drawn(live.session, 'a')).toEqual([['loss', [1, 2], [9, 4]]]);
    expect((await live.session.liveRuns(null))[0]?.from).toBe('Ann’s laptop');
    // The facts arrive: all points are there.
    await training.commit(store);
    await live.session.open(workspace);
    expect(await drawn(live.session, 'a')).toEqual([['loss', [0, 1, 2], [5, 9, 4]]]);
  });
});

describe('watchers', () => {
  test('of one run: the one that knows most tells of it, whatever came first', async () => {
    const near = new MadeTraining('near');
    const far = new MadeTraining('far', 'Ann');
    for (const [training, values] of [
      [near, [5, 4, 3]],
      [far, [5, 4]],
    ] as const)
      training.log(training.start('a'), 'loss', points(0, ...values));
    const told = [near.sent(), far.sent()];
    for (const order of [told, [...told].reverse()]) {
      const other = new LiveSession();
      await other.open(toWorkspaceId(crypto.randomUUID()));
      for (const message of order) await other.tell(structuredClone(message));
      expect((await rows(other.session))[0]?.cells[1]).toBe(3);
      expect(await other.session.liveRuns(null)).toHaveLength(1);
      await other.tell({ kind: 'bye', watcher: 'near' });
      expect((await other.session.liveRuns(null))[0]?.from).toBe('Ann');
      other.close();
    }
  });

  test('that are silent are asked, and are gone when they do not answer', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const training = new MadeTraining();
      const run = training.start('a');
      training.log(run, 'loss', points(0, 5));
      await training.commit(store);
      await live.open(workspace);
      training.log(run, 'loss', points(1, 4));
      await live.tell(training.sent());
      live.nowMs += 21_000;
      vi.advanceTimersByTime(1000);
      expect(live.asked).toHaveLength(2);
      const gone = live.nextPulse();
      live.nowMs += 10_000;
      vi.advanceTimersByTime(1000);
      expect(await gone).toEqual({ changed: [run], liveCount: 0 });
      expect((await rows(live.session))[0]?.liveness).not.toBe('live');
      // What it told last is shown until the facts have it or will never have it.
      expect((await cells(live.session))[0]?.[2]).toBe(4);
      live.nowMs += 61_000;
      const back = live.nextPulse();
      vi.advanceTimersByTime(1000);
      await back;
      expect((await cells(live.session))[0]?.[2]).toBe(5);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that never stored a run take it with them', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const training = new MadeTraining();
      training.start('a');
      await live.open(workspace);
      await live.tell(training.sent());
      await live.tell({ kind: 'bye', watcher: 'w1' });
      expect(await rows(live.session)).toHaveLength(1);
      live.nowMs += 61_000;
      const gone = live.nextPulse();
      vi.advanceTimersByTime(1000);
      await gone;
      expect(await rows(live.session)).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('take their runs with them at once when the workspace was removed', async () => {
    const training = new MadeTraining();
    training.start('a');
    await live.open(workspace);
    await live.tell(training.sent());
    expect(await rows(live.session)).toHaveLength(1);
    await live.tell({ kind: 'bye', watcher: 'w1', isForgotten: true });
    live.nowMs += 2000;
    await vi.waitFor(async () => expect(await rows(live.session)).toEqual([]), 5000);
  });
});

test('how far it is, its pace and its end', async () => {
  const training = new MadeTraining();
  const run = training.start('a', { params: [['max_steps', '500']] });
  await live.open(workspace);
  training.log(
    run,
    'loss',
    Array.from({ length: 101 }, (_, at) => [at, at * 500, 1] as const),
  );
  live.nowMs = 50_000;
  await live.tell(training.sent(false, 50_000));
  const [view] = await live.session.liveRuns([run]);
  expect(view).toMatchObject({ step: 100, lastStep: 500, stepsPerSecond: 2, endsMs: 250_000 });
  expect(view?.isStalled).toBe(false);
  live.nowMs = 50_000 + 300_001;
  expect((await live.session.liveRuns(null))[0]).toMatchObject({ isStalled: true, endsMs: null });
  // What has been silent for so long is not counted among those that are live.
  const other = new MadeTraining('other');
  other.log(other.start('b'), 'loss', points(0, 2));
  expect(await live.tell(other.sent(false, live.nowMs))).toMatchObject({ liveCount: 1 });
});

test('a run that has ended is not counted among those that are live, though it is told of until it is stored', async () => {
  await live.open(workspace);
  const training = new MadeTraining();
  const run = training.start('a');
  training.log(run, 'loss', points(0, 5));
  expect(await live.tell(training.sent())).toMatchObject({ liveCount: 1 });
  training.change(run, { status: 'finished' });
  expect(await live.tell(training.sent())).toMatchObject({ liveCount: 0 });
  expect(await live.session.liveRuns(null)).toEqual([]);
});

describe('openings at the same time', () => {
  test('of one workspace list each run once', async () => {
    const training = new MadeTraining();
    training.log(training.start('a'), 'loss', points(0, 5));
    await training.commit(store);
    await live.open(workspace);
    const other = new MadeTraining('other');
    other.log(other.start('b'), 'loss', points(0, 6));
    await other.commit(store);
    await Promise.all(Array.from({ length: 4 }, () => live.session.open(workspace)));
    expect((await cells(live.session, 'name')).map(([run]) => run)).toEqual(['a', 'b']);
    const { table } = await live.session.table(ALL_RUNS_QUERY);
    expect(await live.session.keys(table)).toHaveLength(2);
  });

  test('of several workspaces leave the last one open', async () => {
    const training = new MadeTraining();
    training.log(training.start('a'), 'loss', points(0, 5));
    await training.commit(store);
    await live.open(workspace);
    const other = toWorkspaceId(crypto.randomUUID());
    await Promise.allSettled([
      live.session.open(other),
      live.session.open(workspace),
      live.session.open(other),
    ]);
    expect(await rows(live.session)).toEqual([]);
    await live.session.open(workspace);
    expect(await rows(live.session)).toHaveLength(1);
  });
});

test('facts that say running and are old are stalled', async () => {
  const nowMs = Date.now();
  const training = new MadeTraining();
  const old = training.start('old', { startMs: 1000 });
  training.log(old, 'loss', points(0, 5, 4));
  training.log(training.start('new', { startMs: nowMs - 60_000 }), 'loss', [[0, nowMs - 1000, 1]]);
  training.start('done', { status: 'finished', startMs: 1000, endMs: 2000 });
  training.start('silent', { startMs: 1000 });
  training.start('timeless', { startMs: null });
  // A point an hour: two hours of silence are nothing.
  const slow = training.start('slow', { startMs: nowMs - 10 * 3_600_000 });
  training.log(
    slow,
    'loss',
    Array.from({ length: 8 }, (_, hour) => [hour, nowMs - (9 - hour) * 3_600_000, 1] as const),
  );
  await training.commit(store);
  await live.open(workspace);
  const shown = (await rows(live.session)).map(({ run, liveness, lastSignMs }) => [
    run,
    liveness,
    lastSignMs,
  ]);
  expect(new Map(shown.map(([run, ...life]) => [run, life]))).toEqual(
    new Map<unknown, unknown>([
      ['old', ['stalled', 1001]],
      ['new', [null, nowMs - 1000]],
      ['done', [null, 1000]],
      ['silent', ['stalled', 1000]],
      ['timeless', [null, null]],
      ['slow', [null, nowMs - 2 * 3_600_000]],
    ]),
  );
  const detail = await live.session.run(old);
  expect([detail?.liveness, detail?.lastSignMs]).toEqual(['stalled', 1001]);
});
