import { describe, expect, it } from 'vitest';
import { varietyOf } from '../../src/features/charts/plots/column-variety.ts';
import { firstAxes, firstChoices } from '../../src/features/charts/plots/first-choices.ts';
import { PLOT_KINDS } from '../../src/features/charts/plots/plot-kinds.ts';
import type { ColumnInfo } from '../../src/rpc/query-api.ts';

const numbers = (values: readonly number[]) => ({
  numbers: Float64Array.from(values),
  texts: null,
  present: Uint8Array.from(values, () => 1),
});

const column = (id: string, part: Partial<ColumnInfo>): ColumnInfo => ({
  id,
  kind: id.startsWith('metrics') ? 'metric' : 'param',
  key: id.slice(id.indexOf('.') + 1),
  filled: 25,
  numeric: true,
  distinct: 2,
  direction: null,
  ...part,
});

describe('varietyOf', () => {
  it('is least for a constant and most where every run differs', () => {
    const constant = varietyOf(numbers(Array(25).fill(1000)));
    const nearly = varietyOf(numbers([...Array(24).fill(1000), 3000]));
    const even = varietyOf(numbers(Array.from({ length: 25 }, (_, i) => i % 8)));
    const all = varietyOf(numbers(Array.from({ length: 25 }, (_, i) => i)));
    expect(constant).toBe(0);
    expect(nearly).toBeGreaterThan(0);
    expect(even).toBeGreaterThan(nearly * 5);
    expect(all).toBeGreaterThan(even);
  });

  it('counts less where few runs have a value, and copes with none', () => {
    const rare = { ...numbers([1, 2, 3, 4]), present: Uint8Array.of(1, 1, 0, 0) };
    expect(varietyOf(rare)).toBe(0.5);
    expect(varietyOf({ ...rare, present: new Uint8Array(4) })).toBe(0);
    expect(varietyOf({ numbers: new Float64Array(2), texts: ['a', 'b'], present: Uint8Array.of(1, 1) })).toBe(
      1,
    );
  });
});

describe('firstChoices', () => {
  const columns = [
    column('params.objective', { numeric: false, distinct: 4 }),
    column('params.num_boost_round', {}),
    column('params.max_depth', { distinct: 8, filled: 20 }),
    column('params.fixed', { distinct: 1 }),
    column('metrics.rmse', { distinct: 25, direction: 'lower' }),
  ];
  const variety = new Map([
    ['params.objective', 2],
    ['params.num_boost_round', 0.24],
    ['params.max_depth', 2.9],
  ]);

  it('begins with the numbers that vary most', () => {
    const first = firstChoices(columns, variety);
    expect(first.params).toEqual(['params.max_depth', 'params.num_boost_round', 'params.objective']);
    expect(firstAxes(first).at(-1)).toBe('metrics.rmse');
  });

  it('is what a scatter starts with', () => {
    const scatter = PLOT_KINDS.find(({ kind }) => kind === 'scatter')?.begin(columns, variety);
    expect(scatter).toMatchObject({ x: 'params.max_depth', y: 'metrics.rmse' });
  });
});
