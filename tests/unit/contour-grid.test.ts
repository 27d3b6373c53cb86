import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paretoFront } from '../../src/base/pareto-front.ts';
import { makeGrid, traceBands } from '../../src/ui/plots/contour-grid.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe('a surface between scattered points', () => {
  test('a plane comes back as it is, and outside the hull there is nothing', () => {
    const xs = [0, 0.5, 0, 0.5, 0.25];
    const ys = [0, 0, 1, 1, 0.5];
    const grid = makeGrid(
      xs,
      ys,
      xs.map((x, i) => 2 * x + ys[i]!),
      20,
      10,
    )!;
    for (let row = 0; row < 10; row++) {
      for (let column = 0; column < 20; column++) {
        const value = grid.values[row * 20 + column]!;
        if (column < 10) expect(value).toBeCloseTo((2 * (column + 0.5)) / 20 + (row + 0.5) / 10);
        else expect(value).toBeNaN();
      }
    }
  });

  test('never beyond the values it is made of', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(unit, unit, unit), { maxLength: 30 }), (points) => {
        const [xs, ys, zs] = [0, 1, 2].map((at) => points.map((point) => point[at]!)) as [
          number[],
          number[],
          number[],
        ];
        const grid = makeGrid(xs, ys, zs, 12, 12);
        if (!grid) return;
        for (const value of grid.values) {
          if (Number.isNaN(value)) continue;
          expect(value).toBeGreaterThanOrEqual(Math.min(...zs) - 1e-6);
          expect(value).toBeLessThanOrEqual(Math.max(...zs) + 1e-6);
        }
      }),
    );
  });

  test('points on a line, too few, or all at one place are no surface', () => {
    expect(makeGrid([0, 0.2, 0.4, 0.9], [0, 0.2, 0.4, 0.9], [1, 2, 3, 4], 8, 8)).toBeNull();
    expect(makeGrid([0, 1, 0], [0, 0, 1], [1, 2, 3], 8, 8)).toBeNull();
    expect(makeGrid([0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, 0.5], [1, 2, 3, 4], 8, 8)).toBeNull();
  });

  test('bands lie within one another, the first is the hull', () => {
    const xs = [0, 1, 0, 1, 0.5];
    const ys = [0, 0, 1, 1, 0.5];
    const bands = traceBands(makeGrid(xs, ys, [0, 0, 0, 0, 1], 40, 40)!, 4);
    const areas = bands.map(({ rings }) => rings.reduce((sum, ring) => sum + Math.abs(areaOf(ring)), 0));
    expect(areas[0]).toBeGreaterThan(0.9);
    expect(areas).toEqual([...areas].sort((a, b) => b - a));
    expect(areas[2]).toBeCloseTo(0.25, 1);
  });

  test('one value everywhere is one band', () => {
    expect(traceBands(makeGrid([0, 1, 0, 1], [0, 0, 1, 1], [3, 3, 3, 3], 8, 8)!, 5)).toHaveLength(1);
  });
});

function areaOf(ring: Float64Array): number {
  let area = 0;
  for (let i = 0; i + 3 < ring.length; i += 2) area += ring[i]! * ring[i + 3]! - ring[i + 2]! * ring[i + 1]!;
  return area / 2;
}

describe('the Pareto front', () => {
  test('no point of it is beaten, and every other one is', () => {
    const small = fc.integer({ min: 0, max: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(small, small), { maxLength: 25 }), (points) => {
        const front = paretoFront(
          points.map(([x]) => x),
          points.map(([, y]) => y),
          'min',
          'max',
        );
        const beats = (a: readonly number[], b: readonly number[]) =>
          a[0]! <= b[0]! && a[1]! >= b[1]! && (a[0]! < b[0]! || a[1]! > b[1]!);
        for (const [i, point] of points.entries()) {
          const isBeaten = points.some((other) => beats(other, point));
          const stands = front.some((at) => points[at]![0] === point[0] && points[at]![1] === point[1]);
          expect(stands, `point ${i}`).toBe(!isBeaten);
        }
      }),
    );
  });

  test('ascends in x and leaves out what is no number', () => {
    expect(paretoFront([3, 1, 2, Number.NaN], [1, 3, 2, 0], 'max', 'max')).toEqual([1, 2, 0]);
  });
});
