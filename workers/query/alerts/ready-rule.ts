import type { AlertRule, AlertRuleId } from '../../../src/domain/alerts/alert-rule.ts';
import { makeMetricTest } from '../../../src/domain/alerts/metric-pattern.ts';
import { type FilterRow, makeRowTest } from '../../../src/domain/filter/evaluate.ts';
import { mistakeText } from '../../../src/domain/filter/mistake-words.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import type { MetricKey } from '../../../src/domain/ids.ts';
import type { EditedTable } from '../edited-table.ts';
import { makeEditedRow } from '../filter/edited-row.ts';
import { markRuns } from '../filter/mark-runs.ts';

/** A rule with its filters read. Rows are those of the table it was made for. */
export interface ReadyRule {
  readonly id: AlertRuleId;
  readonly rule: AlertRule;
  /** Why a filter of it cannot be read: then it is about no run. '' for none. */
  readonly mistake: string;
  isMetric(metric: MetricKey): boolean;
  /** Deleted runs are in no scope. */
  inScope(row: number): boolean;
  /** By row, 1 where it is in scope: for many rows cheaper. */
  scopeMarks(): Uint8Array;
  /** What the rule waits for, where it is a filter. */
  matches(row: number): boolean;
  /** By row, 1 where it is in scope and matches. */
  matchMarks(): Uint8Array;
}

export function makeReadyRule(
  id: AlertRuleId,
  rule: AlertRule,
  table: EditedTable,
  nowMs: number,
): ReadyRule {
  const { condition } = rule;
  const scope = readTest(rule.scope, table, nowMs);
  const wanted = condition.kind === 'matches' ? readTest(condition.filter, table, nowMs) : NEVER;
  const scopeMarks = () => {
    const { deleted } = table.flags;
    return scope.marks().map((isIn, row) => isIn & (1 - deleted[row]!));
  };
  const pattern = 'metric' in condition ? condition.metric : '';
  return {
    id,
    rule,
    mistake: scope.mistake || wanted.mistake,
    isMetric: pattern === '' ? () => true : makeMetricTest(pattern),
    inScope: (row) => !table.deleted(row) && scope.test(makeEditedRow(table, row)),
    scopeMarks,
    matches: (row) => wanted.test(makeEditedRow(table, row)),
    matchMarks: () => {
      const marks = wanted.marks();
      return scopeMarks().map((isIn, row) => isIn & marks[row]!);
    },
  };
}

interface ReadTest {
  readonly mistake: string;
  readonly test: (row: FilterRow) => boolean;
  readonly marks: () => Uint8Array;
}

const NEVER: ReadTest = { mistake: '', test: () => false, marks: () => new Uint8Array() };

function readTest(filter: string, table: EditedTable, nowMs: number): ReadTest {
  const { expression, mistake } = parseFilter(filter, nowMs, (metric) => table.direction(metric));
  if (mistake) return { ...NEVER, mistake: mistakeText(mistake) };
  if (!expression) return NEVER;
  return { mistake: '', test: makeRowTest(expression), marks: () => markRuns(table, expression) };
}
