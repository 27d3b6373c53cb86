import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PointColumns } from '../../src/base/columns.ts';
import { type RunKey, toRunKey } from '../../src/domain/ids.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import type { ChartX } from '../../src/domain/view-state.ts';
import type { SeriesQuery, SeriesResult } from '../../src/rpc/query-api.ts';
import { makeSeriesReader, seriesTransferables } from '../../workers/query/series.ts';
import { PLAIN_SERIES } from '../support/questions.ts';
import { turns } from '../support/turns.ts';

type Point = readonly [step: number, timeMs: number, value: number];
type Runs = readonly (readonly Point[])[];

const runKeys = (count: number): RunKey[] => Array.from({ length: count }, (_, i) => toRunKey(`run${i}`));

function readerOf(runs: Runs, startMs: number | null = null, budgetBytes?: number) {
  const byRun = new Map(runs.map((points, i) => [toRunKey(`run${i}`), toColumns(points)]));
  const loads: RunKey[] = [];
  const reader = makeSeriesReader(
    {
      isMetric: (metric) => metric === 'loss',
      loadMetrics: async () => ['loss'],
      loadSummary: async (run) => {
        const columns = byRun.get(run);
        return columns ? summariseSeries('loss', columns) : null;
      },
      load: async (run) => {
        loads.push(run);
        return { columns: byRun.get(run)!, missing: [] };
      },
      startMs: () => startMs,
      runName: (run) => `the "${run}"`,
    },
    budgetBytes,
  );
  return { reader, loads };
}

const toColumns = (points: readonly Point[]): PointColumns => ({
  steps: Float64Array.from(points, (point) => point[0]),
  timesMs: Float64Array.from(points, (point) => point[1]),
  values: Float64Array.from(points, (point) => point[2]),
});

const ask = (runs: Runs, query: Partial<SeriesQuery> = {}, startMs: number | null = null) =>
  readerOf(runs, startMs).reader.series({
    runs: runKeys(runs.length),
    ...PLAIN_SERIES,
    ys: ['loss'],
    axis: 'step',
    range: null,
    widthPx: 100,
    ...query,
  });

const anyValue = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 3, arbitrary: fc.integer({ min: -5, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
const anyStep = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -60, max: 60 }) },
  { weight: 2, arbitrary: fc.double({ min: -60, max: 60, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
);
const anyRuns = fc.array(
  fc.array(fc.tuple(anyStep, fc.integer({ min: 0, max: 500 }), anyValue), { maxLength: 150 }),
  { minLength: 1, maxLength: 4 },
);
const anyRange = fc.oneof(
  fc.constant(null),
  fc
    .tuple(fc.integer({ min: -70, max: 70 }), fc.integer({ min: 0, max: 80 }))
    .map(([from, span]): [number, number] => [from, from + span]),
);

/** The points of a run that have a place on the axis, in x order, found the slow way. */
function placed(points: readonly Point[], axis: ChartX): { x: number; value: number }[] {
  const times = points.map((point) => point[1]).filter(Number.isFinite);
  const origin = axis === 'relative' ? Math.min(...times) : 0;
  return points
    .map((point) => ({ x: (axis === 'step' ? point[0] : point[1]) - origin, value: point[2] }))
    .filter((point) => Number.isFinite(point.x))
    .sort((a, b) => a.x - b.x);
}

/** Finite points that a line draws within a stretch of x. */
function drawnWithin(result: SeriesResult, line: number, from: number, to: number): number[] {
  const drawn: number[] = [];
  result.x.forEach((x, i) => {
    const y = result.lines[line]!.y[i]!;
    if (x >= from && x <= to && Number.isFinite(y)) drawn.push(y);
  });
  return drawn;
}

describe('series', () => {
  it('draws every point where points are fewer than pixels', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRuns,
        anyRange,
        fc.constantFrom<ChartX>('step', 'time', 'relative'),
        async (runs, range, axis) => {
          const result = await ask(runs, { range, axis, widthPx: 200 });
          expect(result.reduced).toBe(false);
          expect(isAscending(result.x)).toBe(true);
          runs.forEach((points, line) => {
            const all = placed(points, axis);
            const [from, to] = range ?? result.extent ?? [0, 0];
            const inside = all.filter((point) => point.x >= from && point.x <= to);
            const answer = result.lines[line]!;
            expect(answer.pointsInRange).toBe(inside.length);
            expect(answer.unplaced).toBe(points.length - all.length);
            const finite = inside.map((point) => point.value).filter(Number.isFinite);
            expect(drawnWithin(result, line, from, to)).toEqual(finite);
            expect(answer.nonFiniteInRange).toBe(inside.length - finite.length);
          });
        },
      ),
    );
  });

  it('keeps the least and the greatest value of every pixel', async () => {
    await fc.assert(
      fc.asyncProperty(anyRuns, anyRange, fc.integer({ min: 1, max: 40 }), async (runs, range, widthPx) => {
        const result = await ask(runs, { range, widthPx });
        fc.pre(result.reduced);
        expect(isAscending(result.x)).toBe(true);
        expect(result.x.length).toBeLessThanOrEqual(widthPx * 2 + runs.length * 2);
        const [from, to] = range ?? result.extent!;
        runs.forEach((points, line) => {
          const all = placed(points, 'step');
          for (let bucket = 0; bucket < widthPx; bucket++) {
            const low = edgeOf(from, to, bucket / widthPx);
            const high = edgeOf(from, to, (bucket + 1) / widthPx);
            const isLast = bucket === widthPx - 1;
            const isIn = (x: number) => x >= low && (isLast ? x <= to : x < high) && x >= from && x <= to;
            const values = all.filter((point) => isIn(point.x)).map((point) => point.value);
            const finite = values.filter(Number.isFinite);
            const drawn: number[] = [];
            result.x.forEach((x, i) => {
              if (isIn(x) && Number.isFinite(result.lines[line]!.y[i]!))
                drawn.push(result.lines[line]!.y[i]!);
            });
            expect(drawn.length).toBeLessThanOrEqual(2);
            if (finite.length > 0) {
              const least = Math.min(...finite);
              const greatest = Math.max(...finite);
              const isLeastFirst = finite.indexOf(least) <= finite.indexOf(greatest);
              const expected = isLeastFirst ? [least, greatest] : [greatest, least];
              expect(drawn.map(plain)).toEqual((least === greatest ? [least] : expected).map(plain));
            } else {
              expect(drawn).toEqual([]);
            }
          }
        });
      }),
      { numRuns: turns(200) },
    );
  });

  it('includes the nearest point on both sides of the range', async () => {
    const points: Point[] = Array.from({ length: 1000 }, (_, i) => [i, i, i]);
    for (const widthPx of [10, 1000]) {
      const result = await ask([points], { range: [100.5, 200.5], widthPx });
      expect(result.x[0]).toBe(100);
      expect(result.x.at(-1)).toBe(201);
      expect(result.lines[0]!.y[0]).toBe(100);
      expect(result.lines[0]!.y.at(-1)).toBe(201);
      expect(result.lines[0]!.pointsInRange).toBe(100);
      expect(result.extent).toEqual([0, 999]);
    }
  });

  it('never loses a spike of a long series at any zoom', async () => {
    const count = 200_000;
    const spikes = [0, 30_017, 65_536, 65_900, 123_456, count - 1];
    const points: Point[] = Array.from({ length: count }, (_, i) => [
      i,
      i,
      spikes.includes(i) ? 1e6 + i : i % 7,
    ]);
    const { reader } = readerOf([points]);
    for (const widthPx of [1, 3, 300, 1440]) {
      for (const range of [null, [10, 70_000], [65_000, 130_000], [123_456, 123_456]] as const) {
        const query = {
          runs: runKeys(1),
          ...PLAIN_SERIES,
          ys: ['loss'],
          axis: 'step',
          range,
          widthPx,
        } as const;
        const result = await reader.series(query);
        const [from, to] = range ?? [0, count - 1];
        const inRange = spikes.filter((spike) => spike >= from && spike <= to);
        const greatest = Math.max(...inRange.map((spike) => 1e6 + spike));
        expect(Math.max(...drawnWithin(result, 0, from, to))).toBe(greatest);
        if (widthPx === 1440) {
          for (const spike of inRange) expect(drawnWithin(result, 0, from, to)).toContain(1e6 + spike);
        }
      }
    }
  });

  it('breaks the line and sets a mark where NaN and infinities were logged', async () => {
    const result = await ask([
      [
        [0, 0, 1],
        [1, 1, Number.NaN],
        [2, 2, 2],
        [3, 3, Number.POSITIVE_INFINITY],
        [3, 4, Number.NEGATIVE_INFINITY],
      ],
    ]);
    const line = result.lines[0]!;
    expect(Array.from(result.x)).toEqual([0, 1, 2, 3, 3]);
    expect(Array.from(line.breaks)).toEqual([1, 3, 4]);
    expect(line.marks).toEqual([
      { x: 1, what: 'nan' },
      { x: 3, what: 'inf' },
      { x: 3, what: '-inf' },
    ]);
  });

  it('caps marks at one of a kind per pixel and still counts them all', async () => {
    const points: Point[] = Array.from({ length: 5000 }, (_, i) => [i, i, i % 2 ? Number.NaN : 1]);
    const line = (await ask([points], { widthPx: 50 })).lines[0]!;
    expect(line.nonFiniteInRange).toBe(2500);
    expect(line.marks.length).toBeLessThanOrEqual(51);
    expect(line.marks.length).toBeGreaterThanOrEqual(50);
  });

  it('sorts steps that go back, keeps the order of equal ones, and says how often they went back', async () => {
    const result = await ask([
      [
        [5, 0, 1],
        [-2.5, 1, 2],
        [5, 2, 3],
        [0, 3, 4],
      ],
    ]);
    expect(Array.from(result.x)).toEqual([-2.5, 0, 5, 5]);
    expect(Array.from(result.lines[0]!.y)).toEqual([2, 4, 1, 3]);
    expect(result.backwardSteps).toBe(2);
  });

  it('counts relative time from the start of the run, or from its first point', async () => {
    const runs: Runs = [
      [
        [0, 1000, 1],
        [1, 1500, 2],
      ],
    ];
    expect(Array.from((await ask(runs, { axis: 'relative' }, 400)).x)).toEqual([600, 1100]);
    expect(Array.from((await ask(runs, { axis: 'relative' }, 1200)).x)).toEqual([0, 500]);
    expect(Array.from((await ask(runs, { axis: 'relative' })).x)).toEqual([0, 500]);
  });

  it('survives steps as far apart as numbers go, and runs that have nothing', async () => {
    const far: Point[] = Array.from({ length: 50 }, (_, i) => [i < 25 ? -1.7e308 : 1.7e308, i, i]);
    const result = await ask([far, []], { widthPx: 10 });
    expect(drawnWithin(result, 0, -1.7e308, 1.7e308)).toEqual([0, 24, 25, 49]);
    expect((await ask([[]])).extent).toBeNull();
    const { reader } = readerOf([]);
    const nothing = {
      runs: runKeys(2),
      ...PLAIN_SERIES,
      ys: ['loss'],
      axis: 'step',
      range: null,
      widthPx: 10,
    } as const;
    expect((await reader.series(nothing)).lines).toEqual([]);
  });

  it('loads a series once while the budget lasts, and again after it left', async () => {
    const runs: Runs = [0, 1, 2].map((run) => Array.from({ length: 100 }, (_, i): Point => [i, i, run]));
    const query = { ...PLAIN_SERIES, ys: ['loss'], axis: 'step', range: null, widthPx: 10 } as const;
    const roomy = readerOf(runs);
    await roomy.reader.series({ ...query, runs: runKeys(3) });
    await roomy.reader.series({ ...query, runs: runKeys(3), axis: 'time' });
    expect(roomy.loads.length).toBe(3);
    const tight = readerOf(runs, null, 100 * 8 * 3);
    for (const run of [0, 1, 2, 0]) await tight.reader.series({ ...query, runs: [runKeys(3)[run]!] });
    expect(tight.loads).toEqual(['run0', 'run1', 'run2', 'run0']);
  });

  it('hands over buffers that nothing else needs', async () => {
    const points: Point[] = Array.from({ length: 500 }, (_, i) => [i, i, i]);
    const { reader } = readerOf([points]);
    const query = {
      runs: runKeys(1),
      ...PLAIN_SERIES,
      ys: ['loss'],
      axis: 'step',
      range: null,
      widthPx: 50,
    } as const;
    const first = await reader.series(query);
    const expected = Array.from(first.lines[0]!.y);
    structuredClone(first, { transfer: seriesTransferables(first) });
    expect(Array.from((await reader.series(query)).lines[0]!.y)).toEqual(expected);
  });
});

describe('seriesCsv', () => {
  const runs: Runs = [
    [
      [0, 1000, 0.5],
      [1, Number.NaN, Number.NaN],
      [2, 3000, Number.NEGATIVE_INFINITY],
    ],
  ];
  const query = {
    runs: runKeys(2),
    ...PLAIN_SERIES,
    ys: ['val,loss'],
    axis: 'step',
    range: null,
    widthPx: 1,
  } as const;

  it('writes every point, quoted where needed', async () => {
    const text = await (await readerOf(runs).reader.seriesCsv(query)).text();
    expect(text).toBe(
      'run_id,run_name,metric,step,value,timestamp\n' +
        'run0,"the ""run0""","val,loss",0,0.5,1000\nrun0,"the ""run0""","val,loss",1,NaN,\nrun0,"the ""run0""","val,loss",2,-inf,3000\n',
    );
  });

  it('keeps to the range', async () => {
    const { reader } = readerOf(runs);
    const rows = async (part: Partial<SeriesQuery>) =>
      (await (await reader.seriesCsv({ ...query, ...part })).text()).split('\n').length - 2;
    expect(await rows({ range: [1, 2] })).toBe(2);
    expect(await rows({ axis: 'relative', range: [0, 1999] })).toBe(1);
    expect(await rows({ axis: 'time', range: [0, 9e9] })).toBe(2);
  });
});

function edgeOf(from: number, to: number, share: number): number {
  return share === 0 ? from : from * (1 - share) + to * share;
}

function isAscending(x: Float64Array): boolean {
  return x.every((value, i) => i === 0 || x[i - 1]! <= value);
}

/** Zero without a sign: of two equal zeros either may be drawn. */
function plain(value: number): number {
  return value + 0;
}
