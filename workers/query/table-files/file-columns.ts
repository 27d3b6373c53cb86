import { formatInColumn, numberStyle } from '../../../src/base/column-number.ts';
import { formatDuration, formatNumber, formatTime } from '../../../src/base/format.ts';
import { ATTRIBUTE_COLUMNS } from '../../../src/domain/attribute-columns.ts';
import { parseColumnId } from '../../../src/domain/column-id.ts';
import { MLFLOW_STATUS } from '../../../src/domain/mlflow-status.ts';
import type { RunStatus } from '../../../src/domain/run.ts';
import { statusText } from '../../../src/domain/status-text.ts';
import type { ColumnId, ColumnInfo } from '../../../src/rpc/query-api.ts';
import type { EditedTable } from '../edited-table.ts';
import { attributeText } from '../filter/attribute-texts.ts';

export type Cell = string | number | null;

/** A column of a downloaded table. */
export interface FileColumn {
  /** As MLflow's `search_runs` calls it, so that notebooks written for it go on working. */
  readonly name: string;
  /** As the header on the screen says it. */
  readonly label: string;
  /** What every cell is: a number, a text, or a moment in ms since epoch. */
  readonly kind: 'number' | 'text' | 'time';
  /** Set to the right on the screen. */
  readonly isNumeric: boolean;
  /** As logged, of a row of the run table; null where the run has none. */
  readonly cell: (row: number) => Cell;
  /** As the screen shows it; '' where the run has none. */
  readonly shown: (row: number) => string;
}

export interface TableContext {
  readonly table: EditedTable;
  /** What is known of the table's columns. */
  readonly infos: readonly ColumnInfo[];
}

/** Longer numbers of params are shortened on the screen. */
const SHORT_NUMBER = 9;
const SHORT_COMMIT = 7;

/** `search_runs` has the last three as tags; for the experiment's name and the duration it has no column. */
const MLFLOW_NAMES: Readonly<Record<string, string>> = {
  name: 'run_name',
  started: 'start_time',
  ended: 'end_time',
  run: 'run_id',
  experiment: 'experiment_name',
  duration: 'duration_ms',
  user: 'tags.mlflow.user',
  source: 'tags.mlflow.source.name',
  version: 'tags.mlflow.source.git.commit',
};
const KINDS: Readonly<Record<string, FileColumn['kind']>> = {
  started: 'time',
  ended: 'time',
  duration: 'number',
};
const labels = new Map<string, string>([
  ...ATTRIBUTE_COLUMNS.map(({ id, label }) => [id, label] as const),
  ['run', 'Run ID'],
  ['ended', 'Ended'],
]);

/**
 * These columns in their order. For null everything: what `search_runs` begins with, then what MLflow's screen writes
 * besides (`everyRunHas`), then metrics, params and tags as the table lists them.
 */
export function makeFileColumns(
  context: TableContext,
  wanted: readonly ColumnId[] | null,
): readonly FileColumn[] {
  const infos = new Map(context.infos.map((info) => [info.id, info]));
  if (wanted === null) {
    const logged = context.infos.filter((info) => info.kind !== 'attribute').map((info) => info.id);
    const columns = logged.map((id) => makeColumn(context, id, infos.get(id)));
    return joinSameNames(everyRunHas(context), columns);
  }
  return wanted.map((id) => makeColumn(context, id, infos.get(id)));
}

/** People may call a tag as MLflow calls what it records itself: in one column what they say comes first. */
function joinSameNames(
  everyRun: readonly FileColumn[],
  logged: readonly FileColumn[],
): readonly FileColumn[] {
  const byName = new Map(logged.map((column) => [column.name, column]));
  const joined = everyRun.map((column): FileColumn => {
    const own = byName.get(column.name);
    byName.delete(column.name);
    if (!own) return column;
    return {
      ...column,
      cell: (row) => own.cell(row) ?? column.cell(row),
      shown: (row) => own.shown(row) || column.shown(row),
    };
  });
  return [...joined, ...byName.values()];
}

/** In this order: the one place that says it. */
function everyRunHas(context: TableContext): readonly FileColumn[] {
  const { table } = context;
  const own = (id: ColumnId) => makeColumn(context, id, undefined);
  return [
    own('run'),
    textColumn('experiment_id', 'Experiment ID', (row) => attributeText(table, row, 'experiment_id')),
    textColumn('status', 'Status', (row) => MLFLOW_STATUS[table.facts.statuses[row]!]),
    own('started'),
    own('ended'),
    own('name'),
    own('experiment'),
    own('duration'),
    own('user'),
    textColumn('tags.mlflow.source.type', 'Source type', (row) => attributeText(table, row, 'source_type')),
    own('source'),
    own('version'),
  ];
}

function textColumn(name: string, label: string, text: (row: number) => string): FileColumn {
  return { name, label, kind: 'text', isNumeric: false, cell: (row) => text(row) || null, shown: text };
}

function makeColumn({ table }: TableContext, id: ColumnId, info: ColumnInfo | undefined): FileColumn {
  const ref = parseColumnId(id);
  const isMetric = ref.kind === 'metric' || ref.kind === 'metric-at';
  const kind = isMetric ? 'number' : ref.kind === 'attribute' ? (KINDS[id] ?? 'text') : 'text';
  const cell =
    id === 'experiment'
      ? (row: number) => table.experimentName(table.experiment(row)) || null
      : table.reader(id);
  const format = cellFormat(id, kind, info);
  return {
    name: ref.kind === 'attribute' ? (MLFLOW_NAMES[id] ?? id) : id,
    label: ref.kind === 'attribute' ? (labels.get(id) ?? id) : id,
    kind,
    isNumeric: isMetric || id === 'duration' || (ref.kind !== 'attribute' && info?.numeric === true),
    cell,
    shown: (row) => {
      const value = cell(row);
      return value === null ? '' : format(value);
    },
  };
}

function cellFormat(
  id: ColumnId,
  kind: FileColumn['kind'],
  info: ColumnInfo | undefined,
): (value: string | number) => string {
  if (kind === 'time') return (value) => formatTime(Number(value));
  if (id === 'duration') return (value) => formatDuration(Number(value));
  if (id === 'status') return (value) => statusText(value as RunStatus);
  if (id === 'version') return (value) => String(value).slice(0, SHORT_COMMIT);
  const style = numberStyle(info?.range);
  return (value) => {
    if (typeof value === 'number') return formatInColumn(value, style);
    if (info?.numeric && value.length > SHORT_NUMBER) return formatNumber(Number(value));
    return value;
  };
}

/** ISO 8601 in UTC, or null: outside the range of Date it throws, and such a time was never a time. */
export function isoTime(timeMs: Cell): string | null {
  return typeof timeMs === 'number' && Math.abs(timeMs) <= 8.64e15 ? new Date(timeMs).toISOString() : null;
}
