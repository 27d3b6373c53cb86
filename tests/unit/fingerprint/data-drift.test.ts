import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DataSide, measureDrift, sameBins } from '../../../src/domain/data-drift.ts';
import { ColumnProfiler } from '../../../workers/fingerprint/column-profiler.ts';
import { DyadicBins } from '../../../workers/fingerprint/dyadic-bins.ts';

function numbers(name: string, values: readonly (number | null)[]) {
  const column = new ColumnProfiler(name, 1000);
  for (const value of values) value === null ? column.addNull() : column.addNumber(value);
  return column.finish('double');
}

function texts(name: string, values: readonly string[]) {
  const column = new ColumnProfiler(name, 1000);
  for (const value of values) column.addText(value);
  return column.finish('string');
}

const side = (columns: DataSide['columns'], rowCount = 10): DataSide => ({ rowCount, sha256: null, columns });
const spread = (from: number, n = 1000) => Array.from({ length: n }, (_, i) => from + (i % 100));

describe('what changed between two versions', () => {
  test('columns that came, went or are of another type come first, then those that moved most', () => {
    const before = side([
      numbers('gone', [1]),
      numbers('still', spread(0)),
      numbers('moved', spread(0)),
      texts('typed', ['a']),
    ]);
    const after = side(
      [numbers('typed', [1]), numbers('moved', spread(60)), numbers('still', spread(0)), numbers('new', [1])],
      12,
    );
    const drift = measureDrift(before, after);
    expect(drift.rows).toEqual([10, 12]);
    expect(drift.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['new', 'added'],
      ['gone', 'removed'],
      ['typed', 'retyped'],
      ['moved', 'kept'],
      ['still', 'kept'],
    ]);
    expect(drift.columns.at(-1)).toMatchObject({ psi: 0, meanShift: 0, stdRatio: 1, nullShift: 0 });
    expect(drift.columns.at(-2)?.psi).toBeGreaterThan(0.25);
    expect(drift.columns.at(-2)?.meanShift).toBeCloseTo(60 / Math.sqrt((100 ** 2 - 1) / 12));
  });

  test('nothing is measured where no value is known', () => {
    const known = numbers('x', [1, 2, Number.NaN]);
    const unseen = { ...known, seen: 0, nulls: 0, numbers: null, top: [] };
    const nothing = { psi: null, meanShift: null, stdRatio: null, nullShift: null };
    expect(measureDrift(side([unseen]), side([known])).columns[0]).toMatchObject(nothing);
    expect(measureDrift(side([known]), side([unseen])).columns[0]).toMatchObject(nothing);
    expect(measureDrift(side([]), side([known])).columns[0]).toMatchObject(nothing);
  });

  test('the PSI is that of the shares in common bins, worked out by hand', () => {
    // Bins of width 1: 0 and 1 with shares 0.5, 0.5 and 0.8, 0.2.
    const before = numbers('x', [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    const after = numbers('x', [0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    const wanted = (0.8 - 0.5) * Math.log(0.8 / 0.5) + (0.2 - 0.5) * Math.log(0.2 / 0.5);
    expect(measureDrift(side([before]), side([after])).columns[0]?.psi).toBeCloseTo(wanted);
  });

  test('of texts counts the frequent ones and all others as one', () => {
    const before = texts('t', [...Array<string>(50).fill('a'), ...Array<string>(50).fill('b')]);
    const after = texts('t', [...Array<string>(50).fill('a'), ...Array<string>(50).fill('c')]);
    expect(measureDrift(side([before]), side([before])).columns[0]?.psi).toBe(0);
    expect(measureDrift(side([before]), side([after])).columns[0]?.psi).toBeGreaterThan(1);
  });

  test('nulls that came are told', () => {
    const drift = measureDrift(side([numbers('x', [1, 2])]), side([numbers('x', [1, null])]));
    expect(drift.columns[0]?.nullShift).toBe(0.5);
  });

  test('common bins are few, however far apart the values lie, and lose none', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, values, (one, other) => {
        const [a, b] = [one, other].map((list) => {
          const bins = new DyadicBins();
          for (const value of list) bins.add(value);
          return bins.finish();
        });
        const shared = sameBins(a!, b!);
        expect(shared[0].counts.length).toBe(shared[1].counts.length);
        expect(shared[0].counts.length).toBeLessThanOrEqual(41);
        const total = ({ counts }: { readonly counts: readonly number[] }) =>
          counts.reduce((sum, count) => sum + count, 0);
        expect(shared.map(total)).toEqual([one.length, other.length]);
      }),
    );
  });
});
