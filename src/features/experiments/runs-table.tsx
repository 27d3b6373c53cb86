import { useNavigate } from '@solidjs/router';
import { createEffect, createMemo, createSignal, type JSX, Match, onCleanup, Show, Switch } from 'solid-js';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { CardList, DataGrid, type GridSource, type GridTree } from '../../ui/data-grid/index.ts';
import { RUN_CARD_HEIGHT, RunCard } from './run-card.tsx';
import { toGridColumn } from './run-columns.tsx';
import type { RunRow } from './run-row.ts';
import { NoMatch, NoRuns } from './runs-empty.tsx';
import { RunsFoot } from './runs-foot.tsx';
import { RunsHeader } from './runs-header.tsx';
import { createRunsView } from './runs-view-state.ts';

const MINUTE_MS = 60_000;

export function RunsTable(props: { readonly id: string }): JSX.Element {
  const view = createRunsView(props.id);
  const { api, version } = useQuery();
  const navigate = useNavigate();
  const nowMs = createClock();
  const isNarrow = createMediaQuery('(max-width: 640px)');
  const experiments = createNewestAnswer(
    () => version() || undefined,
    () => api.experiments(),
  );
  const experimentNames = createMemo(
    () => new Map((experiments() ?? []).map(({ record }) => [record.key, record.name])),
  );
  const columns = createMemo(() => {
    const byId = new Map(view.infos().map((info) => [info.id, info]));
    const context = {
      nowMs,
      experimentName: (key: RunRow['experiment']) => experimentNames().get(key) ?? '',
    };
    return view.columnState().flatMap(({ id, hidden }) => {
      const info = byId.get(id);
      return info && !hidden ? [toGridColumn(info, context)] : [];
    });
  });
  const tree: GridTree<RunRow> = {
    column: 'name',
    place: (row) => row,
    onFold: (row, folded) => view.fold(row.run, folded),
  };
  const openRun = (row: RunRow) => navigate(`/runs/${encodeURIComponent(row.run)}`);
  const experiment = () => experiments()?.find(({ record }) => record.key === props.id)?.record;
  const isEmpty = () => view.summary()?.rowCount === 0;
  createEffect(() => {
    document.title = `${experiment()?.name ?? 'All runs'} · Cairn`;
  });

  return (
    <div class="runs-screen">
      <RunsHeader view={view} experiment={experiment()} />
      <Switch>
        <Match when={isEmpty() && (view.applied() ?? '') !== ''}>
          <NoMatch filter={view.applied() ?? ''} onClear={() => view.setFilter('')} />
        </Match>
        <Match when={isEmpty()}>
          <NoRuns hasDeleted={(view.summary()?.deletedCount ?? 0) > 0 && !view.showsDeleted()} />
        </Match>
        <Match when={view.source()}>{(source) => table(source)}</Match>
      </Switch>
      <RunsFoot view={view} />
    </div>
  );

  function table(source: () => GridSource<RunRow>): JSX.Element {
    return (
      <Show
        when={isNarrow()}
        fallback={
          <DataGrid
            name="Runs"
            columns={columns()}
            columnState={view.columnState()}
            onColumnState={view.setColumnState}
            source={source()}
            rowKey={(row) => row.run}
            rowLabel={(row) => row.name}
            rowClass={(row) => (row.deleted ? 'is-deleted' : '')}
            sort={view.view().sort}
            onSort={view.setSort}
            selected={view.selected()}
            onSelected={view.setSelected}
            onOpen={openRun}
            tree={tree}
            memory={view.gridMemory}
          />
        }
      >
        <CardList
          name="Runs"
          source={source()}
          cardHeight={RUN_CARD_HEIGHT}
          renderCard={(row) => <RunCard row={row()} columns={columns()} view={view} />}
        />
      </Show>
    );
  }
}

function createClock(): () => number {
  const [nowMs, setNowMs] = createSignal(Date.now());
  const timer = setInterval(() => setNowMs(Date.now()), MINUTE_MS);
  onCleanup(() => clearInterval(timer));
  return nowMs;
}

function createMediaQuery(text: string): () => boolean {
  const query = matchMedia(text);
  const [matches, setMatches] = createSignal(query.matches);
  const follow = () => setMatches(query.matches);
  query.addEventListener('change', follow);
  onCleanup(() => query.removeEventListener('change', follow));
  return matches;
}
