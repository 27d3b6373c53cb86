import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeXScale, makeYScale } from '../../src/base/axis/axis-scale.ts';
import { durationTickText, numberTickText } from '../../src/base/axis/tick-text.ts';
import { linearTicks, logTicks, symlogTicks, timeTicks } from '../../src/base/axis/ticks.ts';
import { type ChartLine, extentInView, readLines } from '../../src/ui/line-chart/chart-data.ts';
import { nearestLine } from '../../src/ui/line-chart/hit.ts';
import { withinExtent, zoomAbout } from '../../src/ui/line-chart/zoom.ts';

const anyNumber = fc.double({ noNaN: true });
const most = fc.integer({ min: 2, max: 5 });

describe('ticks', () => {
  it('are round and few', () => {
    expect(linearTicks(0, 1000, 5)).toEqual([0, 500, 1000]);
    expect(linearTicks(0.02, 0.47, 5)).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(logTicks(0.5, 2e6, 5)).toEqual([1, 100, 10_000, 1_000_000]);
    expect(logTicks(2, 9, 5)).toEqual([2, 5]);
    expect(logTicks(3.1, 3.4, 5).length).toBeGreaterThan(1);
    expect(symlogTicks(-50, 5000, 1, 5)).toEqual([-10, -1, 0, 10, 1000]);
    // With room 2 and 5 of each power as well, with a little the middle of it.
    expect(logTicks(0.05, 3, 6)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
    expect(logTicks(0.05, 3, 5)).toEqual([0.1, 0.3, 1, 3]);
    expect(logTicks(0.05, 300, 5)).toEqual([0.1, 1, 10, 100]);
    expect(symlogTicks(-3, -0.05, 0.1, 6)).toEqual([-2, -1, -0.5, -0.2, -0.1]);
    expect(symlogTicks(-3, 0.5, 0.1, 7)).toEqual([-3, -1, -0.3, -0.1, 0, 0.1, 0.3]);
    expect(symlogTicks(0, 3, 0.1, 3)).toEqual([0, 0.1, 1]);
  });

  it('begin local days at midnight', () => {
    const from = new Date(2026, 2, 27, 15).getTime();
    for (const tick of timeTicks(from, from + 4 * 86_400_000, 5)) expect(new Date(tick).getHours()).toBe(0);
    const years = timeTicks(0, new Date(2026, 0, 1).getTime(), 5);
    expect(years.length).toBeGreaterThan(1);
    for (const tick of years) expect(new Date(tick).getMonth()).toBe(0);
  });

  it('never exceed their number, for any range of any kind', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, most, (from, to, count) => {
        for (const kind of ['number', 'time', 'duration'] as const) {
          const scale = makeXScale(kind, Math.min(from, to), Math.max(from, to), count);
          expect(scale.ticks.length).toBeLessThanOrEqual(count + 1);
          for (const tick of scale.ticks) expect(Number.isFinite(tick.at)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('makeYScale', () => {
  it('has a finite place between 0 and 1 for every value in its extent, linear and log', () => {
    fc.assert(
      fc.property(
        fc.array(anyNumber, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        most,
        (values, log, count) => {
          const finite = values.filter((value) => Math.abs(value) <= 8e307);
          fc.pre(finite.length > 0);
          const sizes = finite.map(Math.abs).filter((size) => size > 0);
          const extent = {
            min: Math.min(...finite),
            max: Math.max(...finite),
            leastSize: sizes.length ? Math.min(...sizes) : Number.NaN,
          };
          const scale = makeYScale(extent, log, count);
          for (const value of finite) {
            expect(scale.toUnit(value)).toBeGreaterThanOrEqual(-1e-9);
            expect(scale.toUnit(value)).toBeLessThanOrEqual(1 + 1e-9);
          }
          expect(scale.ticks.length).toBeLessThanOrEqual(count + 2);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('has few ticks over the least numbers there are', () => {
    for (const min of [-5e-324, 5e-324, -1e-300]) {
      const scale = makeYScale({ min, max: Math.max(0, min), leastSize: Math.abs(min) }, true, 2);
      expect(scale.ticks.length).toBeLessThanOrEqual(4);
    }
  });

  it('keeps order around zero on a log scale', () => {
    const scale = makeYScale({ min: -100, max: 1000, leastSize: 0.01 }, true, 5);
    const places = [-100, -1, -0.01, 0, 0.01, 1, 1000].map(scale.toUnit);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(scale.fromUnit(scale.toUnit(37))).toBeCloseTo(37, 9);
  });
});

describe('tick texts', () => {
  it('tell neighbours apart', () => {
    expect(numberTickText(1001, 1)).toBe('1001');
    expect(numberTickText(20_000, 20_000)).toBe('20k');
    expect(numberTickText(1_500_000, 500_000)).toBe('1.5M');
    expect(numberTickText(0.25, 0.05)).toBe('0.25');
    expect(numberTickText(2e-7, 1e-7)).toBe('2e-7');
    expect(durationTickText(90_000, 30_000)).toBe('1:30 min');
    expect(durationTickText(5_400_000, 1_800_000)).toBe('1:30 h');
    expect(durationTickText(250, 50)).toBe('250 ms');
  });
});

describe('readLines', () => {
  const line = (id: string, y: number[], marks: ChartLine['marks'] = []): ChartLine => ({
    id,
    label: id,
    colour: 'red',
    dash: [],
    y: Float64Array.from(y),
    raw: null,
    low: null,
    high: null,
    breaks: new Uint32Array(),
    marks,
  });
  const x = Float64Array.from([0, 1, 1, 2, 9]);

  it('joins all points under the pixel, sorts by value, and leaves out lines that are far', () => {
    const far = line('far', [5, Number.NaN, Number.NaN, Number.NaN, 5]);
    const data = { x, lines: [line('low', [0, 1, 2, 3, 4]), line('high', [9, 8, 7, 6, 5]), far] };
    const readings = readLines(data, 1, 0.1, 0.5);
    expect(readings.map((one) => [one.line.id, one.min, one.max])).toEqual([
      ['high', 7, 8],
      ['low', 1, 2],
    ]);
  });

  it('names what is not a number', () => {
    const data = {
      x,
      lines: [line('a', [0, Number.NaN, Number.NaN, 1, 2], [{ x: 1, what: 'nan' as const }])],
    };
    expect(readLines(data, 1, 0.1, 0.5)[0]).toMatchObject({ mark: 'nan', min: Number.NaN });
  });

  it('knows the extent of what is in view', () => {
    const data = { x, lines: [line('a', [-5, 0, 2, 3, 99])] };
    expect(extentInView(data, 1, 2)).toEqual({ min: 0, max: 3, leastSize: 2 });
    expect(extentInView(data, 3, 4).min).toBeNaN();
  });
});

describe('nearestLine', () => {
  const x = Float64Array.from([0, 50, 100]);
  const line = (id: string, y: number[], breaks: number[] = []): ChartLine => ({
    id,
    label: id,
    colour: 'red',
    dash: [],
    y: Float64Array.from(y),
    raw: null,
    low: null,
    high: null,
    breaks: Uint32Array.from(breaks),
    marks: [],
  });
  const frame = {
    x: makeXScale('number', 0, 100, 5),
    y: makeYScale({ min: 0, max: 100, leastSize: 1 }, false, 5, [0, 100]),
  };
  const size = { width: 100, height: 100 };
  const at = (lines: ChartLine[], px: number, up: number) =>
    nearestLine({ x, lines }, frame, size, { x: px, y: 100 - up }, 10)?.id ?? null;

  it('is the one whose stroke passes nearest, between its points as well', () => {
    const lines = [line('rising', [0, 50, 100]), line('flat', [20, Number.NaN, 20])];
    expect(at(lines, 75, 72)).toBe('rising');
    expect(at(lines, 60, 25)).toBe('flat');
    expect(at(lines, 20, 80)).toBeNull();
  });

  it('is none where the line is broken', () => {
    expect(at([line('a', [20, Number.NaN, 20], [1])], 50, 20)).toBeNull();
    expect(at([line('a', [20, Number.NaN, 20])], 50, 20)).toBe('a');
  });
});

describe('fixed and logarithmic axes', () => {
  it('end where a person said, and keep what is beyond them out', () => {
    const scale = makeYScale({ min: -50, max: 900, leastSize: 1 }, false, 5, [0, 100]);
    expect([scale.toUnit(0), scale.toUnit(100)]).toEqual([0, 1]);
    expect(scale.toUnit(900)).toBeGreaterThan(1);
    const half = makeYScale({ min: -50, max: 900, leastSize: 1 }, true, 5, [null, 1000]);
    expect(half.toUnit(1000)).toBeCloseTo(1);
    expect(half.toUnit(-50)).toBeGreaterThan(0);
  });

  it('give every decade of steps the same room, and zero a place', () => {
    const steps = makeXScale('number', 1, 10_000, 5, 1);
    expect(steps.toUnit(100)).toBeCloseTo(0.5);
    expect(steps.fromUnit(0.25)).toBeCloseTo(10);
    const fromZero = makeXScale('number', 0, 10_000, 5, 1);
    expect(fromZero.toUnit(0)).toBeCloseTo(0);
    expect(fromZero.toUnit(10_000)).toBeCloseTo(1);
    expect(fromZero.toUnit(100)).toBeGreaterThan(0.4);
  });

  it('has finite places for any ends and limits', () => {
    const end = fc.option(anyNumber);
    fc.assert(
      fc.property(anyNumber, anyNumber, end, end, fc.boolean(), (a, b, low, high, log) => {
        const [min, max] = a < b ? [a, b] : [b, a];
        const scale = makeYScale({ min, max, leastSize: Number.NaN }, log, 5, [low, high]);
        expect(Number.isFinite(scale.toUnit(1))).toBe(true);
        expect(scale.ticks.every((tick) => Number.isFinite(tick.at))).toBe(true);
        const x = makeXScale('number', min, max, 5, Number.NaN);
        expect(x.ticks.every((tick) => Number.isFinite(tick.at))).toBe(true);
      }),
    );
  });
});

describe('zoom', () => {
  it('stays within what there is, and is nothing when it covers it', () => {
    expect(zoomAbout([0, 100], 50, 0.5, [0, 100])).toEqual([25, 75]);
    expect(zoomAbout([25, 75], 50, 2, [0, 100])).toBeNull();
    expect(withinExtent([-10, 40], [0, 100])).toEqual([0, 40]);
    expect(withinExtent([10, 10], [0, 100])).toBeNull();
  });
});
