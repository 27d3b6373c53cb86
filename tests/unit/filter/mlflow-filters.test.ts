import { describe, expect, test } from 'vitest';
import { makeRowTest } from '../../../src/domain/filter/evaluate.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { makeEditedRow } from '../../../workers/query/filter/edited-row.ts';
import { markRuns } from '../../../workers/query/filter/mark-runs.ts';
import { FILTER_CASES, FILTERED_RUNS } from '../../support/mlflow-filters.ts';
import { makeRunTable } from '../../support/run-table.ts';

const table = makeRunTable(FILTERED_RUNS);

function answer(filter: string): string {
  const { expression, mistake } = parseFilter(filter, 0);
  if (!expression) return `!${mistake?.code}`;
  const marks = markRuns(table, expression);
  const matches = makeRowTest(expression);
  const rows = table.facts.keys.map((_, row) => row);
  const found = rows.filter((row) => marks[row] === 1);
  expect(rows.filter((row) => matches(makeEditedRow(table, row)))).toEqual(found);
  return found.map((row) => table.name(row)).join(' ');
}

describe('the shapes of filters that were tried on MLflow', () => {
  test('are as many as were tried', () => expect(FILTER_CASES).toHaveLength(98));

  test.each(FILTER_CASES)('%s', (filter, expected, mlflow) => {
    expect(answer(filter)).toBe(expected);
    const { strict, mistake } = parseFilter(filter, 0);
    const refuses = mistake !== null || strict.length > 0;
    if (mlflow !== 'differs') expect(refuses).toBe(mlflow === 'refuses');
  });
});
