import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { toWorkspaceId } from '../../../src/domain/ids.ts';
import { summariseSeries } from '../../../src/domain/series-summary.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { LiveSeries } from '../../../workers/query/live/live-series.ts';
import { MinMaxPyramid } from '../../../workers/query/pyramid.ts';
import { makeSeriesReader } from '../../../workers/query/series.ts';
import type { SeriesSource } from '../../../workers/query/series-cache.ts';
import { LiveSession } from '../../support/live-session.ts';
import { MadeTraining } from '../../support/made-training.ts';
import { PLAIN_SERIES } from '../../support/questions.ts';
import { runKey } from '../../support/series-source.ts';

const value = fc.constantFrom(
  0,
  1,
  2,
  -1,
  3.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
);

test('a pyramid that has grown finds what one that was built at once finds', () => {
  const any = fc.oneof(value, fc.double());
  const batches = fc.array(fc.array(any, { maxLength: 90 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(batches, fc.nat(1000), fc.nat(1000), (parts, a, b) => {
      const all = Float64Array.from(parts.flat());
      let grown: MinMaxPyramid | null = null;
      for (let count = 0, at = 0; at < parts.length; at++) {
        count += parts[at]!.length;
        grown = new MinMaxPyramid(all.subarray(0, count), grown);
      }
      const whole = new MinMaxPyramid(all);
      const ends = [a, b].map((one) => Math.round((one * all.length) / 1000));
      const [from, to] = [Math.min(...ends), Math.max(...ends)];
      grown!.find(from, to);
      whole.find(from, to);
      expect([grown!.minAt, grown!.maxAt]).toEqual([whole.minAt, whole.maxAt]);
    }),
  );
});

/** A series that is told in batches, and what is read of it. */
function makeGrowing(points: readonly (readonly [number, number, number])[]) {
  let count = 0;
  const reads: [from: number, to: number][] = [];
  const columns = (from: number, to: number) => ({
    steps: Float64Array.from(points.slice(from, to), ([step]) => step),
    timesMs: Float64Array.from(points.slice(from, to), ([, timeMs]) => timeMs),
    values: Float64Array.from(points.slice(from, to), ([, , one]) => one),
  });
  const load = (from: number) => {
    const to = count;
    reads.push([from, to]);
    return Promise.resolve({ columns: columns(from, to), missing: [] });
  };
  const lineage = {};
  const still: SeriesSource = {
    isMetric: () => true,
    loadMetrics: async () => ['loss'],
    loadSummary: async () => summariseSeries('loss', columns(0, count)),
    load: () => load(0),
    startMs: () => 5,
    runName: () => 'run',
  };
  const growing = { ...still, growthOf: () => ({ lineage, loadFrom: load }) };
  return { still, growing, reads, grow: (to: number) => (count = to) };
}

const AXES = ['step', 'time', 'relative'] as const;

test('a chart of a series that grows is the chart of what it is', async () => {
  const point = fc.tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.constantFrom(5, 6, 7, Number.NaN),
    fc.oneof(value, fc.double({ min: -10, max: 10 })),
  );
  const made = fc.record({
    points: fc.array(point, { minLength: 1, maxLength: 120 }),
    /** Steps count up, as they do where nothing is restarted. */
    isOrderly: fc.boolean(),
    ends: fc.array(fc.nat(120), { minLength: 1, maxLength: 5 }),
    width: fc.constantFrom(3, 400),
    smoothing: fc.constantFrom(0, 0.6),
    axis: fc.constantFrom(...AXES),
  });
  await fc.assert(
    fc.asyncProperty(made, async ({ points, isOrderly, ends, width, smoothing, axis }) => {
      const ordered = points.map(
        ([step, timeMs, one], at) => [isOrderly ? at : step, isOrderly ? at * 2 : timeMs, one] as const,
      );
      const { still, growing, grow } = makeGrowing(ordered);
      const reader = makeSeriesReader(growing);
      for (const end of [...ends].sort((a, b) => a - b)) {
        grow(Math.min(end, points.length));
        const query = {
          ...PLAIN_SERIES,
          axis,
          smoothing: { kind: 'ema' as const, amount: smoothing },
          runs: [runKey(0)],
          ys: ['loss'],
          range: null,
          widthPx: width,
        };
        expect(await reader.series(query)).toEqual(await makeSeriesReader(still).series(query));
      }
    }),
  );
});

test('what was drawn before is not read again, nor held twice', async () => {
  const count = 40_000;
  const points = Array.from({ length: count }, (_, at) => [at, at, Math.sin(at)] as const);
  const { growing, reads, grow } = makeGrowing(points);
  const reader = makeSeriesReader(growing);
  const query = { ...PLAIN_SERIES, runs: [runKey(0)], ys: ['loss'], range: null, widthPx: 500 };
  const sizes: number[] = [];
  for (let end = count - 500; end <= count; end += 100) {
    grow(end);
    await reader.series(query);
    sizes.push(reader.sizeBytes);
  }
  expect(reads).toEqual([
    [0, count - 500],
    ...[4, 3, 2, 1, 0].map((left) => [count - (left + 1) * 100, count - left * 100]),
  ]);
  expect(Math.max(...sizes)).toBeLessThan(sizes[0]! * 1.1);
});

test('stored points of a live run are read once', async () => {
  const workspace = toWorkspaceId(crypto.randomUUID());
  const store = new FactStore(workspace);
  const live = new LiveSession();
  const training = new MadeTraining();
  const run = training.start('a');
  const log = (from: number, to: number) =>
    training.log(
      run,
      'loss',
      Array.from({ length: to - from }, (_, at) => [from + at, from + at, from + at] as const),
    );
  log(0, 5000);
  await training.commit(store);
  await live.open(workspace);
  log(5000, 5010);
  await live.tell(training.sent());
  const ask = () =>
    live.session.series({ ...PLAIN_SERIES, runs: [run], ys: ['loss'], range: null, widthPx: 16_000 });
  expect((await ask()).x.length).toBe(5010);
  const read = vi.spyOn(FactStore.prototype, 'loadChunks');
  log(5010, 5020);
  await live.tell(training.sent());
  expect((await ask()).x.length).toBe(5020);
  // It is stored in between: what was drawn goes on.
  await training.commit(store);
  await live.tell(training.sent());
  await live.session.open(workspace);
  log(5020, 5030);
  await live.tell(training.sent());
  read.mockClear();
  const { lines } = await ask();
  expect([...lines[0]!.y]).toEqual(Array.from({ length: 5030 }, (_, at) => at));
  expect(read).not.toHaveBeenCalled();
  read.mockRestore();
  live.close();
  store.close();
});

test('a tail takes what follows, whatever of it was told before', () => {
  const told = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 12 });
  fc.assert(
    fc.property(told, fc.nat(10), (messages, first) => {
      const columns = (from: number, to: number) => {
        const numbers = Float64Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
        return { steps: numbers, timesMs: numbers, values: numbers };
      };
      const news = (from: number, to: number) => ({
        key: 'loss',
        summary: summariseSeries('loss', columns(0, to)),
        parts: [],
        storedCount: 0,
        from,
        points: columns(from, to),
        isThinned: false,
      });
      const series = new LiveSeries(news(0, first));
      let end = first;
      for (const [from, to] of messages) {
        if (from > to) continue;
        const isTaken = series.grow(news(from, to));
        if (!isTaken) {
          expect(from).toBeGreaterThan(end);
          return;
        }
        end = Math.max(end, to);
        expect([...series.inMemory.points.values]).toEqual([...columns(0, end).values]);
        expect(series.summary.count).toBe(end);
      }
    }),
  );
});
