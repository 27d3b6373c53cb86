import { type Accessor, createMemo, type JSX, onCleanup, Show } from 'solid-js';
import { useEdits } from '../../state/edits.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { createClock } from '../../ui/clock.ts';
import {
  CardList,
  DataGrid,
  type DataGridProps,
  type GridSets,
  type GridSource,
  type GridTree,
} from '../../ui/data-grid/index.ts';
import { columnItems } from './columns/column-items.ts';
import { GroupCard } from './group/group-card.tsx';
import { GroupName } from './group/group-name.tsx';
import type { RunTools } from './organise/run-tools.tsx';
import { RUN_CARD_HEIGHT, RunCard } from './run-card.tsx';
import { makeRenderStatus, toGridColumn } from './run-columns.tsx';
import { RunName } from './run-name.tsx';
import type { GroupItem, RunRow, TableItem } from './run-row.ts';
import type { RunsView } from './runs-view-state.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** The rows of the table: a grid, or cards where the screen is narrow. */
export function RunsRows(props: {
  readonly view: RunsView;
  readonly tools: RunTools;
  readonly source: GridSource<TableItem>;
  readonly isNarrow: boolean;
}): JSX.Element {
  const { view } = props;
  const { scene } = view;
  const edits = useEdits();
  const share = useShare();
  const { pulse } = useQuery();
  const hasLive = createMemo(() => pulse().liveCount > 0);
  const nowMs = createClock(() => MINUTE_MS);
  const signMs = createClock(() => (hasLive() ? SECOND_MS : MINUTE_MS));
  const renderStatus = makeRenderStatus(signMs);
  const renderName = (row: Accessor<TableItem>) => {
    const run = () => asRun(row());
    const group = () => asGroup(row());
    return (
      <Show
        when={run()}
        fallback={
          <Show when={group()}>{(item) => <GroupName row={item()} names={view.names} scene={scene} />}</Show>
        }
      >
        {(item) => <RunName row={item()} scene={scene} />}
      </Show>
    );
  };
  const context = {
    nowMs,
    signMs,
    hasLive,
    renderName,
    renderStatus,
    experimentName: view.names.experiment,
    aggregate: createMemo(() => view.view().aggregate),
  };
  const sort = createMemo(() => view.view().sort);
  const columns = createMemo(() => {
    const byId = new Map(view.infos().map((info) => [info.id, info]));
    return view.columnState().flatMap(({ id, hidden }) => {
      const info = byId.get(id);
      return info && !hidden ? [toGridColumn(info, context)] : [];
    });
  });
  const tree: GridTree<TableItem> = {
    column: 'name',
    place: (item) => (item.kind === 'run' ? item : { ...item, childCount: item.runs }),
    onFold: (item, folded) =>
      item.kind === 'run' ? view.fold(item.run, folded) : view.foldGroup(item.id, folded),
  };
  const sets: GridSets<TableItem> = {
    isSet: (item) => item.kind === 'group',
    loadMembers: async (item) => (item.kind === 'group' ? view.members.loadMembers(item) : [item.run]),
    selected: (item) => item.kind === 'group' && view.members.selection(item),
  };
  const rowClass = (item: TableItem): string => {
    if (item.kind === 'group') return 'is-group';
    const faded = `${item.deleted ? 'is-deleted' : ''}${item.archived ? ' is-archived' : ''}`;
    return scene.isLit(item.run) ? `${faded} is-lit` : faded;
  };
  /** Absent where nothing can be changed: the browser has a menu of its own. */
  const onRowAction: NonNullable<DataGridProps<TableItem>['onRowAction']> = (item, action, at) => {
    if (item.kind === 'run') props.tools.onRowAction(item, action, at);
  };
  const toggleEye = (item: TableItem) => {
    const id = item.kind === 'run' ? item.run : item.id;
    if (item.kind === 'run' || scene.groupOf(id)) scene.setEye(id, !scene.isDrawn(id));
  };
  onCleanup(() => scene.light(null));

  return (
    <Show
      when={props.isNarrow}
      fallback={
        <DataGrid
          name="Runs"
          columns={columns()}
          columnState={view.columnState()}
          onColumnState={view.setColumnState}
          source={props.source}
          rowKey={(item) => (item.kind === 'run' ? item.run : item.id)}
          rowLabel={(item) =>
            item.kind === 'run' ? item.name : `the ${item.runs} runs of ${view.names.label(item.path)}`
          }
          rowClass={rowClass}
          sort={sort()}
          onSort={view.setSort}
          selected={view.selected()}
          onSelected={view.setSelected}
          onOpen={(item) => (item.kind === 'run' ? scene.open(item.run) : tree.onFold(item, !item.folded))}
          {...(share.canEdit() ? { onRowAction } : {})}
          tree={tree}
          sets={sets}
          onPoint={(item) => scene.light(item?.kind === 'run' ? item.run : null)}
          onRowKey={(item, key) => {
            if (key !== 'e') return false;
            toggleEye(item);
            return true;
          }}
          columnItems={(id) => columnItems(view, edits, share.canEdit(), id)}
          memory={view.gridMemory}
        />
      }
    >
      <CardList
        name="Runs"
        source={props.source}
        cardHeight={RUN_CARD_HEIGHT}
        renderCard={(item) => (
          <Show
            when={asRun(item())}
            fallback={
              <Show when={asGroup(item())}>
                {(group) => <GroupCard row={group()} columns={columns()} view={view} />}
              </Show>
            }
          >
            {(run) => (
              <RunCard
                row={run()}
                columns={columns()}
                view={view}
                nowMs={signMs()}
                onMenu={props.tools.onRowAction}
              />
            )}
          </Show>
        )}
      />
    </Show>
  );
}

function asRun(item: TableItem): RunRow | undefined {
  return item.kind === 'run' ? item : undefined;
}

function asGroup(item: TableItem): GroupItem | undefined {
  return item.kind === 'group' ? item : undefined;
}
