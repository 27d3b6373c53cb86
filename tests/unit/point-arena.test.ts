import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PointColumns } from '../../src/base/columns.ts';
import { SeriesSummariser, summariseSeries } from '../../src/domain/series-summary.ts';
import { BLOCK_POINTS, HeldPoints, PointArena } from '../../workers/import/storing/point-arena.ts';

function makeColumns(count: number, first: number): PointColumns {
  return {
    steps: Float64Array.from({ length: count }, (_, i) => first + i),
    timesMs: Float64Array.from({ length: count }, (_, i) => (first + i) * 10),
    values: Float64Array.from({ length: count }, (_, i) => (first + i) / 7),
  };
}

function read(held: HeldPoints, from = 0, count = held.count - from): number[] {
  const target = new Float64Array(count * 3 + 2);
  held.copyTo(target, 1, from, count);
  return [...target.subarray(1, count * 3 + 1)];
}

function expected(first: number, count: number): number[] {
  const { steps, timesMs, values } = makeColumns(count, first);
  return [...steps, ...timesMs, ...values];
}

describe('a point arena', () => {
  test('keeps series apart whose batches come mixed, in batches of any size', () => {
    const batches = fc.array(fc.tuple(fc.nat(3), fc.nat(200)), { maxLength: 40 });
    fc.assert(
      fc.property(batches, fc.nat(100), (list, skip) => {
        const arena = new PointArena();
        const series = Array.from({ length: 4 }, () => new HeldPoints());
        for (const [which, count] of list) {
          const held = series[which]!;
          arena.append(held, makeColumns(count, held.count));
        }
        for (const held of series) {
          const from = Math.min(skip, held.count);
          expect(read(held, from)).toEqual(expected(from, held.count - from));
          const summariser = new SeriesSummariser();
          held.summarise(summariser);
          expect(summariser.summary('loss')).toEqual(summariseSeries('loss', makeColumns(held.count, 0)));
        }
      }),
    );
  });

  test('holds a series that is longer than a block', () => {
    const arena = new PointArena();
    const held = new HeldPoints();
    const count = BLOCK_POINTS * 2 + 10;
    arena.append(held, makeColumns(count, 0));
    expect(arena.blockCount).toBe(3);
    expect(read(held, BLOCK_POINTS - 5, 100)).toEqual(expected(BLOCK_POINTS - 5, 100));
  });

  test('uses a block again only when nobody needs its points any more', () => {
    const arena = new PointArena();
    const [first, second, third] = [new HeldPoints(), new HeldPoints(), new HeldPoints()];
    arena.append(first, makeColumns(BLOCK_POINTS - 3, 0));
    arena.append(second, makeColumns(3, 50));
    arena.release(first);
    expect(arena.blockCount).toBe(1);
    arena.append(third, makeColumns(BLOCK_POINTS, 900));
    expect(read(second)).toEqual(expected(50, 3));
    arena.release(second);
    arena.release(third);
    expect(arena.blockCount).toBe(0);
    arena.append(first, makeColumns(5, 7));
    expect(read(first)).toEqual(expected(7, 5));
  });
});
