import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PointColumns } from '../../../src/base/columns.ts';
import { makePointWatcher, type PointCondition } from '../../../src/domain/alerts/point-watcher.ts';
import { turns } from '../../support/turns.ts';

interface Hit {
  readonly at: number;
  readonly value: number;
  readonly against: number | null;
}

function toColumns(values: readonly number[], steps = values.map((_, step) => step)): PointColumns {
  return {
    steps: Float64Array.from(steps),
    timesMs: new Float64Array(values.length).fill(Number.NaN),
    values: Float64Array.from(values),
  };
}

/** Fed in batches that end at these places. */
function watch(
  condition: PointCondition,
  points: PointColumns,
  ends: readonly number[] = [],
): readonly Hit[] {
  const watcher = makePointWatcher(condition);
  const hits: Hit[] = [];
  let from = 0;
  for (const to of [...ends, points.values.length].sort((a, b) => a - b)) {
    watcher.feed(points, from, to, (at, value, against) => hits.push({ at, value, against }));
    from = to;
  }
  return hits;
}

const places = (condition: PointCondition, values: readonly number[], steps?: readonly number[]) =>
  watch(condition, toColumns(values, steps && [...steps])).map(({ at }) => at);

/** Few values, so that bounds are met exactly and rows come about. */
const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -4, max: 4 }) },
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e300),
);
const series = fc.array(value, { maxLength: 60 });
const direction = fc.constantFrom('lower' as const, 'higher' as const);
const condition = fc.oneof(
  fc.record({
    kind: fc.constant('threshold' as const),
    metric: fc.constant('m'),
    is: fc.constantFrom('above' as const, 'below' as const),
    bound: fc.integer({ min: -4, max: 4 }),
    inARow: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ kind: fc.constant('not-finite' as const), metric: fc.constant('') }),
  fc.record({
    kind: fc.constant('diverging' as const),
    metric: fc.constant('m'),
    direction,
    points: fc.integer({ min: 1, max: 5 }),
    factor: fc.constantFrom(1, 1.5, 2),
  }),
  fc.record({
    kind: fc.constant('flat' as const),
    metric: fc.constant('m'),
    direction,
    steps: fc.integer({ min: 1, max: 6 }),
    tolerance: fc.constantFrom(0, 0.001, 0.5),
  }),
);

describe('however points are batched', () => {
  test('the same is told', () => {
    fc.assert(
      fc.property(condition, series, fc.array(fc.nat(60), { maxLength: 8 }), (rule, values, ends) => {
        const points = toColumns(values);
        const cuts = ends.filter((end) => end <= values.length);
        expect(watch(rule, points, cuts)).toEqual(watch(rule, points));
      }),
      { numRuns: turns(2000) },
    );
  });
});

describe('each rule tells what the plainest reading of it tells', () => {
  test('by looking at everything before each point anew', () => {
    fc.assert(
      fc.property(condition, series, fc.array(fc.integer({ min: 0, max: 9 })), (rule, values, jumps) => {
        let step = 0;
        const steps = values.map((_, at) => {
          step += (jumps[at] ?? 3) - 2;
          return step;
        });
        expect(places(rule, values, steps)).toEqual(plainly(rule, values, steps));
      }),
      { numRuns: turns(4000) },
    );
  });
});

/** Places at which the condition holds, or where it begins to; quadratic and worse. */
function plainly(
  rule: PointCondition,
  values: readonly number[],
  steps: readonly number[],
): readonly number[] {
  switch (rule.kind) {
    case 'threshold': {
      const isBeyond = (one: number) => (rule.is === 'above' ? one > rule.bound : one < rule.bound);
      const holds = values.map((_, at) => {
        const row = values.slice(Math.max(0, at + 1 - rule.inARow), at + 1);
        return row.length === rule.inARow && row.every(isBeyond);
      });
      return values.flatMap((_, at) => {
        if (!holds[at]) return [];
        const back = values.findLastIndex((one, i) => i < at && !Number.isNaN(one) && !isBeyond(one));
        return holds.some((did, i) => i > back && i < at && did) ? [] : [at];
      });
    }
    case 'not-finite':
      return values.flatMap((one, at) =>
        !Number.isFinite(one) && (at === 0 || Number.isFinite(values[at - 1])) ? [at] : [],
      );
    case 'diverging': {
      const finite = values.flatMap((one, at) => (Number.isFinite(one) ? [{ one, at }] : []));
      const n = rule.points;
      const meanAt = (end: number) => finite.slice(end - n, end).reduce((sum, { one }) => sum + one, 0) / n;
      const holds = finite.map((_, i) => {
        if (i + 1 < 2 * n) return false;
        const before: number[] = [];
        for (let end = n; end <= i + 1 - n; end++) before.push(meanAt(end));
        const best = rule.direction === 'lower' ? Math.min(...before) : Math.max(...before);
        const worse = rule.direction === 'lower' ? meanAt(i + 1) - best : best - meanAt(i + 1);
        return best !== 0 && worse > (rule.factor - 1) * Math.abs(best);
      });
      return finite.flatMap(({ at }, i) => (holds[i] && !holds[i - 1] ? [at] : []));
    }
    case 'flat': {
      const isBetter = (one: number, best: number) =>
        (rule.direction === 'lower' ? best - one : one - best) > rule.tolerance * Math.abs(best);
      const bestAt: number[] = [];
      for (const [at, one] of values.entries()) {
        const best = bestAt.at(-1);
        if (Number.isFinite(one) && (best === undefined || isBetter(one, values[best]!))) bestAt.push(at);
      }
      return bestAt.flatMap((best, i) => {
        const next = bestAt[i + 1] ?? values.length;
        const found = steps.findIndex(
          (step, at) => at > best && at < next && step - steps[best]! >= rule.steps,
        );
        return found < 0 ? [] : [found];
      });
    }
  }
}

describe('near misses are not told', () => {
  const above: PointCondition = { kind: 'threshold', metric: 'm', is: 'above', bound: 10, inARow: 3 };
  const diverging: PointCondition = {
    kind: 'diverging',
    metric: 'm',
    direction: 'lower',
    points: 2,
    factor: 1.5,
  };
  const flat: PointCondition = { kind: 'flat', metric: 'm', direction: 'lower', steps: 3, tolerance: 0.1 };
  const nan = Number.NaN;

  test.each<readonly [string, PointCondition, readonly number[], readonly number[]]>([
    ['a bound that is equalled', above, [10, 10, 10, 10], []],
    ['one point short of the row', above, [11, 11, 10, 11, 11], []],
    ['a NaN inside the row', above, [11, 11, nan, 11, 11], []],
    ['the row itself', above, [11, 11, 11], [2]],
    ['once as long as it stays beyond', above, [11, 11, 11, 12, 13, 11, 11], [2]],
    ['a NaN is no return', above, [11, 11, 11, nan, 11, 11, 11], [2]],
    ['again after it was back', above, [11, 11, 11, 10, 11, 11, 11], [2, 6]],
    ['an infinity is beyond', above, [11, Number.POSITIVE_INFINITY, 11], [2]],
    ['worse by exactly the factor', diverging, [2, 2, 3, 3], []],
    ['worse by a little more', diverging, [2, 2, 3, 3.01], [3]],
    ['NaN takes no part in means', diverging, [2, nan, 2, 3, nan, 3.01], [5]],
    ['windows that overlap', diverging, [2, 2, 9], []],
    ['a best mean of zero', diverging, [0, 0, 9, 9], []],
    ['negative values: half as far', diverging, [-4, -4, -2, -2], []],
    ['negative values: a little more than half', diverging, [-4, -4, -2, -1.9], [3]],
    ['a huge value that has left the window', diverging, [1e300, 1e300, 1, 1, 1, 1, 1.6, 1.6], [7]],
    ['one step short of flat', flat, [1, 1, 1], []],
    ['flat', flat, [1, 1, 1, 1], [3]],
    ['better by exactly the tolerance is not better', flat, [10, 9, 10, 10], [3]],
    ['better by more', flat, [10, 8.9, 10, 10], []],
    ['small gains add up', flat, [10, 9.5, 8.9, 8.9, 8.9], []],
    ['flat once, until it is better', flat, [1, 1, 1, 1, 1, 1, 0.5, 1, 1, 1], [3, 9]],
    ['NaN is not better, and time passes', flat, [1, nan, nan, nan], [3]],
  ])('%s', (_, rule, values, expected) => {
    expect(places(rule, values)).toEqual(expected);
  });

  test('a metric that is better when higher falls by half of its best', () => {
    const rule: PointCondition = { ...diverging, direction: 'higher' };
    expect(places(rule, [0.8, 0.8, 0.4, 0.4])).toEqual([]);
    expect(watch(rule, toColumns([0.8, 0.8, 0.4, 0.38]))).toEqual([{ at: 3, value: 0.39, against: 0.8 }]);
  });
});
