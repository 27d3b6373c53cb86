import { describe, expect, it } from 'vitest';
import { coloursOf, rampEnds } from '../../src/ui/plots/mark-colours.ts';

const even = Array.from({ length: 180 }, (_, i) => 6 + i / 180);

describe('colours of numbers', () => {
  it('reach over all values where they are spread', () => {
    expect(rampEnds(even)).toEqual({ low: 6, high: even[179], isClipped: false });
    expect(rampEnds([1, 2, 1000])).toEqual({ low: 1, high: 1000, isClipped: false });
    expect(rampEnds([]).low).toBeNaN();
  });

  it('are not spent on two outliers, and the legend says so', () => {
    const values = Float64Array.from([...even, 12.1, 12.1]);
    const colours = coloursOf({ label: 'rmse', values, unit: 'number', words: [] }, []);
    expect(new Set(colours.codes).size).toBeGreaterThan(25);
    expect(colours.codes[181]).toBe(Math.max(...colours.codes));
    const { legend } = colours;
    expect(legend?.label).toBe('rmse, 5th to 95th percentile');
    expect(legend?.kind === 'ramp' && legend.high).toMatch(/^≥ 6\.9/);
  });
});
