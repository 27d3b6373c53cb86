import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Band } from '../../src/domain/view-state.ts';
import type { SeriesQuery } from '../../src/rpc/query-api.ts';
import { makeSeriesReader } from '../../workers/query/series.ts';
import {
  askSeries,
  type MadeMetrics,
  type MadePoint,
  makeSeriesSource,
  runKey,
  toQuery,
} from '../support/series-source.ts';

const listed = (column: Float64Array | Uint32Array | null | undefined) => Array.from(column ?? []);
const ofLoss = (points: readonly (readonly MadePoint[])[]): MadeMetrics[] => points.map((loss) => ({ loss }));
const groupOf = (runs: readonly unknown[]) => [{ id: 'all', runs: runs.map((_, i) => runKey(i)) }];
const askGroup = (runs: readonly MadeMetrics[], query: Partial<SeriesQuery> = {}) =>
  askSeries(runs, { groups: groupOf(runs), ...query });

/** What the values of some runs at one x are worth, written down naively. */
function naive(values: readonly number[], centre: 'mean' | 'median', band: Band) {
  const finite = values.filter(Number.isFinite).sort((a, b) => a - b);
  const n = finite.length;
  const share = (part: number) => {
    const place = part * (n - 1);
    const below = Math.floor(place);
    return finite[below]! + ((finite[below + 1] ?? 0) - finite[below]!) * (place - below);
  };
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  if (n === 0) return { n, y: Number.NaN, low: Number.NaN, high: Number.NaN };
  const y = centre === 'mean' ? mean : share(0.5);
  const std = Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const ends: Record<Exclude<Band, 'none'>, [number, number]> = {
    std: [y - std, y + std],
    sem: [y - std / Math.sqrt(n), y + std / Math.sqrt(n)],
    'min-max': [finite[0]!, finite[n - 1]!],
    'p5-p95': [share(0.05), share(0.95)],
    'p25-p75': [share(0.25), share(0.75)],
  };
  const [low, high] = n < 2 || band === 'none' ? [Number.NaN, Number.NaN] : ends[band];
  return { n, y, low, high };
}

const anyValue = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
);
const anyCentre = fc.constantFrom('mean' as const, 'median' as const);
const anyBand = fc.constantFrom<Band>('std', 'sem', 'min-max', 'p5-p95', 'p25-p75');

function expectColumns(
  line: Awaited<ReturnType<typeof askSeries>>['lines'][number],
  expected: readonly ReturnType<typeof naive>[],
): void {
  expect(listed(line.runs)).toEqual(expected.map(({ n }) => n));
  for (const [name, column] of [
    ['y', line.y],
    ['low', line.low],
    ['high', line.high],
  ] as const) {
    expected.forEach((one, i) => {
      if (Number.isNaN(one[name])) expect(column![i]).toBeNaN();
      else expect(column![i]).toBeCloseTo(one[name], 6);
    });
  }
}

describe('groups', () => {
  it('whose runs share their steps are aggregated at each of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        anyCentre,
        anyBand,
        fc.infiniteStream(anyValue),
        async (runCount, stepCount, centre, band, stream) => {
          const runs = ofLoss(
            Array.from({ length: runCount }, () =>
              Array.from({ length: stepCount }, (_, i): MadePoint => [i * 3, stream.next().value]),
            ),
          );
          const { lines, x, reduced } = await askGroup(runs, { centre, band });
          expect(reduced).toBe(false);
          expect(listed(x)).toEqual(Array.from({ length: stepCount }, (_, i) => i * 3));
          const at = (i: number) => runs.map(({ loss }) => (loss as readonly MadePoint[])[i]![1]);
          expectColumns(
            lines[0]!,
            listed(x).map((_, i) => naive(at(i), centre, band)),
          );
          const values = listed(x).flatMap((_, i) => at(i));
          expect(lines[0]!.nonFiniteInRange).toBe(values.filter((value) => !Number.isFinite(value)).length);
          expect(lines[0]!.pointsInRange).toBe(values.length);
        },
      ),
    );
  });

  it('whose runs do not are aggregated wherever one has a point, the others between their own', async () => {
    const anyPoints = fc.uniqueArray(fc.tuple(fc.nat(40), anyValue), {
      selector: ([step]) => step,
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPoints, { minLength: 2, maxLength: 5 }),
        anyCentre,
        anyBand,
        async (points, centre, band) => {
          const sorted = points.map((run) => [...run].sort((a, b) => a[0] - b[0]));
          const { lines, x } = await askGroup(ofLoss(points), { centre, band });
          const steps = [...new Set(points.flat().map(([step]) => step))].sort((a, b) => a - b);
          expect(listed(x)).toEqual(steps);
          const at = (run: readonly (readonly [number, number])[], step: number): number => {
            const here = run.find((point) => point[0] === step);
            if (here) return here[1];
            const before = run.filter((point) => point[0] < step).at(-1);
            const after = run.find((point) => point[0] > step);
            if (!before || !after) return Number.NaN;
            return before[1] + ((after[1] - before[1]) * (step - before[0])) / (after[0] - before[0]);
          };
          expectColumns(
            lines[0]!,
            steps.map((step) =>
              naive(
                sorted.map((run) => at(run, step)),
                centre,
                band,
              ),
            ),
          );
        },
      ),
    );
  });

  it('of many points that are not shared are folded to pixels: no run beyond its ends, no extreme lost', async () => {
    const long = (offset: number, count: number, value: (i: number) => number) =>
      Array.from({ length: count }, (_, i): MadePoint => [i + offset, value(i)]);
    const runs = ofLoss([
      long(0, 20_000, () => 1),
      long(0.5, 10_000, (i) => (i === 5000 ? 99 : 3)),
      long(0.25, 5000, (i) => (i === 100 ? Number.NaN : 5)),
    ]);
    const { lines, x, reduced } = await askGroup(runs, { band: 'min-max', widthPx: 200 });
    const [line] = lines;
    expect(reduced).toBe(true);
    expect(x.length).toBeLessThanOrEqual(202);
    const near = (step: number) => {
      const at = listed(x).findIndex((place) => place >= step);
      return [line!.runs![at], line!.y[at], line!.low![at], line!.high![at]];
    };
    expect(near(2000)).toEqual([3, 3, 1, 5]);
    expect(near(8000)).toEqual([2, 2, 1, 3]);
    expect(near(15_000)).toEqual([1, 1, Number.NaN, Number.NaN]);
    expect(listed(line!.high).filter((value) => value === 99).length).toBe(1);
    expect(Math.max(...listed(line!.y).filter(Number.isFinite))).toBeLessThan(4);
    // The end of the range belongs to its last pixel: nothing is drawn beyond it.
    expect(listed(x).some((place, i) => place > 19_999 && Number.isFinite(line!.y[i]!))).toBe(false);
    expect(line!.marks).toEqual([{ x: 100.25, what: 'nan' }]);
    expect(line!.pointsInRange).toBe(35_000);
  });

  it('zoomed in are drawn point by point again', async () => {
    const runs = ofLoss(
      [0, 0.5].map((offset) =>
        Array.from({ length: 5000 }, (_, i): MadePoint => [i + offset, offset ? 3 : 1]),
      ),
    );
    const { lines, x, reduced } = await askGroup(runs, { range: [1000, 1010], widthPx: 100 });
    expect(reduced).toBe(false);
    // One place more on both sides, so that the line runs to the edges.
    expect(listed(x)).toEqual(Array.from({ length: 23 }, (_, i) => 999.5 + i / 2));
    expect(new Set(listed(lines[0]!.y))).toEqual(new Set([2]));
  });

  it('with a long shared axis keep every extreme of centre and band', async () => {
    const runs = ofLoss(
      [1, 3].map((value) =>
        Array.from({ length: 40_000 }, (_, i): MadePoint => {
          if (i === 20_020) return [i, -value];
          return [i, i === 31_111 ? value * 100 : value];
        }),
      ),
    );
    const { lines, reduced } = await askGroup(runs, { band: 'min-max', widthPx: 150 });
    expect(reduced).toBe(true);
    expect(Math.max(...listed(lines[0]!.y).filter(Number.isFinite))).toBe(200);
    expect(Math.max(...listed(lines[0]!.high).filter(Number.isFinite))).toBe(300);
    expect(Math.min(...listed(lines[0]!.low).filter(Number.isFinite))).toBe(-3);
  });

  it('say for a pixel the fewest runs that take part anywhere in it', async () => {
    const runs = ofLoss(
      [1, 3].map((value) =>
        Array.from({ length: 4000 }, (_, i): MadePoint => [i, i === 777 && value === 3 ? Number.NaN : value]),
      ),
    );
    const { lines, x } = await askGroup(runs, { widthPx: 100 });
    const fewer = listed(x).filter((_, i) => lines[0]!.runs![i] === 1);
    expect(fewer.length).toBeGreaterThan(0);
    for (const step of fewer) expect(Math.abs(step - 777)).toBeLessThan(41);
  });

  it('asked for with another band or centre are worked out anew', async () => {
    const runs = ofLoss([1, 2, 6].map((value) => [[0, value] as const]));
    const reader = makeSeriesReader(makeSeriesSource(runs));
    const ask = async (query: Partial<SeriesQuery>) => {
      const [line] = (await reader.series(toQuery(runs, { groups: groupOf(runs), ...query }))).lines;
      return [line!.y[0], line!.low?.[0], line!.high?.[0]];
    };
    expect(await ask({ band: 'min-max' })).toEqual([3, 1, 6]);
    expect(await ask({ band: 'none' })).toEqual([3, undefined, undefined]);
    expect(await ask({ band: 'min-max', centre: 'median' })).toEqual([2, 1, 6]);
  });

  it('with the same times but other beginnings do not share their relative time', async () => {
    const runs = ofLoss([
      [
        [0, 1, 1000],
        [1, 2, 2000],
      ],
      [
        [0, 1, 1000],
        [1, 2, 2000],
      ],
    ]);
    const source = makeSeriesSource(runs);
    const reader = makeSeriesReader({ ...source, startMs: (run) => (run === runKey(0) ? 0 : 500) });
    const query = toQuery(runs, { groups: groupOf(runs), axis: 'relative' });
    expect(listed((await reader.series(query)).x)).toEqual([500, 1000, 1500, 2000]);
  });

  it('take of a run that logged a step twice what it logged last, and mark what is not finite in order', async () => {
    const runs = ofLoss([
      [
        [0, 1],
        [2, 5],
        [2, 7],
        [9, Number.NaN],
      ],
      [
        [0, 1],
        [1, 1],
        [2, 1],
        [3, Number.NaN],
      ],
    ]);
    const { lines, x } = await askGroup(runs);
    expect(listed(x)).toEqual([0, 1, 2, 3, 9]);
    expect(listed(lines[0]!.y)).toEqual([1, 2, 4, Number.NaN, Number.NaN]);
    expect(lines[0]!.marks.map((mark) => mark.x)).toEqual([3, 9]);
    expect(listed(lines[0]!.breaks)).toEqual([3, 4]);
  });

  it('smooth each run for itself and keep what the centre was before', async () => {
    const runs = ofLoss(
      [1, -1].map((sign) => Array.from({ length: 50 }, (_, i): MadePoint => [i, (i % 2) * sign + sign])),
    );
    const smoothing = { kind: 'mean', amount: 0.5 } as const;
    const { lines } = await askGroup(runs, { smoothing, band: 'min-max' });
    const one = await askSeries(runs, { smoothing });
    expect(listed(lines[0]!.high)).toEqual(listed(one.lines[0]!.y));
    expect(listed(lines[0]!.low)).toEqual(listed(one.lines[1]!.y));
    expect(listed(lines[0]!.raw)).toEqual(new Array(50).fill(0));
  });

  it('have a line for each metric that any of their runs logged, without a band where none is wanted', async () => {
    const a: MadePoint[] = [[0, 1]];
    const runs = [{ a }, { a, b: a }, { c: a }];
    const groups = [
      { id: 'one', runs: [runKey(0), runKey(1)] },
      { id: 'two', runs: [runKey(2)] },
    ];
    const { lines } = await askSeries(runs, { groups, ys: ['a', 'b'], band: 'none' });
    expect(lines.map(({ of, term, runs }) => [of, term, listed(runs)])).toEqual([
      ['one', 0, [2]],
      ['one', 1, [1]],
    ]);
    expect(lines[0]!.low).toBeNull();
  });
});

describe('seriesCsv', () => {
  const csvOf = async (runs: readonly MadeMetrics[], query: Partial<SeriesQuery>) =>
    (await makeSeriesReader(makeSeriesSource(runs)).seriesCsv(toQuery(runs, query))).text();

  it('has the points of all metrics and expressions, with the other metric where that is x', async () => {
    const runs = [
      {
        loss: [
          [0, 1],
          [1, 4],
        ],
        lr: [[1, 0.5]],
      } satisfies MadeMetrics,
    ];
    expect(await csvOf(runs, { ys: ['loss', '= sqrt(loss)', 'other'], axis: 'metrics.lr' })).toBe(
      'run_id,run_name,metric,step,value,timestamp,lr\n' +
        'run0,name of run0,loss,0,1,0,\nrun0,name of run0,loss,1,4,1000,0.5\n' +
        "run0,name of run0,'= sqrt(loss),0,1,0,\nrun0,name of run0,'= sqrt(loss),1,2,1000,0.5\n",
    );
  });

  it('has no cell that a spreadsheet takes for a formula', async () => {
    const text = await csvOf([{ loss: [[0, 1]], '@SUM(1)': [[0, -2]] }], { ys: ['=loss + 1', '@SUM(1)'] });
    expect(text).toContain("\nrun0,name of run0,'=loss + 1,0,2,");
    expect(text).toContain("\nrun0,name of run0,'@SUM(1),0,-2,");
  });

  it('has each x of a group once, also where runs logged it twice', async () => {
    const twice = Array.from({ length: 6000 }, (_, i): MadePoint => [i >> 1, i]);
    // An odd number of places before the first pair: a piece ends between two equal ones.
    const runs = ofLoss([[[-1, 0], ...twice], [[-1, 0]]]);
    const text = await csvOf(runs, { groups: groupOf(runs), band: 'none' });
    const places = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[2]);
    expect(places.length).toBe(new Set(places).size);
  });

  it('has the aggregates of groups at every x, however many', async () => {
    const count = 10_000;
    const points = (offset: number, value: number) =>
      Array.from({ length: count }, (_, i): MadePoint => [i + offset, value]);
    const lines = (text: string) => text.trim().split('\n');
    const shared = ofLoss([points(0, 1), points(0, 3)]);
    const groups = groupOf(shared);
    const sharedRows = lines(await csvOf(shared, { groups, band: 'min-max', widthPx: 10 }));
    expect(sharedRows.length).toBe(count + 1);
    expect(sharedRows.slice(0, 2)).toEqual(['group,metric,x,mean,low,high,n', 'all,loss,0,2,1,3,2']);
    const apart = ofLoss([points(0, 1), points(0.5, 3)]);
    const apartRows = lines(await csvOf(apart, { groups, centre: 'median', band: 'none' }));
    expect(apartRows.length).toBe(2 * count + 1);
    expect(apartRows.slice(0, 3)).toEqual([
      'group,metric,x,median,low,high,n',
      'all,loss,0,1,,,1',
      'all,loss,0.5,2,,,2',
    ]);
    expect(lines(await csvOf(apart, { groups, range: [10, 19.5] })).length).toBe(21);
  });
});
