import { type Accessor, createMemo } from 'solid-js';
import { drawnIds } from '../../../domain/drawn-runs.ts';
import { paletteColour } from '../../../domain/run-colour.ts';
import type { DrawnRuns } from '../../../domain/view-state.ts';
import type { QueryApi, RunGroup, TableSummary } from '../../../rpc/query-api.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import type { DrawnGroup } from '../../../state/runs-scene.ts';
import type { GroupNames } from '../group/group-names.ts';
import type { TableView } from './table-view.ts';

/** Groups looked through for those whose eye is open. */
const MOST_GROUPS = 1000;
const NOTHING: ReadonlySet<string> = new Set();

export interface GroupAnswer {
  readonly base: ReadonlySet<string>;
  readonly drawn: readonly DrawnGroup[];
  readonly byId: ReadonlyMap<string, DrawnGroup>;
}

/** The groups that charts draw; null where runs are not grouped. */
export function createDrawnGroups(options: {
  readonly api: QueryApi;
  readonly summary: Accessor<TableSummary | undefined>;
  readonly table: TableView;
  readonly selected: Accessor<ReadonlySet<string>>;
  readonly names: GroupNames;
}): Accessor<GroupAnswer | null> {
  const { summary } = options;
  const drawn = createMemo(() => options.table.view().drawn);
  const limit = createMemo(() =>
    drawn().mode === 'first' && drawn().shown.length === 0 ? drawn().count : MOST_GROUPS,
  );
  const isWanted = createMemo(() => {
    const { layout, groupBy } = options.table.view();
    return layout !== 'table' && groupBy.length > 0;
  });
  const chosen = createMemo(() => (drawn().mode === 'selected' ? options.selected() : NOTHING));
  const found = createNewestAnswer(
    () => {
      const answer = summary();
      return answer && answer.groupCount > 0 && isWanted()
        ? { table: answer.table, limit: limit() }
        : undefined;
    },
    async ({ table, limit }) => ({ table, groups: await options.api.groups(table, limit) }),
  );
  return createMemo(() => {
    const answer = found();
    if (!isWanted()) return null;
    if (!answer) return { base: new Set<string>(), drawn: [], byId: new Map() };
    const all = coloured(answer.groups, options.names);
    const base = new Set(chosenGroups(drawn(), answer.groups, chosen()));
    const places = new Map(all.map(({ id }, place) => [id, place]));
    const ids = new Set(drawnIds(drawn(), base, places));
    return {
      base,
      drawn: all.filter(({ id }) => ids.has(id)),
      byId: new Map(all.map((one) => [one.id, one])),
    };
  });
}

function chosenGroups(
  { mode, count }: DrawnRuns,
  groups: readonly RunGroup[],
  selected: ReadonlySet<string>,
): readonly string[] {
  if (mode === 'none') return [];
  const chosen =
    mode === 'first'
      ? groups.slice(0, count)
      : groups.filter(({ runs }) => runs.some((run) => selected.has(run)));
  return chosen.map(({ id }) => id);
}

/** Colours go by the groups' names, so that sorting the table does not exchange them. */
function coloured(groups: readonly RunGroup[], names: GroupNames): readonly DrawnGroup[] {
  const slots = new Map(
    groups
      .map(({ id }) => id)
      .sort()
      .map((id, slot) => [id, slot % 20]),
  );
  return groups.map(({ id, path, runs }) => ({
    id,
    label: names.label(path),
    colour: paletteColour(slots.get(id) ?? 0),
    runs,
  }));
}
