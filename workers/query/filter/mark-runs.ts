import { makeRowTest } from '../../../src/domain/filter/evaluate.ts';
import type { FilterExpression } from '../../../src/domain/filter/expression.ts';
import type { EditedTable } from '../edited-table.ts';
import { makeEditedRow } from './edited-row.ts';
import { type Marks, markFacts } from './mark-facts.ts';

/** Marks the runs that match: all by their facts at once, then one by one those that people have edited. */
export function markRuns(table: EditedTable, expression: FilterExpression): Marks {
  const marks = markFacts(table, expression);
  const matches = makeRowTest(expression);
  for (const run of table.edits.runs.keys()) {
    const row = table.facts.rowOf(run);
    if (row !== undefined) marks[row] = matches(makeEditedRow(table, row)) ? 1 : 0;
  }
  return marks;
}
