import { type Accessor, createMemo, createSelector, createSignal } from 'solid-js';
import { reuse } from '../../../base/reuse.ts';
import { drawnIds, withEye, withMode } from '../../../domain/drawn-runs.ts';
import { type ExperimentKey, type RunKey, toRunKey } from '../../../domain/ids.ts';
import { paletteColour } from '../../../domain/run-colour.ts';
import type { DrawnRuns } from '../../../domain/view-state.ts';
import type { QueryApi, TableRow, TableSummary } from '../../../rpc/query-api.ts';
import { useEdits } from '../../../state/edits.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import type { DrawnGroup, DrawnRun, RunsScene } from '../../../state/runs-scene.ts';
import { narrowFilter } from '../filter/narrow-filter.ts';
import type { GroupNames } from '../group/group-names.ts';
import { createDrawnGroups } from './drawn-groups.ts';
import type { TableAnswer } from './table-answer.ts';
import type { TableView } from './table-view.ts';

/** More lines than this are no chart but a carpet; the rest counts as left out. */
const MOST_DRAWN = 200;

/** The scene that table and charts share, and the eyes of the table. */
export interface TableScene extends RunsScene {
  readonly isDrawn: (id: string) => boolean;
  readonly isLit: (run: RunKey) => boolean;
  readonly setEye: (id: string, open: boolean) => void;
  readonly setMode: (mode: DrawnRuns['mode'], count: number) => void;
  /** Place in the palette of a drawn group; undefined where it is not known. */
  readonly groupOf: (id: string) => DrawnGroup | undefined;
}

interface DrawnAnswer {
  /** What the mode alone would draw. */
  readonly base: ReadonlySet<string>;
  readonly rows: readonly TableRow[];
}

export function createScene(options: {
  readonly id: string;
  readonly title: Accessor<string>;
  readonly table: TableView;
  readonly answer: TableAnswer;
  readonly selected: Accessor<ReadonlySet<string>>;
  readonly setSelected: (selected: ReadonlySet<string>) => void;
  readonly applied: Accessor<string | undefined>;
  readonly names: GroupNames;
  readonly open: (run: RunKey) => void;
}): TableScene {
  const { table, selected } = options;
  const { api, summary, infos } = options.answer;
  const edits = useEdits();
  const [lit, setLit] = createSignal<RunKey | null>(null);
  const drawn = createMemo(() => table.view().drawn);
  const chosen = createMemo(() =>
    drawn().mode === 'selected' ? [...selected()].slice(0, MOST_DRAWN) : null,
  );
  const runs = createDrawnRuns({ api, summary, drawn, chosen });
  // While runs are live the table is answered again and again: charts of the same runs hear nothing of it.
  const shownRuns = createMemo(
    (before: readonly DrawnRun[]): readonly DrawnRun[] =>
      reuse(
        before,
        (runs()?.rows ?? []).map(({ run, name, colour }) => ({
          run,
          name: edits.name(run) || name,
          colour: paletteColour(colour),
        })),
      ),
    [],
  );
  const groups = createDrawnGroups({ api, summary, table, selected, names: options.names });
  const drawnGroups = createMemo(() => groups()?.drawn ?? null);
  const drawnRunCount = () => {
    const shown = drawnGroups();
    return shown ? shown.reduce((sum, group) => sum + group.runs.length, 0) : shownRuns().length;
  };
  const drawnSet = createMemo(
    () =>
      new Set<string>([...shownRuns().map(({ run }) => run), ...(drawnGroups() ?? []).map(({ id }) => id)]),
  );
  /** The clause that each chart has put into the filter. */
  const clauses = new Map<string, string>();
  const isDrawnAnyway = (id: string): boolean =>
    (runs()?.base.has(id) ?? false) || (groups()?.base.has(id) ?? false);

  return {
    scope: options.id as ExperimentKey | 'all',
    title: options.title,
    runs: shownRuns,
    leftOut: () => Math.max(0, (summary()?.matchCount ?? 0) - drawnRunCount()),
    groups: drawnGroups,
    // Where a narrow screen shows the table in place of both, no chart is to be seen.
    isTableShown: () => table.view().layout === 'split',
    table: summary,
    columns: infos,
    lit,
    light: setLit,
    selected,
    select: options.setSelected,
    open: options.open,
    charts: createMemo(() => table.view().charts),
    setCharts: (charts) => table.change({ charts }),
    narrow: (by, clause) => {
      const { filter } = table.view();
      // A filter with a mistake would swallow the clause: it joins what the rows match.
      const base = summary()?.mistake ? (options.applied() ?? '') : filter;
      const next = narrowFilter(base, clauses.get(by) ?? '', clause ?? '');
      if (clause) clauses.set(by, clause);
      else clauses.delete(by);
      if (next !== filter) table.change({ filter: next });
    },
    isDrawn: createSelector(drawnSet, (id: string, set) => set.has(id)),
    isLit: createSelector(lit) as (run: RunKey) => boolean,
    setEye: (id, open) => table.change({ drawn: withEye(drawn(), id, open, isDrawnAnyway(id)) }),
    setMode: (mode, count) => table.change({ drawn: withMode(mode, count) }),
    groupOf: (id) => groups()?.byId.get(id),
  };
}

function createDrawnRuns(options: {
  readonly api: QueryApi;
  readonly summary: Accessor<TableSummary | undefined>;
  readonly drawn: Accessor<DrawnRuns>;
  readonly chosen: Accessor<readonly string[] | null>;
}): Accessor<DrawnAnswer | undefined> {
  const { api } = options;
  let placesOf: { readonly table: number; readonly places: Promise<ReadonlyMap<string, number>> } | null =
    null;
  const loadPlaces = (table: number) => {
    if (placesOf?.table !== table) {
      const places = api
        .keys(table)
        .then((keys) => new Map(keys.map((key, place) => [key as string, place])));
      placesOf = { table, places };
    }
    return placesOf.places;
  };
  return createNewestAnswer(
    () => {
      const answer = options.summary();
      return answer && { table: answer.table, drawn: options.drawn(), chosen: options.chosen() };
    },
    async ({ table, drawn, chosen }): Promise<DrawnAnswer> => {
      const first = drawn.mode === 'first' ? await api.firstRuns(table, drawn.count) : [];
      const base = chosen ?? first.map(({ run }) => run);
      const needsPlaces = drawn.shown.length > 0 || chosen !== null;
      const ids = drawnIds(drawn, base, needsPlaces ? await loadPlaces(table) : null).slice(0, MOST_DRAWN);
      const known = new Map(first.map((row) => [row.run as string, row]));
      const missing = ids.filter((id) => !known.has(id)).map(toRunKey);
      if (missing.length > 0) for (const row of await api.runRows(missing, [])) known.set(row.run, row);
      return { base: new Set(base), rows: ids.flatMap((id) => known.get(id) ?? []) };
    },
  );
}
