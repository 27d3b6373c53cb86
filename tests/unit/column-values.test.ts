import { expect, test } from 'vitest';
import { NO_EDITS } from '../../src/domain/edits.ts';
import { toRunKey } from '../../src/domain/ids.ts';
import { columnValues, rowsOfRuns } from '../../workers/query/column-values.ts';
import { makeRunTable } from '../support/run-table.ts';

const NOTATION = `
  run a first FINISHED 1000 3000 ana
  param depth 4
  param model xgb
  tag team red
  metric loss 3 1 2
  run b second FAILED - - -
  param depth 1e1
  metric loss nan
  run c third FINISHED 2000 - -
  param model 7
`;

function valuesOf(column: string, runs?: string[]) {
  const table = makeRunTable(NOTATION);
  const rows = runs ? rowsOfRuns(table, runs.map(toRunKey)) : Uint32Array.of(0, 1, 2);
  const { columns } = columnValues(table, rows, [column]);
  const { numbers, texts, present } = columns[0]!;
  return { numbers: [...numbers], texts, present: [...present] };
}

test('a metric gives its last value, NaN as one that is there', () => {
  expect(valuesOf('metrics.loss')).toEqual({
    numbers: [2, Number.NaN, Number.NaN],
    texts: null,
    present: [1, 1, 0],
  });
});

test('a summary of a metric', () => {
  expect(valuesOf('min(metrics.loss)').numbers[0]).toBe(1);
  expect(valuesOf('first(metrics.loss)').numbers[0]).toBe(3);
});

test('parameters that all read as numbers are numbers', () => {
  expect(valuesOf('params.depth')).toEqual({ numbers: [4, 10, Number.NaN], texts: null, present: [1, 1, 0] });
});

test('one word among numbers makes texts of all, and the numbers stay', () => {
  expect(valuesOf('params.model')).toEqual({
    numbers: [Number.NaN, Number.NaN, 7],
    texts: ['xgb', null, '7'],
    present: [1, 0, 1],
  });
});

test('attributes keep their unit, and what is missing is missing', () => {
  expect(valuesOf('started')).toEqual({ numbers: [1000, Number.NaN, 2000], texts: null, present: [1, 0, 1] });
  expect(valuesOf('duration').numbers[0]).toBe(2000);
  expect(valuesOf('status').texts).toEqual(['finished', 'failed', 'finished']);
});

test('runs in the order asked, those not there left out', () => {
  expect(valuesOf('metrics.loss', ['c', 'gone', 'a', 'a']).numbers).toEqual([Number.NaN, 2]);
});

test('a column that nobody logged is empty', () => {
  expect(valuesOf('params.none').present).toEqual([0, 0, 0]);
  expect(valuesOf('metrics.none').present).toEqual([0, 0, 0]);
});

test('a tag is what people made of it', () => {
  const edits = { ...NO_EDITS, runs: new Map([[toRunKey('b'), { tags: { team: 'blue' } }]]) };
  const { columns } = columnValues(makeRunTable(NOTATION, edits), Uint32Array.of(0, 1), ['tags.team']);
  expect(columns[0]!.texts).toEqual(['red', 'blue']);
});
