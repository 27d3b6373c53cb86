import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PointColumns } from '../../src/base/columns.ts';
import {
  SeriesFingerprint,
  SeriesSummariser,
  summariseSeries,
  wordsOf,
} from '../../src/domain/series-summary.ts';

type Point = readonly [step: number, timeMs: number, value: number];

const columnsOf = (points: readonly Point[]): PointColumns => ({
  steps: Float64Array.from(points, (point) => point[0]),
  timesMs: Float64Array.from(points, (point) => point[1]),
  values: Float64Array.from(points, (point) => point[2]),
});

const summaryOf = (points: readonly Point[]) => summariseSeries('rmse', columnsOf(points));

const anyPoints = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: -3, max: 6 }), fc.constant(0.5), fc.constant(Number.NaN)),
    fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(Number.NaN)),
    fc.double(),
  ),
  { maxLength: 40 },
);

describe('summariseSeries', () => {
  it('takes the last value by step, then time, then order, not by row', () => {
    const summary = summaryOf([
      [2, 10, 7],
      [2, 10, 8],
      [2, 9, 9],
      [1, 99, 5],
    ]);
    expect(summary).toMatchObject({ last: 8, lastStep: 2, lastTimeMs: 10, first: 5, firstStep: 1 });
    expect(summary.backwardSteps).toBe(1);
  });

  it('lets NaN lose a tie of step and time wherever it stands', () => {
    const a = summaryOf([[1, 1, Number.NaN], [1, 1, 3]]); // biome-ignore format: pairs
    const b = summaryOf([[1, 1, 3], [1, 1, Number.NaN]]); // biome-ignore format: pairs
    expect([a.last, b.last, a.first, b.first]).toEqual([3, 3, 3, 3]);
    expect(summaryOf([[1, 1, 3], [2, 1, Number.NaN]]).last).toBeNaN(); // biome-ignore format: pairs
  });

  it('ranges over finite values and counts the others', () => {
    const summary = summaryOf([
      [0, 0, Number.NaN],
      [1, 0, 4],
      [2, 0, Number.NEGATIVE_INFINITY],
      [3, 0, -2],
      [4, 0, 4],
    ]);
    expect(summary).toMatchObject({ min: -2, minStep: 3, max: 4, maxStep: 1, mean: 2, nonFiniteCount: 2 });
  });

  it('has a finite mean for values near the largest double', () => {
    expect(summaryOf([[0, 0, 1.5e308], [1, 0, 1.7e308]]).mean).toBeCloseTo(1.6e308, -300); // biome-ignore format: pairs
  });

  it('answers NaN for what an empty or never finite series does not have', () => {
    expect(summaryOf([])).toMatchObject({ count: 0, last: Number.NaN, min: Number.NaN, mean: Number.NaN });
    expect(summaryOf([[0, 0, Number.NaN]])).toMatchObject({ count: 1, max: Number.NaN, maxStep: Number.NaN });
  });

  it('agrees with sorting everything', () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const least = (x: number) => (Number.isNaN(x) ? Number.NEGATIVE_INFINITY : x);
        const sorted = points
          .map((point, order) => ({ point, order }))
          .sort(
            (a, b) =>
              compare(least(a.point[0]), least(b.point[0])) ||
              compare(least(a.point[1]), least(b.point[1])) ||
              Number(Number.isNaN(b.point[2])) - Number(Number.isNaN(a.point[2])) ||
              a.order - b.order,
          );
        const summary = summaryOf(points);
        const finite = points.map((point) => point[2]).filter(Number.isFinite);
        expect(summary.last).toEqual(sorted.at(-1)?.point[2] ?? Number.NaN);
        expect(summary.lastStep).toEqual(sorted.at(-1)?.point[0] ?? Number.NaN);
        expect(summary.firstStep).toEqual(sorted[0]?.point[0] ?? Number.NaN);
        expect(summary.nonFiniteCount).toBe(points.length - finite.length);
        if (finite.length > 0) {
          // + 0: the sign of a zero depends on which of two equal zeros came first.
          expect(summary.min + 0).toBe(Math.min(...finite) + 0);
          expect(summary.max + 0).toBe(Math.max(...finite) + 0);
          expect(summary.mean).toBeGreaterThanOrEqual(summary.min - Math.abs(summary.min) * 1e-12);
          expect(summary.mean).toBeLessThanOrEqual(summary.max + Math.abs(summary.max) * 1e-12);
        }
      }),
    );
  });

  it('does not depend on how the points were batched', () => {
    fc.assert(
      fc.property(anyPoints, fc.nat(40), fc.nat(40), (points, cutA, cutB) => {
        const [from, to] = [Math.min(cutA, cutB), Math.max(cutA, cutB)];
        const summariser = new SeriesSummariser();
        for (const part of [points.slice(0, from), points.slice(from, to), points.slice(to)]) {
          summariser.append(columnsOf(part));
        }
        expect(summariser.summary('rmse')).toEqual(summaryOf(points));
      }),
    );
  });

  it('of a stretch of columns is that of the stretch alone', () => {
    fc.assert(
      fc.property(anyPoints, fc.nat(40), fc.nat(40), (points, cutA, cutB) => {
        const cuts = [cutA, cutB].map((cut) => Math.min(cut, points.length)).sort((a, b) => a - b);
        const [from = 0, to = 0] = cuts;
        const summariser = new SeriesSummariser();
        summariser.append(columnsOf(points), from, to);
        expect(summariser.summary('rmse')).toEqual(summaryOf(points.slice(from, to)));
      }),
    );
  });
});

describe('SeriesFingerprint', () => {
  const digestOf = (columns: PointColumns): string => {
    const fingerprint = new SeriesFingerprint();
    fingerprint.append(wordsOf(columns), 0, columns.values.length);
    return fingerprint.digest();
  };

  it('differs when one word differs, when columns are swapped and when points change places', () => {
    fc.assert(
      fc.property(
        anyPoints,
        fc.nat(),
        fc.nat(2),
        fc.double({ noNaN: true }),
        (points, where, column, value) => {
          fc.pre(points.length > 0);
          const changed = points.map((point) => [...point] as [number, number, number]);
          const target = changed[where % points.length]!;
          fc.pre(!Object.is(target[column], value));
          target[column] = value;
          expect(digestOf(columnsOf(changed))).not.toBe(digestOf(columnsOf(points)));
        },
      ),
    );
    const seen = new Set([
      digestOf(columnsOf([])),
      digestOf(columnsOf([[0, 0, 0]])),
      digestOf(columnsOf([[0, 0, 0], [0, 0, 0]])), // biome-ignore format: pairs
      digestOf(columnsOf([[1, 2, 3], [4, 5, 6]])), // biome-ignore format: pairs
      digestOf(columnsOf([[4, 5, 6], [1, 2, 3]])), // biome-ignore format: pairs
      digestOf(columnsOf([[1, 3, 2], [4, 5, 6]])), // biome-ignore format: pairs
    ]);
    expect(seen.size).toBe(6);
  });

  it('has no collision among 200,000 similar series', () => {
    const seen = new Set<string>();
    const columns = columnsOf([[0, 0, 0], [1, 1, 1]]); // biome-ignore format: pairs
    for (let i = 0; i < 200_000; i++) {
      columns.values[1] = i;
      columns.steps[1] = i & 7;
      seen.add(digestOf(columns));
    }
    expect(seen.size).toBe(200_000);
  });

  it('reads every NaN as the same NaN', () => {
    const odd = columnsOf([[0, Number.NaN, 1]]);
    new Uint32Array(odd.timesMs.buffer)[0] = 7;
    expect(odd.timesMs[0]).toBeNaN();
    expect(digestOf(odd)).toBe(digestOf(columnsOf([[0, Number.NaN, 1]])));
  });
});

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
