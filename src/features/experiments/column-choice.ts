import { formatInColumn, numberStyle } from '../../base/column-number.ts';
import type { ColumnChoice } from '../../domain/view-state.ts';
import type { ColumnInfo } from '../../rpc/query-api.ts';
import type { ColumnState } from '../../ui/data-grid/types.ts';
import { metricColumnLabel } from './columns/stat-columns.ts';

/** A first view shows about as much as a laptop's screen holds. */
const FIRST_VIEW_COLUMNS = 12;
const FIRST_VIEW_PARAMS = 4;
/** A metric that so few of the runs have tells little in a first view. */
const SELDOM = 0.2;

/** Pixels of a letter in bold, and of what stands around a name: padding, the arrow with its number, the menu. */
const HEADER_LETTER = 7.8;
const HEADER_REST = 52;
/** Pixels of a digit in bold, and of what stands around a number. */
const NUMBER_LETTER = 8.6;
const CELL_PADDING = 22;
const WIDEST = 200;

const ATTRIBUTE_WIDTHS: Readonly<Record<string, number>> = {
  name: 230,
  status: 104,
  started: 96,
  duration: 112,
  experiment: 170,
  user: 110,
  source: 150,
  version: 90,
  models: 150,
  datasets: 150,
  origin: 150,
};

/** Wide enough for the header and for what such cells usually hold. */
export function defaultWidth(info: ColumnInfo): number {
  if (info.kind === 'attribute') return ATTRIBUTE_WIDTHS[info.id] ?? 120;
  const label = info.kind === 'metric' ? metricColumnLabel(info.id) : info.key;
  const header = Math.ceil(label.length * HEADER_LETTER) + HEADER_REST;
  return Math.min(WIDEST, Math.max(info.numeric ? 96 : 100, header, numberWidth(info)));
}

/** The least and the greatest of a metric are its longest numbers, and the best of them is bold. */
function numberWidth({ kind, range }: ColumnInfo): number {
  if (kind !== 'metric' || !range) return 0;
  const style = numberStyle(range);
  const letters = [range.min, range.max].map((value) => formatInColumn(value, style).length);
  return Math.ceil(Math.max(...letters) * NUMBER_LETTER) + CELL_PADDING;
}

/** What tells runs apart and when, then metrics, near enough to be seen beside charts, then the parameters that differ. */
export function defaultColumns(infos: readonly ColumnInfo[], mixed: boolean): readonly ColumnChoice[] {
  const head = ['name', 'status', 'started'];
  const tail = [...(mixed ? ['experiment'] : []), 'duration'];
  const allMetrics = infos.filter((info) => info.kind === 'metric').toSorted(byUse);
  const mostFilled = allMetrics.reduce((most, info) => Math.max(most, info.filled), 0);
  const metrics = allMetrics.filter((info) => info.filled >= mostFilled * SELDOM);
  const params = infos
    .filter((info) => info.kind === 'param' && info.distinct > 1)
    .toSorted(byUse)
    .slice(0, FIRST_VIEW_PARAMS);
  const room = FIRST_VIEW_COLUMNS - head.length - tail.length;
  const chosenMetrics = metrics.slice(0, Math.max(room - params.length, 3));
  const chosenParams = params.slice(0, room - chosenMetrics.length);
  const ids = (chosen: readonly ColumnInfo[]): readonly string[] => chosen.map((info) => info.id);
  const wanted = new Set([...head, ...ids(chosenMetrics), ...tail, ...ids(chosenParams)]);
  const byId = new Map(infos.map((info) => [info.id, info]));
  return [...wanted].flatMap((id) => {
    const info = byId.get(id);
    return info ? [{ id, widthPx: defaultWidth(info), pinned: id === 'name' }] : [];
  });
}

/** Scores and losses first, system metrics last: seldom what runs are compared by. Then what most runs have. */
function byUse(a: ColumnInfo, b: ColumnInfo): number {
  const rank = useRank(a) - useRank(b);
  if (rank !== 0) return rank;
  if (a.filled !== b.filled) return b.filled - a.filled;
  return a.key < b.key ? -1 : 1;
}

function useRank(info: ColumnInfo): number {
  if (info.kind !== 'metric') return 0;
  if (info.key.startsWith('system/')) return 2;
  return info.direction ? 0 : 1;
}

/** The choice as the grid takes it: chosen columns in their order, then the rest, hidden. */
export function toColumnState(
  choice: readonly ColumnChoice[],
  infos: readonly ColumnInfo[],
): readonly ColumnState[] {
  const chosen = new Set(choice.map((one) => one.id));
  const hidden = infos.filter((info) => !chosen.has(info.id));
  return [
    ...choice.map((one) => ({ ...one, hidden: false })),
    ...hidden.map((info) => ({ id: info.id, widthPx: defaultWidth(info), pinned: false, hidden: true })),
  ];
}

export function toColumnChoice(state: readonly ColumnState[]): readonly ColumnChoice[] {
  return state.flatMap(({ id, widthPx, pinned, hidden }) => (hidden ? [] : [{ id, widthPx, pinned }]));
}

/** A column that is switched on joins the end of its own kind, where one looks for it. */
export function showColumn(state: readonly ColumnState[], info: ColumnInfo): readonly ColumnState[] {
  const column = state.find((one) => one.id === info.id);
  if (!column) return state;
  const others = state.filter((one) => one !== column);
  const prefix = info.kind === 'attribute' ? null : info.id.slice(0, info.id.indexOf('.') + 1);
  const isKin = (one: ColumnState) =>
    !one.hidden && (prefix === null ? !one.id.includes('.') : one.id.startsWith(prefix));
  const lastKin = others.findLastIndex(isKin);
  const at = lastKin >= 0 ? lastKin + 1 : others.findLastIndex((one) => !one.hidden) + 1;
  return [...others.slice(0, at), { ...column, hidden: false }, ...others.slice(at)];
}
