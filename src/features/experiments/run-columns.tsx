import { type Accessor, type JSX, Show } from 'solid-js';
import { formatInColumn, numberStyle } from '../../base/column-number.ts';
import {
  cutInMiddle,
  durationInMinutes,
  formatAge,
  formatDuration,
  formatNumber,
  formatTime,
} from '../../base/format.ts';
import type { ExperimentKey } from '../../domain/ids.ts';
import { lifeText } from '../../domain/live/life-text.ts';
import { timeSoFar } from '../../domain/live/time-so-far.ts';
import { statusText } from '../../domain/status-text.ts';
import type { Aggregate } from '../../domain/view-state.ts';
import type { ColumnInfo } from '../../rpc/query-api.ts';
import type { GridColumn, GridText } from '../../ui/data-grid/index.ts';
import { defaultWidth } from './column-choice.ts';
import { columnName } from './columns/column-name.ts';
import { metricColumnLabel, metricColumnName } from './columns/stat-columns.ts';
import { groupText } from './group/group-text.ts';
import { cellOf, groupCellOf, type RunRow, type TableItem } from './run-row.ts';
import { RunStatusMark } from './run-status-mark.tsx';

export interface ColumnContext {
  /** Ticks, so that 'how long ago' stays true. */
  readonly nowMs: Accessor<number>;
  readonly experimentName: (key: ExperimentKey) => string;
  /** What stands in the rows of groups. */
  readonly aggregate: Accessor<Aggregate>;
  /** One function for all tables' life: the grid keeps an element as long as its renderer is the same. */
  readonly renderName: (row: Accessor<TableItem>) => JSX.Element;
  readonly renderStatus: (row: Accessor<TableItem>) => JSX.Element;
  /** Ticks by the second while runs are live. */
  readonly signMs: Accessor<number>;
  readonly hasLive: Accessor<boolean>;
}

type RunColumn = Omit<GridColumn<RunRow>, 'render'> & Pick<GridColumn<TableItem>, 'render'>;

const SHORT_NUMBER = 9;
const WIDEST_TEXT = 380;
const WIDE_STATUS = 168;
const LEAST_SPREAD = 156;
const WIDEST_SPREAD = 190;
/** Letters of an experiment's name; its end tells experiments of one path apart. */
const SHORT_NAME = 21;
const MISSING: GridText = { text: '–', tone: 'is-missing' };
const GOES_ON = 'So far: it is still running';
const FELL_SILENT = 'Until it was last heard of: no end was recorded';
const NO_START = 'Not recorded. It stands where it was first seen here.';
/** Marks stay from row to row and change: making them anew for every row that comes in would cost frames. */
export function makeRenderStatus(nowMs: Accessor<number>): (row: Accessor<TableItem>) => JSX.Element {
  return (row) => <StatusCell item={row()} nowMs={nowMs()} />;
}

function StatusCell(props: { readonly item: TableItem; readonly nowMs: number }): JSX.Element {
  const run = () => (props.item.kind === 'run' ? props.item : undefined);
  const text = () => (props.item.kind === 'group' ? groupStatusText(props.item) : '');
  return (
    <Show when={run()} fallback={text()}>
      {(shown) => <RunStatusMark life={shown()} nowMs={props.nowMs} />}
    </Show>
  );
}

/** A column over rows of both kinds. */
export function toGridColumn(info: ColumnInfo, context: ColumnContext): GridColumn<TableItem> {
  const column = runColumn(info, context);
  return {
    ...column,
    ...growthOf(info, column, context),
    text: (item) => (item.kind === 'run' ? column.text(item) : groupItemText(item, info, context)),
  };
}

/** Texts are cut where there is room for more, and a mean with its spread is two numbers. */
function growthOf(
  info: ColumnInfo,
  column: RunColumn,
  context: ColumnContext,
): Pick<GridColumn<TableItem>, 'grows'> {
  const fromPx = defaultWidth(info);
  // 'Running · 12 s ago'; what is stalled says so when nothing is live as well.
  if (info.id === 'status')
    return { grows: { fromPx, leastPx: context.hasLive() ? WIDE_STATUS : fromPx, toPx: WIDE_STATUS } };
  const isSpread = context.aggregate() === 'mean-std' && column.align === 'end' && info.id !== 'started';
  if (isSpread) return { grows: { fromPx, leastPx: LEAST_SPREAD, toPx: WIDEST_SPREAD } };
  return column.align === 'start' ? { grows: { fromPx, leastPx: fromPx, toPx: WIDEST_TEXT } } : {};
}

function groupItemText(item: Exclude<TableItem, RunRow>, info: ColumnInfo, context: ColumnContext): GridText {
  const cell = groupCellOf(item, info.id);
  if (info.id === 'name') return { text: '' };
  if (info.id === 'experiment' && cell?.kind === 'texts' && cell.text !== null) {
    return experimentText(context.experimentName(cell.text as ExperimentKey));
  }
  return groupText(cell, info, context.aggregate(), context.nowMs(), item.runs);
}

function groupStatusText(item: Exclude<TableItem, RunRow>): string {
  const cell = groupCellOf(item, 'status');
  if (cell?.kind !== 'texts') return '';
  return cell.text === null
    ? `${cell.distinct} values`
    : (statusText(cell.text as RunRow['status']) ?? cell.text);
}

function runColumn(info: ColumnInfo, context: ColumnContext): RunColumn {
  const base = { id: info.id, label: info.key, name: info.id, firstSort: 'ascending' as const };
  if (info.kind === 'attribute') return attributeColumn(info, context);
  if (info.kind === 'metric') return metricColumn(info);
  return {
    ...base,
    align: info.numeric ? 'end' : 'start',
    text: (row) => loggedText(cellOf(row, info.id), info.numeric),
  };
}

function metricColumn(info: ColumnInfo): RunColumn {
  const style = numberStyle(info.range);
  const { direction, range } = info;
  const differs = range !== undefined && range.min < range.max;
  const best = !differs || !direction ? null : direction === 'lower' ? range.min : range.max;
  return {
    id: info.id,
    label: metricColumnLabel(info.id),
    name: metricColumnName(info.id),
    align: 'end',
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

function experimentText(name: string): GridText {
  return { text: cutInMiddle(name, SHORT_NAME), title: name };
}

function attributeColumn(info: ColumnInfo, context: ColumnContext): RunColumn {
  const label = columnName(info);
  const base = { id: info.id, label, name: label, align: 'start', firstSort: 'ascending' } as const;
  switch (info.id) {
    case 'name':
      return { ...base, text: (row) => ({ text: row.name, title: row.name }), render: context.renderName };
    case 'status':
      return {
        ...base,
        text: (row) => ({ text: lifeText(row, context.signMs()) }),
        render: context.renderStatus,
      };
    case 'started':
      return { ...base, align: 'end', firstSort: 'descending', text: (row) => startedText(row, context) };
    case 'duration':
      return { ...base, align: 'end', firstSort: 'descending', text: (row) => durationText(row, context) };
    case 'experiment':
      return { ...base, text: (row) => experimentText(context.experimentName(row.experiment)) };
    case 'version':
      return { ...base, text: versionText };
    default:
      return { ...base, text: (row) => plainText(cellOf(row, info.id)) };
  }
}

function startedText(row: RunRow, context: ColumnContext): GridText {
  const startMs = cellOf(row, 'started');
  if (typeof startMs !== 'number') return { ...MISSING, title: NO_START };
  return { text: formatAge(startMs, context.nowMs()), title: formatTime(startMs), tone: 'is-quiet' };
}

function durationText(row: RunRow, context: ColumnContext): GridText {
  const soFar = timeSoFar(row, context.nowMs());
  // Sources that never say how a run ends give its newest point as its end: while it is live that is none.
  if (soFar?.isGoingOn) return { text: `${durationInMinutes(soFar.ms)} …`, title: GOES_ON, tone: 'is-quiet' };
  const durationMs = cellOf(row, 'duration');
  if (durationMs === null && soFar)
    return { text: `≥ ${formatDuration(soFar.ms)}`, title: FELL_SILENT, tone: 'is-quiet' };
  return typeof durationMs === 'number' ? { text: formatDuration(durationMs), tone: 'is-quiet' } : MISSING;
}

function versionText(row: RunRow): GridText {
  const commit = cellOf(row, 'version');
  if (typeof commit !== 'string' || commit === '') return MISSING;
  return { text: commit.slice(0, 7), title: commit, tone: 'mono' };
}
