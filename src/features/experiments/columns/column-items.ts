import { COLUMN_STATS, parseColumnId } from '../../../domain/column-id.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import type { EditsState } from '../../../state/edits.ts';
import type { MenuItem } from '../../../ui/menu.tsx';
import { directionItems } from '../organise/direction-items.ts';
import type { RunsView } from '../runs-view-state.ts';
import { changeStat } from './change-stat.ts';
import { STAT_TEXTS } from './stat-columns.ts';

const GROUPING = new Set<ColumnId>([
  'status',
  'user',
  'datasets',
  'models',
  'source',
  'version',
  'origin',
  'experiment',
]);

/** What the menu of a column offers beyond what any grid does. */
export function columnItems(
  view: RunsView,
  edits: EditsState,
  canEdit: boolean,
  id: ColumnId,
): readonly MenuItem[] {
  const ref = parseColumnId(id);
  if (ref.kind === 'metric' || ref.kind === 'metric-at') {
    return [...statItems(view, id), ...(canEdit ? directionSection(edits, ref.key) : [])];
  }
  return ref.kind !== 'attribute' || GROUPING.has(id) ? [groupItem(view, id)] : [];
}

function statItems(view: RunsView, id: ColumnId): readonly MenuItem[] {
  const ref = parseColumnId(id);
  const shown = ref.kind === 'metric' ? ref.stat : null;
  const stats = COLUMN_STATS.map(
    (stat, index): MenuItem => ({
      label: STAT_TEXTS[stat],
      checked: stat === shown,
      ...(index === 0 ? { rule: true, heading: 'Shows' } : {}),
      onSelect: () => changeStat(view, id, stat),
    }),
  );
  const atBest: MenuItem = {
    label: ref.kind === 'metric-at' ? `At best step of ${ref.bestOf}` : 'At best step of…',
    checked: ref.kind === 'metric-at',
    onSelect: () => view.askAtBest(id),
  };
  return [...stats, atBest];
}

function directionSection(edits: EditsState, metric: string): readonly MenuItem[] {
  const [first, ...others] = directionItems(metric, edits);
  return first ? [{ ...first, rule: true, heading: 'Direction' }, ...others] : [];
}

function groupItem(view: RunsView, id: ColumnId): MenuItem {
  const { groupBy } = view.view();
  const isLevel = groupBy.includes(id);
  return {
    label: isLevel ? 'Do not group by this' : 'Group by this',
    icon: 'table',
    rule: true,
    onSelect: () => view.setGroupBy(isLevel ? groupBy.filter((one) => one !== id) : [...groupBy, id]),
  };
}
