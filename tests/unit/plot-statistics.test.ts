import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binOf, countInBins, makeBins } from '../../src/base/bins.ts';
import { pearson, ranks, spearman } from '../../src/base/correlation.ts';
import { quantile, summariseBox } from '../../src/base/quartiles.ts';

const someValues = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), {
  minLength: 1,
  maxLength: 60,
});

describe('quartiles', () => {
  test('as NumPy has them', () => {
    expect(quantile(Float64Array.of(1, 2, 3, 4), 0.25)).toBe(1.75);
    expect(quantile(Float64Array.of(1, 2, 3, 4, 10), 0.5)).toBe(3);
  });

  test('whiskers end at values, and what lies beyond is told', () => {
    const box = summariseBox([1, 2, 3, 4, 5, 100, Number.NaN])!;
    expect(box).toMatchObject({ n: 6, lowWhisker: 1, highWhisker: 5 });
    expect([...box.outliers]).toEqual([100]);
  });

  test('parts of a box are in order, and every value is in it, its whiskers or outside', () => {
    fc.assert(
      fc.property(someValues, (values) => {
        const box = summariseBox(values)!;
        const parts = [box.lowWhisker, box.q1, box.median, box.q3, box.highWhisker];
        expect(parts).toEqual([...parts].sort((a, b) => a - b));
        const inside = values.filter((value) => value >= box.lowWhisker && value <= box.highWhisker);
        expect(inside.length + box.outliers.length).toBe(box.n);
      }),
    );
  });

  test('nothing finite has no box', () =>
    expect(summariseBox([Number.NaN, Number.POSITIVE_INFINITY])).toBeNull());
});

describe('bins', () => {
  test('every finite value is in one bin, edges ascend', () => {
    fc.assert(
      fc.property(someValues, (values) => {
        const bins = makeBins(values, false)!;
        expect([...bins.edges]).toEqual([...bins.edges].sort((a, b) => a - b));
        expect(countInBins(bins, values).reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect(bins.edges.length).toBeLessThan(125);
      }),
    );
  });

  test('on a log axis values above zero are in one bin', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: 1e-9, max: 1e9 }), { minLength: 1 }), (values) => {
        const bins = makeBins([...values, 0, -1], true)!;
        expect(countInBins(bins, [...values, 0, -1]).reduce((sum, count) => sum + count, 0)).toBe(
          values.length,
        );
      }),
    );
  });

  test('whole numbers have a bin each', () => {
    const bins = makeBins([1, 2, 2, 5], false)!;
    expect([...countInBins(bins, [1, 2, 2, 5])]).toEqual([1, 2, 0, 0, 1]);
    expect(binOf(bins, 1)).toBe(0);
  });

  test('edges are round', () => {
    const bins = makeBins(
      Array.from({ length: 100 }, (_, i) => 0.1 + i * 0.0083),
      false,
    )!;
    expect(bins.edges.every((edge) => String(edge).length <= 6)).toBe(true);
  });

  test('one value, and none', () => {
    expect(makeBins([0.5, 0.5], false)!.edges).toHaveLength(2);
    expect(makeBins([Number.NaN], false)).toBeNull();
    expect(makeBins([-1, 0], true)).toBeNull();
  });
});

describe('correlation', () => {
  test('equal values share a rank', () => expect([...ranks([3, 1, 3, 2])]).toEqual([3.5, 1, 3.5, 2]));

  test('pairs with a missing half do not count', () => {
    expect(pearson([1, 2, 3, Number.NaN], [2, 4, 6, 0])).toBeCloseTo(1);
    expect(spearman([1, 2, 3, 4], [1, 10, 100, Number.NaN])).toBeCloseTo(1);
    expect(pearson([1, 2], [1, 2])).toBeNaN();
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
  });
});
