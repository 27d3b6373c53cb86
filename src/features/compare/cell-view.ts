import { formatInColumn, type NumberStyle, numberStyle } from '../../base/column-number.ts';
import { formatDuration, formatNumber, formatTime } from '../../base/format.ts';
import type { MetricDirection } from '../../domain/metric-direction.ts';
import type { Difference } from '../../rpc/query-api.ts';
import {
  type ColumnValue,
  type CompareColumn,
  columnValue,
  isSameValue,
  SHORT_KEY,
  soleValue,
  type Value,
} from './comparison.ts';

/** A cell of the table of differences, as it is drawn. */
export interface CellView {
  readonly text: string;
  /** The whole value, or what the signs mean. */
  readonly title: string;
  readonly tone: 'missing' | 'same' | 'plain' | 'marked' | 'best';
  /** Against the baseline; null where there is none, or nothing to say. */
  readonly change: { readonly text: string; readonly tone: 'better' | 'worse' | 'neutral' } | null;
  /** Longer than a cell holds. */
  readonly isLong: boolean;
  /** Set to the right, as all of its row. */
  readonly isNumber: boolean;
}

/** What all cells of a row are read by. Made once a row. */
export interface RowFacts {
  readonly style: NumberStyle;
  readonly isNumeric: boolean;
  /** The best finite value of a metric that says which end is good; null where all are the same. */
  readonly best: number | null;
  /** What most columns have, so that the odd one out is marked; null where nothing is in the majority. */
  readonly usual: Value;
  /** Which end of a metric is good. */
  readonly direction: MetricDirection | null;
}

const NAMING = new Set(['name', 'run', 'started']);
const LONG_TEXT = 26;
const DELTA_DIGITS = 3;
const MISSING = '–';

export function rowFacts(
  row: Difference,
  columns: readonly CompareColumn[],
  direction: MetricDirection | null,
): RowFacts {
  const isMetric = row.section === 'metrics';
  const values = columns.map((column) => soleValue(columnValue(row, column)));
  const finite = values.filter((value): value is number => Number.isFinite(value));
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of finite) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const range = finite.length > 0 ? { min, max, integers: finite.every(Number.isInteger) } : undefined;
  const isDuration = row.section === 'run' && row.key === 'duration';
  const best = !isMetric || direction === null || !(min < max) ? null : direction === 'lower' ? min : max;
  return {
    style: numberStyle(range),
    isNumeric: isMetric || isDuration || (row.section === 'params' && areNumbers(row.values)),
    best,
    usual: isMetric ? null : majorityOf(values),
    direction,
  };
}

/** Texts that are numbers to people as well; where nothing was logged, nothing is. */
function areNumbers(values: readonly Value[]): boolean {
  const logged = values.filter((value) => value !== null);
  return logged.length > 0 && logged.every((value) => !Number.isNaN(toNumber(value)));
}

function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  return value === null || value.trim() === '' ? Number.NaN : Number(value);
}

function majorityOf(values: readonly Value[]): Value {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const [value, count] of counts) if (count * 2 > values.length) return value;
  return null;
}

export function viewCell(
  row: Difference,
  column: CompareColumn,
  baseline: CompareColumn | null,
  facts: RowFacts,
): CellView {
  const own = columnValue(row, column);
  const value = soleValue(own);
  const text = textOf(row, own, facts);
  const isMissing = own.kind === 'value' ? own.value === null : own.n === 0;
  const isLong = own.kind === 'value' && typeof value === 'string' && (row.cut || value.length > LONG_TEXT);
  const view = {
    text: isMissing ? MISSING : text,
    title: titleOf(row, own),
    isLong,
    isNumber: facts.isNumeric,
  };
  if (!row.differs) return { ...view, tone: isMissing ? 'missing' : 'same', change: null };
  // What names a run is another one in each: nothing to mark.
  if (row.section === 'run' && NAMING.has(row.key))
    return { ...view, tone: isMissing ? 'missing' : 'plain', change: null, isLong: false };
  const isBest = facts.best !== null && value === facts.best;
  if (baseline && baseline.id !== column.id) {
    const other = columnValue(row, baseline);
    if (isMixed(own) || isMixed(other))
      return { ...view, tone: isMissing ? 'missing' : 'marked', change: null };
    const before = soleValue(other);
    const isSame = isSameValue(before, value);
    const change = isSame ? null : changeOf(row, before, value, facts);
    if (isBest) return { ...view, title: `${view.title} (best)`, tone: 'best', change };
    return { ...view, tone: isMissing ? 'missing' : isSame ? 'same' : 'marked', change };
  }
  if (isMissing) return { ...view, tone: 'missing', change: null };
  if (isBest) return { ...view, title: `${view.title} (best)`, tone: 'best', change: null };
  const isOdd = !baseline && facts.usual !== null && !isSameValue(facts.usual, value);
  return { ...view, tone: isOdd ? 'marked' : 'plain', change: null };
}

/** Runs of a group that do not agree have no value to compare. */
function isMixed(value: ColumnValue): boolean {
  return value.kind === 'texts' && value.n > 0 && value.text === null;
}

function textOf(row: Difference, value: ColumnValue, facts: RowFacts): string {
  switch (value.kind) {
    case 'value':
      return valueText(row, value.value, facts);
    case 'texts':
      if (value.text !== null) return valueText(row, ofGroup(row, value.text), facts);
      return value.only === null
        ? `${value.distinct} different`
        : `${valueText(row, ofGroup(row, value.only), facts)} in ${value.n} of ${value.of}`;
    case 'numbers': {
      const mean = valueText(row, value.mean, facts);
      const spread = Number.isNaN(value.std) ? '' : ` ± ${shortNumber(row, value.std)}`;
      return `${mean}${spread}`;
    }
  }
}

/** A group has its runs' starts as texts: a time is nothing to take the mean of. */
function ofGroup(row: Difference, text: string): Value {
  return row.section === 'run' && row.key === 'started' ? Number(text) : text;
}

function valueText(row: Difference, value: Value, facts: RowFacts): string {
  if (value === null) return MISSING;
  if (row.section === 'run' && typeof value === 'number')
    return row.key === 'started' ? formatTime(value) : formatDuration(value);
  if (row.section === 'run' && row.key === 'run') return String(value).slice(0, SHORT_KEY);
  if (row.section === 'run' && row.key === 'status') return capital(String(value));
  if (typeof value === 'number') return formatInColumn(value, facts.style);
  if (value.trim() === '') return value === '' ? '(empty)' : '(blank)';
  // Numbers of hyperparameter searches have 17 digits; the title has them all.
  return facts.isNumeric && value.length > 9 ? formatNumber(Number(value)) : value;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function shortNumber(row: Difference, value: number): string {
  return row.section === 'run' ? formatDuration(value) : formatNumber(value, DELTA_DIGITS);
}

function titleOf(row: Difference, value: ColumnValue): string {
  switch (value.kind) {
    case 'value':
      if (value.value === null) return 'not logged';
      if (row.section === 'run' && row.key === 'duration') return formatDuration(Number(value.value));
      if (row.section === 'run' && row.key === 'started') return formatTime(Number(value.value));
      return String(value.value);
    case 'texts':
      if (value.text === null) return `${value.distinct} different values in ${value.n} runs`;
      return row.section === 'run' && row.key === 'started' ? formatTime(Number(value.text)) : value.text;
    case 'numbers': {
      const left = value.nonFinite > 0 ? `, ${value.nonFinite} not finite and left out` : '';
      return `mean ± standard deviation of ${value.n - value.nonFinite} runs${left}`;
    }
  }
}

/** How a value stands to the baseline's. What is not a number has no distance. */
function changeOf(
  row: Difference,
  before: Value,
  after: Value,
  { isNumeric, direction }: RowFacts,
): CellView['change'] {
  if (isNumeric && before !== null && after !== null) {
    const from = toNumber(before);
    const delta = toNumber(after) - from;
    // Also of 0.1 and 0.10, which are different texts.
    if (!Number.isFinite(delta) || delta === 0) return { text: 'changed', tone: 'neutral' };
    const isBetter = direction !== null && delta < 0 === (direction === 'lower');
    const tone = direction === null ? 'neutral' : isBetter ? 'better' : 'worse';
    const sign = delta < 0 ? '−' : '+';
    return { text: `${sign}${shortNumber(row, Math.abs(delta))}${percentText(delta, from)}`, tone };
  }
  if (before === null && after !== null) return { text: 'added', tone: 'neutral' };
  if (after === null && before !== null) return { text: 'missing', tone: 'neutral' };
  return { text: 'changed', tone: 'neutral' };
}

/** ' (−2.6 %)'; nothing against zero, which has no percentage. */
export function percentText(delta: number, before: number): string {
  if (before === 0) return '';
  // Of the size of what was there: below zero the sign of the change stays its own.
  const percent = Math.abs((delta / before) * 100);
  if (!Number.isFinite(percent)) return '';
  const digits =
    percent >= 100 ? percent.toFixed(0) : percent >= 1 ? percent.toFixed(1) : percent.toPrecision(2);
  return ` (${delta < 0 ? '−' : '+'}${percent >= 1e6 ? '>999,999' : digits} %)`;
}
