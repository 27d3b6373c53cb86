import { type Accessor, createMemo, createSignal, untrack } from 'solid-js';
import { canonicalJson } from '../../../base/canonical-json.ts';
import { reuse } from '../../../base/reuse.ts';
import { type ExperimentKey, type RunKey, toExperimentKey, toRunKey } from '../../../domain/ids.ts';
import type { ColumnChoice, ViewState } from '../../../domain/view-state.ts';
import type { ColumnId, ColumnInfo, QueryApi, TableQuery, TableSummary } from '../../../rpc/query-api.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { createPacedLive } from '../../../state/paced-live.ts';
import { useQuery } from '../../../state/query.ts';
import type { GridSource } from '../../../ui/data-grid/index.ts';
import { ALL_RUNS } from '../all-runs.ts';
import { defaultColumns } from '../column-choice.ts';
import { rangesOf, statColumns } from '../columns/stat-columns.ts';
import type { GroupItem, TableItem } from '../run-row.ts';
import { createFreshRows } from './fresh-rows.ts';

/** Of an address, which may be anybody's. */
const MOST_EXPERIMENTS = 500;
/** What the grid asks for at once. */
const FIRST_ROWS = 64;
/** Values of live runs move at once; what their order, groups and columns are is asked no oftener than this. */
const REORDER_MS = 2000;
const EXPERIMENT_COLUMN: ColumnInfo = {
  id: 'experiment',
  kind: 'attribute',
  key: 'experiment',
  filled: 1,
  numeric: false,
  distinct: 1,
  direction: null,
};

export type TableScope = Pick<TableQuery, 'experiments' | 'lifecycle' | 'archived'>;

/** The experiments of a table's address: one, several with commas between, or all. */
export function experimentsOf(id: string): readonly ExperimentKey[] | 'all' {
  if (id === ALL_RUNS) return 'all';
  return [...new Set(id.split(',', MOST_EXPERIMENTS).filter(Boolean))].map(toExperimentKey);
}

/** What the worker is asked of a table, and asked again only when the answer may be another one. */
export function createTableAnswer(options: {
  readonly id: string;
  readonly view: Accessor<ViewState>;
  readonly isReading: Accessor<boolean>;
  /** Somebody is in the menu of a row: the order stays as it is. */
  readonly isHeld: Accessor<boolean>;
}) {
  const { api, version } = useQuery();
  const live = createPacedLive(REORDER_MS, options.isHeld);
  const { view } = options;
  const [folded, setFolded] = createSignal<ReadonlySet<RunKey>>(new Set());
  const [foldedGroups, setFoldedGroups] = createSignal<ReadonlySet<string>>(new Set());
  const experiments = experimentsOf(options.id);
  const isMixed = experiments === 'all' || experiments.length > 1;
  const scope = createMemo(
    (): TableScope => {
      const { showsDeleted, showsArchived } = view();
      return { experiments, lifecycle: showsDeleted ? 'all' : 'active', archived: showsArchived };
    },
    undefined,
    { equals: (a, b) => a?.lifecycle === b?.lifecycle && a?.archived === b?.archived },
  );
  // Layout, columns and charts are in the view as well: a change of theirs is no other question.
  const question = createMemo(
    (): { readonly version: number; readonly live: number; readonly query: TableQuery } | undefined => {
      if (version() === 0 || options.isReading()) return undefined;
      const { sort, tree, filter, started, groupBy, aggregate } = view();
      return {
        version: version(),
        live: live(),
        query: {
          ...scope(),
          runs: null,
          sort,
          tree: tree && groupBy.length === 0,
          folded: [...folded()],
          filter,
          started,
          groupBy,
          aggregate,
          foldedGroups: [...foldedGroups()],
        },
      };
    },
    undefined,
    { equals: (a, b) => a === b || (!!a && !!b && canonicalJson(a) === canonicalJson(b)) },
  );
  let before = '';
  /** Tables that answer the question before them once more: their rows have moved, nobody asked for others. */
  const again = new Set<number>();
  const summary = createNewestAnswer(question, async ({ query }) => {
    // Other columns are another question to the rows, not to the table.
    const columns = untrack(choice).map((one) => one.id);
    const text = canonicalJson(query);
    const isAgain = text === before;
    before = text;
    const answer = await api.table(query, columns.length > 0 ? { count: FIRST_ROWS, columns } : undefined);
    again.clear();
    if (isAgain) again.add(answer.table);
    return answer;
  });
  const logged = createMemo((known: readonly ColumnInfo[]): readonly ColumnInfo[] => {
    const columns = summary()?.columns ?? [];
    const isThere = columns.some((info) => info.id === EXPERIMENT_COLUMN.id);
    return reuse(known, isMixed && !isThere ? [...columns, EXPERIMENT_COLUMN] : columns);
  }, []);
  // A slider of a chart changes the view many times a second: what hangs on its other parts must not hear of it.
  const chosen = createMemo(() => view().columns);
  const choice = createMemo(() => chosen() ?? defaultColumns(logged(), isMixed));
  const infos = createInfos({ api, view, summary, logged, choice });

  return {
    api,
    isMixed,
    experiments,
    scope,
    summary,
    isAgain: (table: number) => again.has(table),
    infos,
    choice,
    folded,
    setFolded,
    foldedGroups,
    setFoldedGroups,
  };
}

export type TableAnswer = ReturnType<typeof createTableAnswer>;

/** Every column that was logged, and the statistics that are shown or sorted by. */
function createInfos(options: {
  readonly api: QueryApi;
  readonly view: Accessor<ViewState>;
  readonly summary: Accessor<TableSummary | undefined>;
  readonly logged: Accessor<readonly ColumnInfo[]>;
  readonly choice: Accessor<readonly ColumnChoice[]>;
}): Accessor<readonly ColumnInfo[]> {
  const { api, summary, logged } = options;
  const wanted = createMemo(
    () =>
      statColumns(
        [...options.choice(), ...options.view().sort.map(({ column }) => ({ id: column }))].map(
          ({ id }) => id,
        ),
        logged(),
        new Map(),
      ).map((info) => info.id),
    [] as readonly ColumnId[],
    { equals: (a, b) => a.join('\n') === b.join('\n') },
  );
  const extents = createNewestAnswer(
    () => {
      const answer = summary();
      const columns = wanted();
      return answer && columns.length > 0 ? { table: answer.table, columns } : undefined;
    },
    async ({ table, columns }) => rangesOf(await api.columnValues(table, columns, null)),
  );
  return createMemo(() => {
    const stats = statColumns(wanted(), logged(), extents() ?? new Map());
    return stats.length > 0 ? [...logged(), ...stats] : logged();
  });
}

/** Rows for the grid; a new object for every answer and for other columns. */
export function createSource(options: {
  readonly answer: TableAnswer;
  readonly loadMembers: (group: GroupItem) => Promise<readonly RunKey[]>;
}): Accessor<GridSource<TableItem> | undefined> {
  const { api, choice, summary } = options.answer;
  // Width, order and pins change what is drawn, not what must be asked for.
  const columns = createMemo(() => choice().map((one) => one.id), [] as ColumnId[], {
    equals: isSameSet,
  });
  const freshen = createFreshRows(api);
  return createMemo(() => {
    const answer = summary();
    if (!answer) return undefined;
    const asked = columns();
    const fresh = freshen(asked);
    const { firstRows } = answer;
    let first = firstRows && isSameList(firstRows.columns, asked) ? firstRows.rows : undefined;
    const columnIndex = new Map(asked.map((column, index) => [column, index]));
    const loadRows = async (start: number, end: number): Promise<readonly TableItem[]> => {
      const came = start === 0 && end <= (first?.length ?? 0) ? first?.slice(0, end) : undefined;
      // Asked for again they may have been edited.
      first = undefined;
      const rows = came ?? (await api.rows(answer.table, start, end, asked));
      const items = rows.map((row): TableItem => ({ ...row, columnIndex }));
      fresh.loaded(items);
      return items;
    };
    return {
      rowCount: answer.rowCount,
      keyCount: answer.matchCount,
      loadRows,
      newest: fresh.newest,
      ...(options.answer.isAgain(answer.table)
        ? { keepsPlace: (key: string) => api.indexOf(answer.table, toRunKey(key)) }
        : {}),
      loadKeys: () => api.keys(answer.table),
      loadRangeKeys: async (start: number, end: number) => {
        const rows = await loadRows(start, end);
        const keys = await Promise.all(
          // What an open group stands for comes below it.
          rows.map((row) => (row.kind === 'run' ? [row.run] : row.folded ? options.loadMembers(row) : [])),
        );
        return keys.flat();
      },
    };
  });
}

function isSameSet(a: readonly ColumnId[], b: readonly ColumnId[]): boolean {
  return isSameList(a.toSorted(), b.toSorted());
}

function isSameList(a: readonly ColumnId[], b: readonly ColumnId[]): boolean {
  return a.length === b.length && a.every((column, at) => column === b[at]);
}
