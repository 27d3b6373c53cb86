import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ColumnProfiler } from '../../../workers/fingerprint/column-profiler.ts';
import { DistinctCount } from '../../../workers/fingerprint/distinct-count.ts';
import { DyadicBins } from '../../../workers/fingerprint/dyadic-bins.ts';

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1000, max: 1000 }),
  fc.constantFrom(0, -0, 1e308, -1e308, 5e-324, 1e-300),
);

/** The same by the plain definitions, in two passes. */
function naive(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
  return { min: Math.min(...values), max: Math.max(...values), mean, std: Math.sqrt(square) };
}

/** Squares of what is smaller than this are no numbers any more. */
const SMALLEST = 1e-150;

function close(found: number, wanted: number, scale: number): boolean {
  return Math.abs(found - wanted) <= Math.max(1e-9 * scale, SMALLEST);
}

describe('the profile of a column', () => {
  test('has the figures that plain definitions give', () => {
    const modest = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer());
    fc.assert(
      fc.property(fc.array(modest, { minLength: 1, maxLength: 700 }), fc.nat({ max: 5 }), (values, nulls) => {
        const column = new ColumnProfiler('x', 10_000);
        for (const value of values) column.addNumber(value);
        for (let i = 0; i < nulls; i++) column.addNull();
        const profile = column.finish(null);
        const wanted = naive(values);
        const found = profile.numbers!;
        const scale = Math.max(Math.abs(wanted.min), Math.abs(wanted.max));
        expect(profile.seen).toBe(values.length + nulls);
        expect(profile.nulls).toBe(nulls);
        expect(profile.distinct).toEqual({ count: new Set(values.map((one) => one + 0)).size, exact: true });
        expect([found.min, found.max]).toEqual([wanted.min + 0, wanted.max + 0]);
        expect(close(found.mean, wanted.mean, scale)).toBe(true);
        expect(close(found.std, wanted.std, scale)).toBe(true);
      }),
    );
  });

  test('counts every value in the bin it lies in, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 900 }), (values) => {
        const bins = new DyadicBins();
        for (const value of values) bins.add(value);
        const { exponent, first, counts } = bins.finish();
        expect(counts.length).toBeLessThanOrEqual(20);
        const width = 2 ** exponent;
        const binOf = (value: number) => (value < 0 && value / width === 0 ? -1 : Math.floor(value / width));
        const wanted = counts.map((_, bin) => values.filter((value) => binOf(value) === first + bin).length);
        expect(counts).toEqual(wanted);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
    );
  });

  test('the smallest number below zero is below zero, in whatever order it comes', () => {
    for (const values of [
      [-5e-324, 19],
      [19, -5e-324],
    ]) {
      const bins = new DyadicBins();
      for (const value of values) bins.add(value);
      const { first, counts } = bins.finish();
      expect([first, counts[0]]).toEqual([-1, 1]);
    }
  });

  test('estimates how many different values there are within a few percent, and says so', () => {
    const distinct = new DistinctCount(1000);
    for (let i = 0; i < 200_000; i++) distinct.add(i % 50_000);
    expect(distinct.exact).toBe(false);
    expect(Math.abs(distinct.count - 50_000) / 50_000).toBeLessThan(0.06);
    const texts = new DistinctCount(1000);
    for (let i = 0; i < 30_000; i++) texts.add(`customer ${i}`);
    expect(Math.abs(texts.count - 30_000) / 30_000).toBeLessThan(0.06);
  });

  test('of numbers among texts is one of texts, and loses none of either', () => {
    const column = new ColumnProfiler('mixed', 100);
    for (const value of [1, 2, 2]) column.addNumber(value);
    column.addText('two');
    const profile = column.finish(null);
    expect(profile).toMatchObject({ type: 'string', numbers: null, distinct: { count: 3, exact: true } });
    expect(profile.top).toEqual([
      ['2', 2],
      ['1', 1],
      ['two', 1],
    ]);
  });

  test('of values at the end of what a double holds stays finite', () => {
    const column = new ColumnProfiler('huge', 100);
    for (const value of [Number.MAX_VALUE, -Number.MAX_VALUE, Number.NaN, Infinity]) column.addNumber(value);
    const { numbers } = column.finish('double');
    expect(numbers?.nonFinite).toBe(2);
    expect(Object.values({ ...numbers, histogram: 0 }).every(Number.isFinite)).toBe(true);
  });
});
