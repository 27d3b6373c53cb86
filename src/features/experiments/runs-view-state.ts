import { createEffect, createMemo, createSignal } from 'solid-js';
import { type RunKey, toRunKey } from '../../domain/ids.ts';
import type { Layout, ViewState } from '../../domain/view-state.ts';
import type { ColumnId } from '../../rpc/query-api.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { createPacedLive } from '../../state/paced-live.ts';
import { useQuery } from '../../state/query.ts';
import type { ColumnState, GridSort } from '../../ui/data-grid/index.ts';
import { toColumnChoice, toColumnState } from './column-choice.ts';
import { createGroupMembers } from './group/group-members.ts';
import { createGroupNames } from './group/group-names.ts';
import { recallView } from './left-views.ts';
import { createScene } from './view/scene.ts';
import { createSource, createTableAnswer } from './view/table-answer.ts';
import { createTableView } from './view/table-view.ts';
import { addressOf } from './view/view-address.ts';

/** Which experiments there are changes seldom while runs go on. */
const EXPERIMENTS_MS = 2000;

/** One table of runs: what was asked, what came back, and what the person chose to see of it. */
export function createRunsView(id: string, open: (run: RunKey) => void) {
  const { api, version, workspace } = useQuery();
  const left = recallView(workspace(), id);
  const table = createTableView(workspace(), id, left);
  const { view, change } = table;
  const [isHeld, setHeld] = createSignal(false);
  const answer = createTableAnswer({ id, view, isReading: table.isReading, isHeld });
  const { summary, infos, choice, folded, setFolded, foldedGroups, setFoldedGroups } = answer;
  setFolded(left.folded);
  setFoldedGroups(left.foldedGroups);
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(left.selected);
  /** The column whose value at the best step of another metric is being asked for. */
  const [askedAtBest, askAtBest] = createSignal<ColumnId | null>(null);
  createEffect(() =>
    Object.assign(left, { folded: folded(), foldedGroups: foldedGroups(), selected: selected() }),
  );
  const columnState = createMemo(() => toColumnState(choice(), infos()));
  const members = createGroupMembers({ api: answer.api, summary, selected });
  const source = createSource({ answer, loadMembers: members.loadMembers });
  const filter = createMemo(() => view().filter);
  const setFilter = (next: string) => {
    if (next !== filter()) change({ filter: next });
  };
  /** The filter that the rows match: behind a mistake the one before it. Undefined until the first answer. */
  const applied = createMemo(() => summary()?.filter);
  const chosenHere = createMemo(() => {
    const answered = summary();
    return answered && selected().size > 0
      ? { table: answered.table, runs: [...selected()].map(toRunKey) }
      : undefined;
  });
  const unlisted = createNewestAnswer(chosenHere, ({ table, runs }) => api.unlisted(table, runs));
  const live = createPacedLive(EXPERIMENTS_MS);
  const experimentList = createNewestAnswer(
    () => (version() > 0 ? { version: version(), live: live() } : undefined),
    () => api.experiments(),
  );
  const names = createGroupNames(api, experimentList);
  const title = createMemo(() => {
    const { experiments } = answer;
    if (experiments === 'all') return 'All runs';
    return experiments
      .map((key) => names.experiment(key))
      .filter(Boolean)
      .join(', ');
  });
  const scene = createScene({ names, id, title, table, answer, selected, setSelected, applied, open });

  return {
    id,
    /** What the table is called; '' until that is known. */
    title,
    api: answer.api,
    isMixed: answer.isMixed,
    experiments: answer.experiments,
    view,
    change,
    addressOf,
    summary,
    infos,
    source,
    members,
    /** Every experiment there is; undefined until the first answer. */
    experimentList,
    names,
    scene,
    /** Of the runs that are chosen, those that the table does not list: two searches may choose for one comparison. */
    unlisted: () => (selected().size > 0 ? (unlisted() ?? 0) : 0),
    /** While somebody is in the menu of a row, rows keep their order. */
    hold: setHeld,
    gridMemory: left.grid,
    columnState,
    scope: answer.scope,
    filter,
    setFilter,
    applied,
    selected,
    setSelected,
    askedAtBest,
    askAtBest,
    showsDeleted: () => view().showsDeleted,
    setShowsDeleted: (showsDeleted: boolean) => change({ showsDeleted }),
    showsArchived: () => view().showsArchived,
    setShowsArchived: (showsArchived: boolean) => change({ showsArchived }),
    setColumnState: (state: readonly ColumnState[]) => change({ columns: toColumnChoice(state) }),
    resetColumns: () => change({ columns: null }),
    setSort: (sort: readonly GridSort[]) => change({ sort }),
    setTree: (tree: boolean) => change({ tree }),
    setLayout: (layout: Layout) => layout !== view().layout && change({ layout }, 'step'),
    setGroupBy: (groupBy: readonly ColumnId[]) => {
      setFoldedGroups(new Set<string>());
      change({ groupBy }, 'step');
    },
    show: (next: ViewState) => change(next, 'step'),
    fold(run: RunKey, fold: boolean): void {
      setFolded(withMember(folded(), run, fold));
    },
    foldGroup(group: string, fold: boolean): void {
      setFoldedGroups(withMember(foldedGroups(), group, fold));
    },
  };
}

export type RunsView = ReturnType<typeof createRunsView>;

function withMember<Member>(set: ReadonlySet<Member>, member: Member, isIn: boolean): ReadonlySet<Member> {
  const next = new Set(set);
  if (isIn) next.add(member);
  else next.delete(member);
  return next;
}
