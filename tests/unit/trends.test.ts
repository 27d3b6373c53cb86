import { expect, test } from 'vitest';
import { TREND, trendPath } from '../../src/features/run/trends.ts';

test('a course goes from edge to edge, its greatest value on top', () => {
  const path = trendPath({ x: Float64Array.of(0, 5, 10) }, Float64Array.of(1, 3, 2));
  expect(path).toBe(`M1.0 18.0L48.0 2.0L95.0 10.0`);
});

test('gaps are passed over, and a constant lies in the middle', () => {
  const path = trendPath({ x: Float64Array.of(0, 1, 2) }, Float64Array.of(4, Number.NaN, 4));
  expect(path).toBe(`M1.0 ${TREND.height / 2}.0L95.0 ${TREND.height / 2}.0`);
});

test('one point, or none, has no course', () => {
  expect(trendPath({ x: Float64Array.of(1, 2) }, Float64Array.of(1, Number.NaN))).toBe('');
  expect(trendPath({ x: Float64Array.of() }, Float64Array.of())).toBe('');
  expect(trendPath({ x: Float64Array.of(1, 1) }, Float64Array.of(1, 2))).toBe('');
});
