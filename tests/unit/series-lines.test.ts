import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSeriesReader, seriesTransferables } from '../../workers/query/series.ts';
import { smooth } from '../../workers/query/smoothing.ts';
import { askSeries, type MadePoint, makeSeriesSource, runKey, toQuery } from '../support/series-source.ts';

const listed = (column: Float64Array | null | undefined) => column && Array.from(column);
const ramp = (count: number, value: (i: number) => number): MadePoint[] =>
  Array.from({ length: count }, (_, i) => [i, value(i)]);
const anyPoints = fc.array(
  fc.tuple(fc.nat(20), fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(Number.NaN))),
  { maxLength: 30 },
);

describe('several metrics', () => {
  it('have a line each, run by run, and those that a run never logged have none', async () => {
    const runs = [{ loss: ramp(3, (i) => i), acc: ramp(2, (i) => i / 2) }, { acc: ramp(1, () => 7) }];
    const { lines, x } = await askSeries(runs, { ys: ['acc', 'loss'] });
    expect(lines.map(({ of, term }) => [of, term])).toEqual([
      ['run0', 0],
      ['run0', 1],
      ['run1', 0],
    ]);
    expect(listed(x)).toEqual([0, 1, 2]);
    expect(listed(lines[0]!.y)).toEqual([0, 0.5, Number.NaN]);
  });

  it('may be expressions, at the steps that all of their metrics have', async () => {
    await fc.assert(
      fc.asyncProperty(anyPoints, anyPoints, async (a, b) => {
        const { lines, x } = await askSeries([{ a, b }], { ys: ['= a - 2 * b'] });
        const last = (points: readonly MadePoint[], step: number) =>
          points.filter((point) => point[0] === step).at(-1)?.[1];
        const steps = [...new Set(a.map(([step]) => step))].filter((step) => last(b, step) !== undefined);
        steps.sort((one, other) => one - other);
        expect(listed(x)).toEqual(steps);
        const expected = steps.map((step) => last(a, step)! - 2 * last(b, step)!);
        expect(listed(lines[0]!.y)).toEqual(expected);
        expect(lines[0]!.nonFiniteInRange).toBe(expected.filter((value) => !Number.isFinite(value)).length);
      }),
    );
  });

  it('over one metric keep every point of it', async () => {
    const loss: MadePoint[] = [
      [1, 4],
      [1, 9],
      [0, -1],
    ];
    const { lines, x } = await askSeries([{ loss }], { ys: ['= sqrt(loss)'] });
    expect(listed(x)).toEqual([0, 1, 1]);
    expect(listed(lines[0]!.y)).toEqual([Number.NaN, 2, 3]);
    expect(lines[0]!.marks).toEqual([{ x: 0, what: 'nan' }]);
  });

  it('take the latest time of a step, and say how many points had no partner for want of a step', async () => {
    const a: MadePoint[] = [
      [0, 1, 50],
      [Number.NaN, 1, 60],
    ];
    const { lines, x } = await askSeries([{ a, b: [[0, 2, 70]] }], { ys: ['= a + b'], axis: 'time' });
    expect(listed(x)).toEqual([70]);
    expect(lines[0]!.unplaced).toBe(1);
  });

  it('say what is wrong with an expression, and draw the others', async () => {
    const result = await askSeries([{ loss: ramp(2, (i) => i) }], {
      ys: ['loss', '= loss +', '= los', 'los'],
    });
    expect(result.lines.map((line) => line.term)).toEqual([0]);
    expect(result.mistakes).toEqual([
      null,
      'A metric or a number is missing at the end.',
      'No metric is called “los”.',
      null,
    ]);
  });
});

describe('axes', () => {
  it('another metric is joined by step: its last value there, sorted, equal ones as they were logged', async () => {
    const loss: MadePoint[] = [
      [0, 10],
      [1, 11],
      [2, 12],
      [3, 13],
      [4, 14],
    ];
    const lr: MadePoint[] = [
      [4, 0.1],
      [0, 0.5],
      [1, 0.9],
      [1, 0.1],
      [2, Number.NaN],
    ];
    const { lines, x, extent } = await askSeries([{ loss, lr }], { axis: 'metrics.lr' });
    expect(listed(x)).toEqual([0.1, 0.1, 0.5]);
    expect(listed(lines[0]!.y)).toEqual([11, 14, 10]);
    expect(lines[0]!.unplaced).toBe(2);
    expect(extent).toEqual([0.1, 0.5]);
    const without = await askSeries([{ loss }], { axis: 'metrics.lr' });
    expect(without.lines[0]!.unplaced).toBe(5);
    expect(without.extent).toBeNull();
  });

  it('another metric is found for steps that go back as well', async () => {
    const loss: MadePoint[] = [
      [3, 30],
      [1, 10],
      [2, 20],
      [0, 0],
    ];
    const { lines, x } = await askSeries([{ loss, lr: ramp(4, (i) => 10 - i) }], { axis: 'metrics.lr' });
    expect(listed(x)).toEqual([7, 8, 9, 10]);
    expect(listed(lines[0]!.y)).toEqual([30, 20, 10, 0]);
  });

  it('epoch is the metric of that name beside the one that is drawn, else one that has its steps', async () => {
    const loss = ramp(4, (i) => i);
    const epoch = ramp(4, (i) => Math.floor(i / 2));
    const other = ramp(4, (i) => i * 10);
    const axisOf = async (metrics: Record<string, MadePoint[]>) =>
      listed((await askSeries([metrics], { ys: ['val/loss'], axis: 'epoch' })).x);
    expect(await axisOf({ 'val/loss': loss, epoch: other, 'val/epoch': epoch })).toEqual([0, 0, 1, 1]);
    expect(await axisOf({ 'val/loss': loss, epoch, 'train/epoch': other })).toEqual([0, 0, 1, 1]);
    expect(await axisOf({ 'val/loss': loss, epoch: [[99, 1]], 'trainer/Epoch': epoch })).toEqual([
      0, 0, 1, 1,
    ]);
    expect(await axisOf({ 'val/loss': loss, epochs: epoch })).toEqual([]);
  });

  it('asked for again after the other metric grew, knows of it', async () => {
    const loss = ramp(3, (i) => i);
    const runs: Record<string, MadePoint[]>[] = [{ loss, k: ramp(2, (i) => i) }];
    const before = makeSeriesSource(runs);
    const after = makeSeriesSource([{ loss, k: ramp(3, (i) => i) }]);
    let source = before;
    const reader = makeSeriesReader({
      isMetric: (metric) => source.isMetric(metric),
      loadMetrics: (run) => source.loadMetrics(run),
      loadSummary: (run, metric) => source.loadSummary(run, metric),
      load: (run, metric) => source.load(run, metric),
      startMs: () => null,
      runName: () => '',
    });
    expect((await reader.series(toQuery(runs, { axis: 'metrics.k' }))).lines[0]!.unplaced).toBe(1);
    source = after;
    expect((await reader.series(toQuery(runs, { axis: 'metrics.k' }))).lines[0]!.unplaced).toBe(0);
  });
});

describe('smoothed lines', () => {
  const smoothing = { kind: 'ema', amount: 0.9 } as const;

  it('stand beside the raw ones, smoothed over all points whatever the zoom', async () => {
    const loss = ramp(500, (i) => (i % 10 === 3 ? Number.NaN : Math.sin(i)));
    const whole = smooth(
      Float64Array.from(loss, ([step]) => step),
      Float64Array.from(loss, ([, value]) => value),
      smoothing,
    );
    const { lines, x } = await askSeries([{ loss }], { smoothing, range: [100, 150], widthPx: 200 });
    expect(listed(x)).toEqual(Array.from({ length: 53 }, (_, i) => i + 99 - 0));
    listed(x)!.forEach((step, i) => {
      const isBreak = step % 10 === 3;
      expect(lines[0]!.y[i]).toBe(isBreak ? Number.NaN : whole[step]);
      expect(lines[0]!.raw![i]).toBe(loss[step]![1]);
    });
  });

  it('show nothing of a spike of the raw line, which the raw line keeps', async () => {
    const loss = ramp(100_000, (i) => (i === 50_000 ? 1e4 : 1 + (i % 2)));
    const { lines, reduced } = await askSeries([{ loss }], {
      smoothing: { kind: 'mean', amount: 0.999 },
      widthPx: 300,
    });
    expect(reduced).toBe(true);
    const greatest = (column: Float64Array) => column.reduce((a, b) => (b > a ? b : a), 0);
    expect(greatest(lines[0]!.raw!)).toBe(1e4);
    expect(greatest(lines[0]!.y)).toBeLessThan(7);
  });

  it('without smoothing have no raw', async () => {
    expect((await askSeries([{ loss: ramp(3, (i) => i) }], {})).lines[0]!.raw).toBeNull();
  });

  it('are smoothed once for all zooms, and all columns fit into the budget', async () => {
    const columns = (seed: number) => ({
      steps: Float64Array.from({ length: 20_000 }, (_, i) => i),
      timesMs: Float64Array.from({ length: 20_000 }, (_, i) => i * 1000 + seed),
      values: Float64Array.from({ length: 20_000 }, (_, i) => Math.sin(i * seed)),
    });
    const runs = Array.from({ length: 6 }, (_, i) => ({ loss: columns(i + 1) }));
    const source = makeSeriesSource(runs);
    // Values and their smoothed columns of all six and one column of steps they share; no room for their times.
    const budget = 6 * 20_000 * (8 + 8 + 1.5) + 20_000 * 8;
    const reader = makeSeriesReader(source, budget);
    for (const range of [null, [0, 5000], [100, 200], [3, 19_000]] as const) {
      await reader.series(toQuery(runs, { range, smoothing }));
      expect(reader.sizeBytes).toBeLessThanOrEqual(budget);
    }
    expect(source.loads.length).toBe(6);
    await reader.series(toQuery(runs, { axis: 'time', smoothing }));
    expect(source.loads.length).toBeGreaterThan(6);
    expect(reader.sizeBytes).toBeLessThanOrEqual(budget);
    reader.clear();
    expect(reader.sizeBytes).toBe(0);
  });

  it('keep no more of a pack than their own points', async () => {
    const pack = new Float64Array(100_000).map((_, i) => i);
    const part = (from: number) => pack.subarray(from, from + 10);
    const runs = [{ loss: { steps: part(0), timesMs: part(10), values: part(20) } }];
    const reader = makeSeriesReader(makeSeriesSource(runs));
    await reader.series(toQuery(runs, {}));
    expect(reader.sizeBytes).toBe(3 * 10 * 8);
  });

  it('of a slider that is drawn leave nothing behind but the last two', async () => {
    const runs = [{ loss: ramp(10_000, Math.sin) }, { loss: ramp(10_000, Math.cos) }];
    for (const groups of [null, [{ id: 'g', runs: [runKey(0), runKey(1)] }]]) {
      const reader = makeSeriesReader(makeSeriesSource(runs));
      const sizes: number[] = [];
      for (let amount = 0.1; amount < 0.9; amount += 0.05) {
        await reader.series(toQuery(runs, { groups, smoothing: { kind: 'ema', amount } }));
        sizes.push(reader.sizeBytes);
      }
      expect(new Set(sizes.slice(4)).size).toBe(1);
      expect(sizes[4]).toBeGreaterThan(sizes[0]!);
    }
  });

  it('let a newer question through while they are worked out', async () => {
    const loss = ramp(150_000, (i) => Math.sin(i));
    const runs = Array.from({ length: 6 }, () => ({ loss }));
    const reader = makeSeriesReader(makeSeriesSource([...runs, { loss: ramp(3, (i) => i) }]));
    const answered: string[] = [];
    const asked = (name: string, work: Promise<unknown>) => work.then(() => answered.push(name));
    const heavy = asked(
      'heavy',
      reader.series(toQuery(runs, { smoothing: { kind: 'gaussian', amount: 0.9 } })),
    );
    // As a message to the worker comes: not before whoever works lets the next one in.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const light = asked('light', reader.series(toQuery([], { runs: [runKey(6)] })));
    await Promise.all([heavy, light]);
    expect(answered).toEqual(['light', 'heavy']);
  });

  it('hand over each buffer once', async () => {
    const runs = [{ loss: ramp(900, (i) => i) }, { loss: ramp(900, (i) => -i) }];
    for (const groups of [null, [{ id: 'g', runs: [runKey(0), runKey(1)] }]]) {
      const reader = makeSeriesReader(makeSeriesSource(runs));
      const query = toQuery(runs, { groups, smoothing, widthPx: 50 });
      const first = await reader.series(query);
      const copy = structuredClone(first);
      structuredClone(first, { transfer: seriesTransferables(first) });
      expect(await reader.series(query)).toEqual(copy);
    }
  });
});

describe('a log axis of x', () => {
  it('has its pixels spaced by the logarithm', async () => {
    const loss = ramp(100_000, (i) => i).slice(1);
    const { x } = await askSeries([{ loss }], { logX: true, widthPx: 100 });
    const decade = (from: number) => listed(x)!.filter((step) => step >= from && step < from * 10).length;
    // Five decades on 100 pixels: 20 pixels each, two entries a pixel where there are points enough.
    for (const from of [100, 1000, 10_000]) expect(Math.abs(decade(from) - 40)).toBeLessThanOrEqual(2);
    expect(decade(1)).toBe(9);
  });

  it('keeps the least and greatest of each of them', async () => {
    const loss = ramp(50_000, (i) => Math.sin(i) * i).slice(1);
    const { x, lines } = await askSeries([{ loss }], { logX: true, widthPx: 60 });
    const steps = listed(x)!;
    for (let pixel = 0; pixel < 60; pixel++) {
      const low = 49_999 ** (pixel / 60);
      const high = 49_999 ** ((pixel + 1) / 60);
      // Not at the very edges, where rounding decides to which of two pixels a step belongs.
      const inside = loss.filter(([step]) => step > low * (1 + 1e-9) && step < high * (1 - 1e-9));
      const drawn = steps.flatMap((step, i) => (step >= low && step <= high ? [lines[0]!.y[i]!] : []));
      const values = drawn.filter((value) => !Number.isNaN(value));
      if (inside.length < 3) continue;
      expect(Math.min(...values)).toBeLessThanOrEqual(Math.min(...inside.map(([, value]) => value)));
      expect(Math.max(...values)).toBeGreaterThanOrEqual(Math.max(...inside.map(([, value]) => value)));
    }
  });

  it('that begins at zero or below is linear around zero, and every point has its place', async () => {
    const loss = ramp(100_000, (i) => i);
    const { x, lines } = await askSeries([{ loss }], { logX: true, widthPx: 100 });
    expect(lines[0]!.unplaced).toBe(0);
    expect(x[0]).toBe(0);
    expect(listed(x)!.filter((step) => step >= 1 && step < 1000).length).toBeGreaterThan(60);
    const both = await askSeries([{ loss: loss.map(([step, value]): MadePoint => [step - 50_000, value]) }], {
      logX: true,
      widthPx: 100,
    });
    expect(both.lines[0]!.unplaced).toBe(0);
    expect([both.x[0], both.x.at(-1)]).toEqual([-50_000, 49_999]);
    const below = await askSeries([{ loss: loss.map(([step, value]): MadePoint => [-1 - step, value]) }], {
      logX: true,
      widthPx: 100,
    });
    expect(listed(below.x)!.filter((step) => step > -1000).length).toBeGreaterThan(60);
  });
});

describe('the inner range', () => {
  it('is that of the finite values in range, before smoothing, and counts what lies outside', async () => {
    const loss = ramp(201, (i) => (i === 7 ? Number.NaN : i === 8 ? 1e9 : i % 100));
    const { inner } = await askSeries([{ loss }], {
      range: [0, 99],
      smoothing: { kind: 'ema', amount: 0.99 },
    });
    const values = loss.slice(0, 100).map(([, value]) => value);
    const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
    const at = (share: number) => {
      const place = share * (sorted.length - 1);
      const below = Math.floor(place);
      return sorted[below]! + (sorted[below + 1]! - sorted[below]!) * (place - below);
    };
    expect(inner!.from).toBeCloseTo(at(0.05), 9);
    expect(inner!.to).toBeCloseTo(at(0.95), 9);
    const outside = sorted.filter((value) => value < inner!.from || value > inner!.to);
    expect(inner!.outside).toBe(outside.length);
    expect((await askSeries([{ loss: [[0, Number.NaN]] }], {})).inner).toBeNull();
  });

  it('of very many is taken from the same points wherever the range begins', async () => {
    const loss = ramp(300_000, (i) => (i % 16 === 0 ? 0 : 1));
    for (const from of [0, 5, 17]) {
      const { inner } = await askSeries([{ loss }], { range: [from, 290_000] });
      expect(inner).toMatchObject({ from: 0, to: 0 });
    }
  });

  it('of very many is near enough, the same every time, and its count is exact', async () => {
    const loss = ramp(300_000, (i) => ((i * 7919) % 100_003) / 100_003);
    const first = (await askSeries([{ loss }], {})).inner!;
    expect((await askSeries([{ loss }], {})).inner).toEqual(first);
    expect(first.from).toBeCloseTo(0.05, 2);
    expect(first.to).toBeCloseTo(0.95, 2);
    expect(first.outside).toBe(loss.filter(([, value]) => value < first.from || value > first.to).length);
  });
});
