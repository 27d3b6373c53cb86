import { describe, expect, test } from 'vitest';
import { decilePsi, findDrift, ksStatistic } from '../../../src/domain/alerts/drift.ts';
import { DRIFT_CASES } from './drift-cases.ts';

describe('as SciPy and NumPy have it', () => {
  test.each(DRIFT_CASES.map((one, at) => [at, one] as const))('case %s', (_, { a, b, ks, psi }) => {
    expect(ksStatistic(a, b)).toBeCloseTo(ks, 12);
    expect(decilePsi(a, b)).toBeCloseTo(psi, 10);
  });
});

describe('values that are all the same', () => {
  test.each([3, 5])('another one is another distribution', (other) => {
    const [same, moved] = [new Array<number>(10).fill(4), new Array<number>(10).fill(other)];
    expect(decilePsi(same, same)).toBe(0);
    expect(decilePsi(same, moved)).toBeGreaterThan(1);
    expect(ksStatistic(same, moved)).toBe(1);
  });
});

describe('where drift begins', () => {
  const tell = (values: readonly number[], limit: number) =>
    [
      ...findDrift(
        values.map((value, run) => ({ run, value })),
        'ks',
        limit,
        5,
      ),
    ].flatMap((found) => found ?? []);

  test('it takes twice the window', () => {
    expect(tell([1, 2, 3, 4, 5, 9, 9, 9, 9], 0.5)).toEqual([]);
    expect(tell([1, 2, 3, 4, 5, 9, 9, 9, 9, 9], 0.5)).toEqual([{ run: 9, measure: 1 }]);
  });

  test('a limit that is equalled is kept', () => {
    const values = [1, 2, 3, 4, 5, 1, 2, 9, 9, 9];
    expect(ksStatistic(values.slice(0, 5), values.slice(5))).toBeCloseTo(0.6, 12);
    expect(tell(values, 0.6)).toEqual([]);
    expect(tell(values, 0.59)).toHaveLength(1);
  });

  test('once, and again after the runs were like the first ones', () => {
    const [like, other] = [
      [1, 2, 3, 4, 5],
      [9, 9, 9, 9, 9],
    ];
    const runs = tell([...like, ...other, ...other, ...like, ...other], 0.7).map(({ run }) => run);
    expect(runs).toEqual([9, 23]);
  });
});
