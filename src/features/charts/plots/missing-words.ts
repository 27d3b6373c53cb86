import { formatCount, formatPlural } from '../../../base/format.ts';
import type { ColumnId, ValueColumn } from '../../../rpc/query-api.ts';
import { columnLabel } from './column-labels.ts';

/**
 * How many runs a figure leaves out and why: '14 of 60 runs have no params.max_depth'. A column whose every value is
 * drawn, or whose words are, says nothing.
 */
export function missingNotes(
  raw: ReadonlyMap<ColumnId, ValueColumn>,
  columns: readonly ColumnId[],
  log: readonly ColumnId[] = [],
): string[] {
  return [...new Set(columns)].flatMap((id) => {
    const column = raw.get(id);
    return column ? notesOf(column, log.includes(id)) : [];
  });
}

/** How many runs are drawn, in the words that stand above all charts. */
export function drawnNote(drawn: number, total: number): string {
  return `${formatCount(drawn)} of ${formatPlural(total, 'run')} drawn`;
}

/** Runs that have a place on the axes of all these columns. */
export function countPlaced(
  raw: ReadonlyMap<ColumnId, ValueColumn>,
  columns: readonly ColumnId[],
  log: readonly ColumnId[] = [],
): number {
  const known = columns.flatMap((id) => raw.get(id) ?? []);
  let count = 0;
  for (let i = 0; i < (known[0]?.numbers.length ?? 0); i++) {
    const isPlaced = known.every(({ column, numbers, texts, present }) => {
      if (present[i] === 0 || texts) return present[i] === 1;
      return Number.isFinite(numbers[i]!) && !(log.includes(column) && numbers[i]! <= 0);
    });
    if (isPlaced) count += 1;
  }
  return count;
}

function notesOf({ column, numbers, texts, present }: ValueColumn, log: boolean): string[] {
  const total = numbers.length;
  let [absent, notFinite, notPositive] = [0, 0, 0];
  for (let i = 0; i < total; i++) {
    if (present[i] === 0) absent += 1;
    else if (!texts && !Number.isFinite(numbers[i]!)) notFinite += 1;
    else if (log && !texts && numbers[i]! <= 0) notPositive += 1;
  }
  const label = columnLabel(column);
  const notes: string[] = [];
  if (absent > 0) notes.push(`${ofRuns(absent, total)} no ${label}`);
  if (notFinite > 0) notes.push(`${formatPlural(notFinite, 'run')} with ${label} NaN or ∞`);
  if (notPositive > 0) notes.push(`${formatPlural(notPositive, 'run')} with ${label} ≤ 0 on a log axis`);
  return notes;
}

function ofRuns(count: number, total: number): string {
  if (count === total) return total === 1 ? 'the run has' : `all ${formatCount(total)} runs have`;
  return `${formatCount(count)} of ${formatPlural(total, 'run')} ${count === 1 ? 'has' : 'have'}`;
}
