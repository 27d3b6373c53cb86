import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SmoothingKind } from '../../src/domain/view-state.ts';
import { smooth } from '../../workers/query/smoothing.ts';
import { turns } from '../support/turns.ts';

const anyValue = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
const anyColumn = fc.array(anyValue, { maxLength: 120 });
const anyAmount = fc.oneof(fc.double({ min: 0.01, max: 0.95, noNaN: true }), fc.constantFrom(0.6, 0.9, 0.99));
const stepsOf = (y: readonly number[]) => Float64Array.from(y, (_, i) => i);
const smoothed = (kind: SmoothingKind, amount: number, y: readonly number[], x = stepsOf(y)) =>
  Array.from(smooth(x, Float64Array.from(y), { kind, amount }));

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    const other = expected[i]!;
    if (!Number.isFinite(other)) expect(value).toBe(other);
    else expect(Math.abs(value - other)).toBeLessThanOrEqual(tolerance);
  });
}

/** TensorBoard's recurrence, written down naively. */
function tensorBoard(y: readonly number[], weight: number): number[] {
  const isConstant = y.every((value) => value === y[0]);
  let last = 0;
  let accumulated = 0;
  return y.map((value) => {
    if (isConstant || !Number.isFinite(value)) return value;
    last = last * weight + (1 - weight) * value;
    accumulated += 1;
    const debias = weight === 1 ? 1 : 1 - weight ** accumulated;
    return last / debias;
  });
}

/** A weighted mean over all finite points, by the weight of a distance in points. */
function weightedMean(y: readonly number[], weightOf: (distance: number) => number): number[] {
  const weightAt = y.map((_, distance) => weightOf(distance));
  return y.map((value, at) => {
    if (!Number.isFinite(value)) return value;
    let sum = 0;
    let weights = 0;
    y.forEach((other, i) => {
      if (!Number.isFinite(other)) return;
      const weight = weightAt[Math.abs(i - at)]!;
      sum += other * weight;
      weights += weight;
    });
    return sum / weights;
  });
}

describe('smoothing', () => {
  it('ema is to the last bit what TensorBoard draws', () => {
    fc.assert(
      fc.property(anyColumn, anyAmount, (y, amount) => {
        expect(smoothed('ema', amount, y)).toEqual(tensorBoard(y, amount));
      }),
      { numRuns: turns(500) },
    );
    const long = Array.from({ length: 60_000 }, (_, i) => Math.sin(i / 50) + (i % 13));
    expect(smoothed('ema', 0.999, long)).toEqual(tensorBoard(long, 0.999));
  });

  it('ema leaves a constant series as it is', () => {
    expect(smoothed('ema', 0.9, [0.1, 0.1, 0.1, 0.1])).toEqual([0.1, 0.1, 0.1, 0.1]);
  });

  it('time-ema weighs by distance in x, whatever the spacing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50), anyValue), { minLength: 1, maxLength: 60 }),
        anyAmount,
        (points, amount) => {
          let place = 0;
          const x = points.map(([gap]) => (place += gap));
          const y = points.map(([, value]) => value);
          const extent = x.at(-1)! - x[0]!;
          const decay = Math.min(Math.sqrt(amount), 0.999);
          const expected = y.map((value, at) => {
            if (!Number.isFinite(value)) return value;
            let sum = 0;
            let weights = 0;
            for (let i = 0; i <= at; i++) {
              if (!Number.isFinite(y[i]!)) continue;
              const weight = extent === 0 ? 1 : decay ** (((x[at]! - x[i]!) / extent) * 1000);
              sum += y[i]! * weight;
              weights += weight;
            }
            return sum / weights;
          });
          expectNear(smoothed('time-ema', amount, y, Float64Array.from(x)), expected, 1e-3);
        },
      ),
    );
  });

  it('mean is the mean of a centred window', () => {
    fc.assert(
      fc.property(anyColumn, anyAmount, (y, amount) => {
        const reach = Math.round(amount / (1 - amount));
        const expected = weightedMean(y, (distance) => (distance <= reach ? 1 : 0));
        expectNear(smoothed('mean', amount, y), expected, 1e-7);
      }),
    );
  });

  it('gaussian is a weighted mean both ways', () => {
    fc.assert(
      fc.property(anyColumn, fc.double({ min: 0.01, max: 0.86, noNaN: true }), (y, amount) => {
        const sigma = (1 + amount) / (1 - amount) / (2 * Math.sqrt(Math.PI));
        const reach = Math.ceil(sigma * 4);
        const expected = weightedMean(y, (distance) =>
          distance <= reach ? Math.exp(-0.5 * (distance / sigma) ** 2) : 0,
        );
        expectNear(smoothed('gaussian', amount, y), expected, 1e-6);
      }),
    );
  });

  it('a wide gaussian is near enough to one, at its ends and around what is not finite as well', () => {
    const y = Array.from({ length: 3000 }, (_, i) => (i % 7 === 3 ? Number.NaN : Math.sin(i / 40) + (i % 3)));
    for (const amount of [0.88, 0.9, 0.96, 0.98, 0.995]) {
      const sigma = (1 + amount) / (1 - amount) / (2 * Math.sqrt(Math.PI));
      const expected = weightedMean(y, (distance) => Math.exp(-0.5 * (distance / sigma) ** 2));
      // A hundredth of what the signal spans.
      expectNear(smoothed('gaussian', amount, y), expected, 0.04);
    }
  });

  it('a huge value leaves no trace beyond its window, and nothing not finite poisons what follows', () => {
    const y = [1, 2, 1e300, 3, Number.NaN, 4, Number.POSITIVE_INFINITY, 5, 6, 7];
    expect(smoothed('mean', 0.5, y)).toEqual([
      1.5,
      1e300 / 3,
      1e300 / 3,
      1e300 / 2,
      Number.NaN,
      4,
      Number.POSITIVE_INFINITY,
      5.5,
      6,
      6.5,
    ]);
    for (const kind of ['ema', 'time-ema', 'mean', 'gaussian'] as const) {
      const result = smoothed(kind, 0.9, [1, Number.NaN, 3, Number.NEGATIVE_INFINITY, 2]);
      expect(result[1]).toBeNaN();
      expect(result[3]).toBe(Number.NEGATIVE_INFINITY);
      expect(Number.isFinite(result[2]) && Number.isFinite(result[4])).toBe(true);
    }
  });

  it('every kind leaves equal shares of white noise at the same amount', () => {
    let seed = 1;
    const noise = Array.from({ length: 200_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647 - 0.5;
    });
    const variance = (y: readonly number[]) => y.reduce((sum, value) => sum + value * value, 0) / y.length;
    for (const amount of [0.5, 0.9, 0.98]) {
      const expected = (variance(noise) * (1 - amount)) / (1 + amount);
      for (const kind of ['ema', 'mean', 'gaussian'] as const) {
        const ratio = variance(smoothed(kind, amount, noise).slice(3000)) / expected;
        expect(ratio, `${kind} ${amount}`).toBeGreaterThan(0.8);
        expect(ratio, `${kind} ${amount}`).toBeLessThan(1.2);
      }
    }
  });
});
