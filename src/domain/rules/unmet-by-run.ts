import type { FilterRow } from '../filter/evaluate.ts';
import { makeRowTest } from '../filter/evaluate.ts';
import type { FilterExpression } from '../filter/expression.ts';
import { type FilterField, fieldText, fieldValue, isNumberField } from '../filter/fields.ts';
import { mistakeText } from '../filter/mistake-words.ts';
import { parseFilter } from '../filter/parse.ts';
import type { DirectionOf } from '../metric-direction.ts';
import type { BreachCode } from './breach.ts';
import type { PromotionNeed } from './rule.ts';

/** What keeps a version from being promoted, without saying which version. */
export interface Unmet {
  readonly code: BreachCode;
  readonly name: string;
  readonly found: string;
}

/** The run of a version, as people have edited it. */
export interface VersionRun {
  readonly row: FilterRow;
  readonly datasets: readonly { readonly digest: string }[];
  /** '' where none was recorded. */
  readonly commit: string;
  tag(key: string): string | null;
}

/** Under whichever name a version of MLflow writes them. */
const COMMIT_TAG = 'mlflow.source.git.commit';
const DIRTY_TAGS = ['mlflow.source.git.dirty', 'mlflow.git.dirty'];
const DIFF_TAGS = ['mlflow.source.git.diff', 'mlflow.git.diff'];

/** Dates end here. */
const LAST_DATE_MS = 8.64e15;

export type RunNeed = Extract<PromotionNeed, { readonly kind: 'run' | 'dataset' | 'clean-commit' }>;

/** Null where the run has what is needed. */
export function unmetByRun(
  need: RunNeed,
  run: VersionRun,
  nowMs: number,
  directionOf?: DirectionOf,
): Unmet | null {
  switch (need.kind) {
    case 'run':
      return unmetFilter(need.filter, run.row, nowMs, directionOf);
    case 'dataset':
      return run.datasets.some(({ digest }) => digest.trim() !== '') ? null : bare('no-dataset');
    case 'clean-commit':
      return unmetCommit(run);
  }
}

export function bare(code: BreachCode): Unmet {
  return { code, name: '', found: '' };
}

function unmetFilter(
  filter: string,
  row: FilterRow,
  nowMs: number,
  directionOf: DirectionOf | undefined,
): Unmet | null {
  const { expression, mistake } = parseFilter(filter, nowMs, directionOf);
  if (mistake) return { code: 'mistake', name: '', found: mistakeText(mistake) };
  if (!expression || makeRowTest(expression)(row)) return null;
  return { code: 'unmet', ...notReached(expression, row) };
}

/** The first condition that all must keep and the run does not; none where it takes more than one to say why. */
function notReached(expression: FilterExpression, row: FilterRow): { name: string; found: string } {
  switch (expression.kind) {
    case 'all': {
      const part = expression.parts.find((one) => !makeRowTest(one)(row));
      return part ? notReached(part, row) : { name: '', found: '' };
    }
    case 'number':
    case 'text':
    case 'null':
      return { name: fieldText(expression.field), found: valueText(expression.field, row) };
    case 'any':
    case 'not':
    case 'contains':
      return { name: '', found: '' };
  }
}

/** As it was logged, every digit of it: 6.4999 must not read as 6.5 beside a limit of 6.5. */
function valueText(field: FilterField, row: FilterRow): string {
  if (!isNumberField(field)) return row.texts(field).join(', ');
  const value = row.number(field);
  if (value === null) return '';
  const kind = fieldValue(field);
  if (kind === 'time' && Math.abs(value) <= LAST_DATE_MS) return new Date(value).toISOString();
  return kind === 'duration' ? `${value} ms` : String(value);
}

function unmetCommit(run: VersionRun): Unmet | null {
  const commit = run.commit || run.tag(COMMIT_TAG) || '';
  if (commit.trim() === '') return bare('no-commit');
  const isDirty = DIRTY_TAGS.some((key) => run.tag(key)?.trim().toLowerCase() === 'true');
  const hasDiff = DIFF_TAGS.some((key) => (run.tag(key) ?? '').trim() !== '');
  return isDirty || hasDiff ? { code: 'uncommitted', name: '', found: commit } : null;
}
