import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import { type ExperimentKey, type RunKey, toExperimentKey } from '../../domain/ids.ts';
import type { ColumnId, ColumnInfo, QueryApi, TableQuery, TableSummary } from '../../rpc/query-api.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { createStoredSignal } from '../../state/stored-signal.ts';
import type { ColumnState, GridSort, GridSource } from '../../ui/data-grid/index.ts';
import { ALL_RUNS } from './all-runs.ts';
import {
  type ColumnChoice,
  defaultColumns,
  parseColumnChoice,
  toColumnChoice,
  toColumnState,
} from './column-choice.ts';
import { createAddressedFilter } from './filter/addressed-filter.ts';
import { recallView } from './left-views.ts';
import type { RunRow } from './run-row.ts';

/** What is remembered of a table, per experiment. Scope: this browser. */
interface StoredView {
  /** null while nobody has chosen: the first view follows the data. */
  readonly columns: readonly ColumnChoice[] | null;
  readonly sort: readonly GridSort[];
  readonly tree: boolean;
}

const FIRST_VIEW: StoredView = {
  columns: null,
  sort: [{ column: 'started', descending: true }],
  tree: true,
};
const EXPERIMENT_COLUMN: ColumnInfo = {
  id: 'experiment',
  kind: 'attribute',
  key: 'experiment',
  filled: 1,
  numeric: false,
  distinct: 1,
};

/** One table of runs: what was asked, what came back, and what the person chose to see of it. */
export function createRunsView(id: string) {
  const { api, version, workspace } = useQuery();
  const left = recallView(workspace(), id);
  const isMixed = id === ALL_RUNS;
  const [view, setView] = createStoredSignal<StoredView>(
    `runs/${workspace()}/${id}`,
    parseStoredView,
    FIRST_VIEW,
  );
  const [filter, setFilter] = createAddressedFilter(left.filter);
  const [showsDeleted, setShowsDeleted] = createSignal(left.showsDeleted);
  const [folded, setFolded] = createSignal<ReadonlySet<RunKey>>(left.folded);
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(left.selected);
  createEffect(() =>
    Object.assign(left, {
      filter: filter(),
      showsDeleted: showsDeleted(),
      folded: folded(),
      selected: selected(),
    }),
  );

  const scope = createMemo(
    (): Pick<TableQuery, 'experiments' | 'lifecycle'> => ({
      experiments: isMixed ? 'all' : [toExperimentKey(id) as ExperimentKey],
      lifecycle: showsDeleted() ? 'all' : 'active',
    }),
  );
  const query = createMemo((): TableQuery | undefined => {
    if (version() === 0) return undefined;
    return {
      ...scope(),
      sort: view().sort,
      tree: view().tree,
      folded: [...folded()],
      filter: filter(),
    };
  });
  const summary = createNewestAnswer(query, (asked) => api.table(asked));
  const infos = createMemo(() => {
    const columns = summary()?.columns ?? [];
    return isMixed ? [...columns, EXPERIMENT_COLUMN] : columns;
  });
  const choice = createMemo(() => view().columns ?? defaultColumns(infos(), isMixed));
  const columnState = createMemo(() => toColumnState(choice(), infos()));
  const source = createSource(api, summary, choice);
  /** The filter that the rows match: behind a mistake the one before it. Undefined until the first answer. */
  const applied = createMemo(() => summary()?.filter);
  // Rows that a new question leaves out must not stay chosen unseen.
  createEffect(
    on([applied, showsDeleted], (_, before) => before?.[0] !== undefined && setSelected(new Set<string>()), {
      defer: true,
    }),
  );

  return {
    api,
    isMixed,
    view,
    summary,
    infos,
    source,
    gridMemory: left.grid,
    columnState,
    scope,
    filter,
    setFilter,
    applied,
    showsDeleted,
    setShowsDeleted,
    selected,
    setSelected,
    setColumnState: (state: readonly ColumnState[]) => setView({ ...view(), columns: toColumnChoice(state) }),
    resetColumns: () => setView({ ...view(), columns: null }),
    setSort: (sort: readonly GridSort[]) => setView({ ...view(), sort }),
    setTree: (tree: boolean) => setView({ ...view(), tree }),
    fold(run: RunKey, fold: boolean): void {
      const next = new Set(folded());
      if (fold) next.add(run);
      else next.delete(run);
      setFolded(next);
    },
  };
}

export type RunsView = ReturnType<typeof createRunsView>;

function createSource(
  api: QueryApi,
  summary: Accessor<TableSummary | undefined>,
  choice: Accessor<readonly ColumnChoice[]>,
): Accessor<GridSource<RunRow> | undefined> {
  // Width, order and pins change what is drawn, not what must be asked for.
  const columns = createMemo(() => choice().map((one) => one.id), [] as ColumnId[], {
    equals: (a, b) => a.toSorted().join('\n') === b.toSorted().join('\n'),
  });
  return createMemo(() => {
    const answer = summary();
    if (!answer) return undefined;
    const asked = columns();
    const columnIndex = new Map(asked.map((column, index) => [column, index]));
    return {
      rowCount: answer.rowCount,
      loadRows: async (start: number, end: number) => {
        const rows = await api.rows(answer.table, start, end, asked);
        return rows.map((row) => ({ ...row, columnIndex }));
      },
      loadKeys: () => api.keys(answer.table),
    };
  });
}

function parseStoredView(raw: unknown): StoredView | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { columns, sort, tree } = raw as Partial<Record<keyof StoredView, unknown>>;
  const choice = parseColumnChoice(columns);
  return {
    columns: choice && choice.length > 0 ? choice : null,
    sort: parseSort(sort) ?? FIRST_VIEW.sort,
    tree: tree !== false,
  };
}

function parseSort(raw: unknown): readonly GridSort[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  return (raw as readonly unknown[]).slice(0, 8).flatMap((one) => {
    const { column, descending } = (one ?? {}) as Partial<Record<keyof GridSort, unknown>>;
    return typeof column === 'string' ? [{ column, descending: descending === true }] : [];
  });
}
