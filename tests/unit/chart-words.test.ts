import { describe, expect, it } from 'vitest';
import { isBlankBetween } from '../../src/features/charts/chart-words.ts';
import type { ChartData } from '../../src/ui/line-chart/index.ts';

const chart = (x: number[], ys: number[][], marks: ChartData['lines'][number]['marks'] = []): ChartData => ({
  x: Float64Array.from(x),
  lines: ys.map((y, i) => ({
    id: String(i),
    label: '',
    colour: '',
    dash: [],
    y: Float64Array.from(y),
    raw: null,
    low: null,
    high: null,
    breaks: new Uint32Array(),
    marks,
  })),
});

describe('isBlankBetween', () => {
  it('is so where no line has a point nor passes', () => {
    expect(isBlankBetween(chart([0], [[985]]), [100, 200])).toBe(true);
    expect(isBlankBetween(chart([0, 300], [[1, 2]]), [100, 200])).toBe(false);
    expect(isBlankBetween(chart([0, 150], [[1, Number.NaN]]), [100, 200])).toBe(true);
    expect(isBlankBetween(chart([0, 150], [[1, 3]]), [100, 200])).toBe(false);
    // One line ends before it and another begins after it.
    const apart = [
      [1, Number.NaN],
      [Number.NaN, 1],
    ];
    expect(isBlankBetween(chart([0, 300], apart), [100, 200])).toBe(true);
    expect(isBlankBetween(chart([0], [[1]], [{ x: 150, what: 'nan' }]), [100, 200])).toBe(false);
  });
});
