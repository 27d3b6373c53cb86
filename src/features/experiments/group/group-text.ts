import { formatInColumn, numberStyle } from '../../../base/column-number.ts';
import { formatAge, formatCount, formatDuration, formatNumber, formatTime } from '../../../base/format.ts';
import type { Aggregate } from '../../../domain/view-state.ts';
import type { ColumnInfo, GroupCell } from '../../../rpc/query-api.ts';
import type { GridText } from '../../../ui/data-grid/index.ts';

/** As many of a spread as tell something in a narrow cell. */
const SPREAD_DIGITS = 2;

type NumberCell = Extract<GroupCell, { kind: 'numbers' }>;

/**
 * A cell of a group's row: the aggregate that was chosen, with a note of how many runs it is of where that is not all
 * `runs` of the group; the title tells the others.
 */
export function groupText(
  cell: GroupCell | null,
  info: ColumnInfo,
  aggregate: Aggregate,
  nowMs: number,
  runs: number,
): GridText {
  if (cell === null) return { text: '–', tone: 'is-missing' };
  const note = cell.n === runs ? {} : { note: `(${formatCount(cell.n)})` };
  if (cell.kind === 'texts') return { ...textsText(cell), ...note };
  const title = groupTitle(cell, info);
  const value = cell[aggregate === 'mean-std' ? 'mean' : aggregate];
  if (cell.n === 0 || Number.isNaN(value)) return { text: '–', title, tone: 'is-missing' };
  const tone = info.kind === 'attribute' ? 'is-quiet' : 'is-aggregate';
  return { text: aggregateText(cell, info, aggregate, value, nowMs), title, tone, ...note };
}

/** In short, as the runs below have it; the title has it whole. */
function aggregateText(
  cell: NumberCell,
  info: ColumnInfo,
  aggregate: Aggregate,
  value: number,
  nowMs: number,
): string {
  const isAge = isTime(info) && aggregate !== 'std';
  const text = isAge ? formatAge(value, nowMs) : numberWriter(info, aggregate)(value);
  if (aggregate !== 'mean-std' || isAge || Number.isNaN(cell.std)) return text;
  return `${text} ± ${info.id === 'duration' ? formatDuration(cell.std) : formatNumber(cell.std, SPREAD_DIGITS)}`;
}

/** Nothing for a single run. */
function spreadText({ std }: NumberCell, info: ColumnInfo): string {
  return Number.isNaN(std) ? '' : ` ± ${numberWriter(info, 'std')(std)}`;
}

function textsText({ n, distinct, text }: Extract<GroupCell, { kind: 'texts' }>): GridText {
  const runs = `in ${formatCount(n)} ${n === 1 ? 'run' : 'runs'}`;
  if (text !== null) return { text: text.slice(0, 300), title: `${text.slice(0, 2000)} ${runs}` };
  return {
    text: `${formatCount(distinct)} values`,
    title: `${formatCount(distinct)} values ${runs}`,
    tone: 'is-quiet',
  };
}

/** 'n 12 · mean 0.512 ± 0.03 · median 0.51 · min 0.4 · max 0.6', and what took no part. */
export function groupTitle(cell: NumberCell, info: ColumnInfo): string {
  const write = numberWriter(info, 'mean');
  const parts = [`n ${formatCount(cell.n)}`];
  if (cell.n > 0) {
    parts.push(`mean ${write(cell.mean)}${spreadText(cell, info)}`, `median ${write(cell.median)}`);
    parts.push(`min ${write(cell.min)}`, `max ${write(cell.max)}`);
  }
  if (cell.nonFinite > 0) parts.push(`${formatCount(cell.nonFinite)} not finite`);
  return parts.join(' · ');
}

function isTime(info: ColumnInfo): boolean {
  return info.id === 'started' || info.id === 'ended';
}

/** Times spread over durations: their standard deviation is no time. */
function numberWriter(info: ColumnInfo, aggregate: Aggregate): (value: number) => string {
  if (info.id === 'duration' || (isTime(info) && aggregate === 'std')) return formatDuration;
  if (isTime(info)) return formatTime;
  if (info.kind !== 'metric') return (value) => formatNumber(value);
  const { digits } = numberStyle(info.range);
  return (value) => formatInColumn(value, { digits, integers: false });
}
