import { COLUMN_STATS, columnIdOf } from '../../../domain/column-id.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import type { ColumnState } from '../../../ui/data-grid/index.ts';
import { defaultWidth, toColumnChoice } from '../column-choice.ts';
import type { RunsView } from '../runs-view-state.ts';
import { atBestOf, type ColumnStat, withStat } from './stat-columns.ts';

/** Puts another statistic of the same metric in the column's place; the sorting goes with it. */
export function changeStat(view: RunsView, id: ColumnId, stat: ColumnStat): void {
  const next = withStat(id, stat);
  if (next !== null) replaceColumn(view, id, next);
}

/** The column shows its metric where another one was best. */
export function changeToAtBest(view: RunsView, id: ColumnId, bestOf: string): void {
  const next = atBestOf(id, bestOf);
  if (next !== null) replaceColumn(view, id, next);
}

/** Another statistic beside the one that is there. */
export function addStat(view: RunsView, id: ColumnId, stat: ColumnStat): void {
  const added = withStat(id, stat);
  const columns = toColumnChoice(view.columnState());
  const at = columns.findIndex((one) => one.id === id);
  const beside = columns[at];
  if (added === null || !beside || columns.some((one) => one.id === added)) return;
  view.change({ columns: columns.toSpliced(at + 1, 0, { ...beside, id: added }) });
}

/** The first statistic that no column shows; undefined where all are shown. */
export function unusedStat(state: readonly ColumnState[], key: string): ColumnStat | undefined {
  const shown = new Set(state.flatMap(({ id, hidden }) => (hidden ? [] : [id])));
  return COLUMN_STATS.find((stat) => !shown.has(columnIdOf({ kind: 'metric', key, stat })));
}

function replaceColumn(view: RunsView, id: ColumnId, next: ColumnId): void {
  if (next === id) return;
  const columns = toColumnChoice(view.columnState());
  const isShown = columns.some((one) => one.id === next);
  view.change({
    columns: columns.flatMap((one) => {
      if (one.id !== id) return [one];
      if (isShown) return [];
      const info = view.infos().find((known) => known.id === id);
      // Its header says more now.
      const least = info ? defaultWidth({ ...info, id: next }) : 0;
      return [{ ...one, id: next, widthPx: Math.max(one.widthPx, least) }];
    }),
    sort: view.view().sort.map((key) => (key.column === id ? { ...key, column: next } : key)),
  });
}
