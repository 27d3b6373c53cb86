import type { Accessor } from 'solid-js';
import { formatInColumn, numberStyle } from '../../base/column-number.ts';
import { formatAge, formatDuration, formatNumber, formatTime } from '../../base/format.ts';
import { ATTRIBUTE_COLUMNS } from '../../domain/attribute-columns.ts';
import type { ExperimentKey } from '../../domain/ids.ts';
import { metricDirection } from '../../domain/metric-direction.ts';
import type { ColumnInfo } from '../../rpc/query-api.ts';
import type { GridColumn, GridText } from '../../ui/data-grid/index.ts';
import { RunName } from './run-name.tsx';
import { cellOf, type RunRow } from './run-row.ts';
import { RunStatusMark } from './run-status-mark.tsx';
import { statusText } from './status-text.ts';

export interface ColumnContext {
  /** Ticks, so that 'how long ago' stays true. */
  readonly nowMs: Accessor<number>;
  readonly experimentName: (key: ExperimentKey) => string;
}

const SHORT_NUMBER = 9;
const MISSING: GridText = { text: '–', tone: 'is-missing' };
const attributeLabels = new Map<string, string>(ATTRIBUTE_COLUMNS.map(({ id, label }) => [id, label]));
// One function each: the grid keeps an element as long as its renderer is the same.
const renderName = (row: Accessor<RunRow>) => <RunName row={row()} />;
const renderStatus = (row: Accessor<RunRow>) => <RunStatusMark status={row().status} />;

/** Full name of a column, as headers, menus and CSV say it. */
export function columnName(info: ColumnInfo): string {
  return info.kind === 'attribute' ? (attributeLabels.get(info.id) ?? info.key) : info.id;
}

export function toGridColumn(info: ColumnInfo, context: ColumnContext): GridColumn<RunRow> {
  const base = { id: info.id, label: info.key, name: info.id, firstSort: 'ascending' as const };
  if (info.kind === 'attribute') return attributeColumn(info, context);
  if (info.kind === 'metric') return { ...base, ...metricColumn(info), align: 'end' };
  return {
    ...base,
    align: info.numeric ? 'end' : 'start',
    text: (row) => loggedText(cellOf(row, info.id), info.numeric),
  };
}

function metricColumn(info: ColumnInfo): Pick<GridColumn<RunRow>, 'text' | 'firstSort'> {
  const style = numberStyle(info.range);
  const direction = metricDirection(info.key);
  const { range } = info;
  const differs = range !== undefined && range.min < range.max;
  const best = !differs || !direction ? null : direction === 'lower' ? range.min : range.max;
  return {
    firstSort: direction === 'higher' ? 'descending' : 'ascending',
    text: (row) => {
      const value = cellOf(row, info.id);
      if (typeof value !== 'number') return MISSING;
      const text = { text: formatInColumn(value, style), title: String(value) };
      return value === best ? { ...text, title: `${text.title} (best)`, tone: 'is-best' } : text;
    },
  };
}

/** Numbers of hyperparameter searches have 17 digits; the first ones tell them apart and the title has them all. */
function loggedText(value: string | number | null, numeric: boolean): GridText {
  if (value === null || !numeric || String(value).length <= SHORT_NUMBER) return plainText(value);
  return { text: formatNumber(Number(value)), title: String(value) };
}

function plainText(value: string | number | null): GridText {
  if (value === null) return MISSING;
  const text = String(value);
  // The title holds what was cut; a megabyte of JSON helps nobody there.
  return { text: text.slice(0, 300), title: text.slice(0, 2000) };
}

function attributeColumn(info: ColumnInfo, context: ColumnContext): GridColumn<RunRow> {
  const label = columnName(info);
  const base = { id: info.id, label, name: label, align: 'start', firstSort: 'ascending' } as const;
  switch (info.id) {
    case 'name':
      return { ...base, text: (row) => ({ text: row.name, title: row.name }), render: renderName };
    case 'status':
      return { ...base, text: (row) => ({ text: statusText(row.status) }), render: renderStatus };
    case 'started':
      return { ...base, align: 'end', firstSort: 'descending', text: (row) => startedText(row, context) };
    case 'duration':
      return { ...base, align: 'end', firstSort: 'descending', text: durationText };
    case 'experiment':
      return { ...base, text: (row) => plainText(context.experimentName(row.experiment)) };
    case 'version':
      return { ...base, text: versionText };
    default:
      return { ...base, text: (row) => plainText(cellOf(row, info.id)) };
  }
}

function startedText(row: RunRow, context: ColumnContext): GridText {
  const startMs = cellOf(row, 'started');
  if (typeof startMs !== 'number') return MISSING;
  return { text: formatAge(startMs, context.nowMs()), title: formatTime(startMs), tone: 'is-quiet' };
}

function durationText(row: RunRow): GridText {
  const durationMs = cellOf(row, 'duration');
  return typeof durationMs === 'number' ? { text: formatDuration(durationMs), tone: 'is-quiet' } : MISSING;
}

function versionText(row: RunRow): GridText {
  const commit = cellOf(row, 'version');
  if (typeof commit !== 'string' || commit === '') return MISSING;
  return { text: commit.slice(0, 7), title: commit, tone: 'mono' };
}
