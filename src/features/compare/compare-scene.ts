import { useNavigate } from '@solidjs/router';
import { createMemo, createSignal } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import { reuse } from '../../base/reuse.ts';
import { type RunKey, toRunKey } from '../../domain/ids.ts';
import { paletteColour } from '../../domain/run-colour.ts';
import { FIRST_VIEW } from '../../domain/view-state.ts';
import type { TableQuery } from '../../rpc/query-api.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import type { DrawnGroup, DrawnRun, RunsScene } from '../../state/runs-scene.ts';
import { createStoredSignal } from '../../state/stored-signal.ts';
import { parseChartsView } from '../../state/view-schema.ts';
import type { CompareAddress } from './compare-address.ts';
import type { CompareState } from './compare-state.ts';

/** More lines than this on every chart tell nothing apart; the screen says what it left out. Groups take all. */
const MOST_RUNS = 50;

/** What charts of the compared runs are drawn from. Narrowing by a chart says which runs are drawn, not which compared. */
export function createCompareScene(state: CompareState, address: CompareAddress): RunsScene {
  const { api, version, workspace } = useQuery();
  const navigate = useNavigate();
  const [clauses, setClauses] = createSignal<ReadonlyMap<string, string>>(new Map());
  const [charts, setCharts] = createStoredSignal(
    `compare/${workspace()}`,
    parseChartsView,
    FIRST_VIEW.charts,
  );
  const [lit, light] = createSignal<RunKey | null>(null);
  const [selected, select] = createSignal<ReadonlySet<string>>(new Set());
  const keys = createMemo(() => (state.runs() ?? []).map((row) => row.run));
  const filter = createMemo(() => [...clauses().values()].map((clause) => `(${clause})`).join(' AND '));
  const question = createMemo((): TableQuery | undefined => {
    if (version() === 0 || keys().length === 0) return undefined;
    return {
      experiments: 'all',
      runs: keys(),
      sort: [],
      lifecycle: 'all',
      archived: true,
      started: null,
      groupBy: address.by(),
      aggregate: 'mean',
      foldedGroups: [],
      tree: false,
      folded: [],
      filter: filter(),
    };
  });
  const answer = createNewestAnswer(question, async (asked) => {
    const table = await api.table(asked);
    return { table, matching: asked.filter === '' ? null : new Set(await api.keys(table.table)) };
  });
  const drawable = createMemo(() => {
    const matching = answer()?.matching;
    return (state.runs() ?? []).filter((row) => !matching || matching.has(row.run));
  });
  const isGrouped = () => state.isGrouped();
  /** Runs and groups that a legend hid. */
  const [hidden, setHidden] = createSignal<ReadonlySet<string>>(new Set());
  const first = createMemo(() => drawable().slice(0, isGrouped() ? undefined : MOST_RUNS));
  const runs = createMemo(
    (before: readonly DrawnRun[]) =>
      reuse(
        before,
        first()
          .filter(({ run }) => !hidden().has(run))
          .map(({ run, name, colour }): DrawnRun => ({ run, name, colour: paletteColour(colour) })),
      ),
    [],
  );
  const groups = createMemo((): readonly DrawnGroup[] | null => {
    if (!isGrouped()) return null;
    const rows = state.runs() ?? [];
    const drawn = new Set(drawable().map((row) => row.run));
    return state.columns().flatMap((column, index) => {
      const members = column.members.flatMap((at) => rows[at]?.run ?? []).filter((run) => drawn.has(run));
      if (members.length === 0 || hidden().has(column.id)) return [];
      return [{ id: column.id, label: column.label, colour: paletteColour(index % 20), runs: members }];
    });
  });
  return {
    scope: 'compare',
    title: () => `Compare ${formatPlural(keys().length, 'run')}`,
    runs,
    leftOut: () => drawable().length - first().length,
    groups,
    isTableShown: () => false,
    table: () => answer()?.table,
    columns: () => answer()?.table.columns ?? [],
    lit,
    light,
    selected,
    select,
    setEye: (id, open) => {
      const next = new Set(hidden());
      if (open) next.delete(id);
      else next.add(id);
      setHidden(next);
    },
    open: (run) => navigate(`/runs/${encodeURIComponent(toRunKey(run))}`),
    charts,
    setCharts: (next) => setCharts(next),
    narrow: (by, clause) => {
      const next = new Map(clauses());
      if (clause === null) next.delete(by);
      else next.set(by, clause);
      setClauses(next);
    },
  };
}
