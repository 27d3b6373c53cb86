import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PointColumns } from '../../src/base/columns.ts';
import { unitePoints } from '../../src/domain/unite-points.ts';

function points(values: readonly number[]): PointColumns {
  const columns = Float64Array.from(values);
  return { steps: columns, timesMs: columns, values: columns };
}

test('a telling that is the beginning of another adds nothing', () => {
  const long = points([1, 2, Number.NaN, 4]);
  expect(unitePoints([points([1, 2, Number.NaN]), long])).toBe(long);
  expect([...unitePoints([long, points([1, 2, Number.NaN, 4]), points([])]).values]).toEqual([
    1,
    2,
    Number.NaN,
    4,
  ]);
});

test('each point occurs as often as in the telling that has it most often', () => {
  const list = fc.array(fc.constantFrom(0, 1, 2, Number.NaN), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(list, { minLength: 1, maxLength: 3 }), (tellings) => {
      const united = [...unitePoints(tellings.map(points)).values];
      const times = (all: readonly number[], one: number) =>
        all.filter((other) => Object.is(other, one)).length;
      for (const one of [0, 1, 2, Number.NaN])
        expect(times(united, one)).toBe(Math.max(...tellings.map((telling) => times(telling, one))));
    }),
  );
});
