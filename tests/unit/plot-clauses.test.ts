import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../src/domain/filter/parse.ts';
import { toRunKey } from '../../src/domain/ids.ts';
import { countPlaced, drawnNote, missingNotes } from '../../src/features/charts/plots/missing-words.ts';
import { brushClause } from '../../src/features/charts/plots/narrow-clause.ts';
import { toPlotColumn, toPlotData } from '../../src/features/charts/plots/plot-data.ts';
import { valuesCsv } from '../../src/features/charts/plots/values-csv.ts';
import type { ValueColumn } from '../../src/rpc/query-api.ts';

function column(id: string, cells: readonly (number | string | null)[]): ValueColumn {
  const hasText = cells.some((cell) => typeof cell === 'string');
  return {
    column: id,
    numbers: Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : Number.NaN)),
    texts: hasText ? cells.map((cell) => (cell === null ? null : String(cell))) : null,
    present: Uint8Array.from(cells, (cell) => Number(cell !== null)),
  };
}

const clause = (
  id: string,
  cells: readonly (number | string | null)[],
  range: [number, number] | null,
  missing = false,
) => brushClause(id, toPlotColumn(column(id, cells)), { range, missing });

describe('what a brush says to the filter', () => {
  test.each([
    ['metrics.rmse', [1, 2], [0.5, 1.5], false, 'metrics.rmse BETWEEN 0.5 AND 1.5'],
    ['min(metrics.val/loss)', [1, 2], [-1e-7, 1], false, 'min(metrics.`val/loss`) BETWEEN -1e-7 AND 1'],
    ['best(metrics.loss)', [1, 2], [1, 2], false, 'best(metrics.loss) BETWEEN 1 AND 2'],
    ['params.model', ['xgb', 'rf', "o'k"], [0, 1], false, `params.model IN ("o'k", 'rf')`],
    ['params.model', ['xgb', 'rf', null], [1, 1], true, `(params.model = 'xgb' OR params.model IS NULL)`],
    ['params.lr', [0.1, null], null, true, 'params.lr IS NULL'],
    ['metrics.loss', [0.1, null], null, true, '(metrics.loss IS NULL OR metrics.loss IS NAN)'],
    ['status', ['finished', 'failed'], [0, 1], false, `status IN ('FAILED', 'FINISHED')`],
    ['started', [1e12, 2e12], [1e12, 1.5e12], false, 'start_time BETWEEN 1000000000000 AND 1500000000000'],
  ] as const)('%s', (id, cells, range, missing, expected) => {
    const text = clause(id, [...cells], range ? [...range] : null, missing);
    expect(text).toBe(expected);
    expect(parseFilter(text!, 0)).toMatchObject({ mistake: null });
  });

  test('nothing where the language has no words for it', () => {
    expect(clause('at(acc)(metrics.loss)', [1, 2], [1, 2])).toBeNull();
    expect(clause('params.x', [`'"`, 'b'], [0, 1])).toBeNull();
    expect(
      clause(
        'params.x',
        Array.from({ length: 500 }, (_, i) => `word-${i}`),
        [0, 499],
      ),
    ).toBeNull();
  });
});

test('words on an axis stand in order, numbers among them first', () => {
  expect(toPlotColumn(column('params.d', ['10', 'None', '9', 'auto'])).words).toEqual([
    '9',
    '10',
    'None',
    'auto',
  ]);
});

test('a figure says what it leaves out and why', () => {
  const raw = new Map([['params.d', column('params.d', [1, null, 2, Number.NaN, 0])]]);
  expect(missingNotes(raw, ['params.d'])).toEqual([
    '1 of 5 runs has no params.d',
    '1 run with params.d NaN or ∞',
  ]);
  expect(missingNotes(raw, ['params.d'], ['params.d'])).toContain('1 run with params.d ≤ 0 on a log axis');
});

test('a download has every run, with formulas made text', () => {
  const data = toPlotData({
    runs: [toRunKey('a'), toRunKey('b')],
    colours: Uint8Array.of(0, 11),
    columns: [column('name', ['=1+1', 'x,y']), column('metrics.m', [Number.NaN, null])],
  });
  expect(valuesCsv(data, ['metrics.m'])).toBe(`run_id,run_name,metrics.m\r\na,'=1+1,NaN\r\nb,"x,y",\r\n`);
});

test('counts the runs that a figure draws, in the words of the strip above', () => {
  const column = (id: string, numbers: number[], texts: (string | null)[] | null = null) => ({
    column: id,
    numbers: Float64Array.from(numbers),
    texts,
    present: Uint8Array.from(numbers, (value, i) => Number(texts ? texts[i] !== null : value !== -1)),
  });
  const raw = new Map([
    ['a', column('a', [1, 0, Number.NaN, -1])],
    ['b', column('b', [0, 0, 0, 0], ['x', 'y', null, 'z'])],
  ]);
  expect(countPlaced(raw, ['a'])).toBe(2);
  expect(countPlaced(raw, ['a'], ['a'])).toBe(1);
  expect(countPlaced(raw, ['b', ''])).toBe(3);
  expect(countPlaced(raw, ['a', 'b'])).toBe(2);
  expect(drawnNote(1200, 26_000)).toBe('1,200 of 26,000 runs drawn');
});
