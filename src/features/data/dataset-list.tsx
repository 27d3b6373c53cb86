import { A, useNavigate } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount, formatTime } from '../../base/format.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { moveInGrid } from '../../ui/table-keys.ts';
import { type DatasetGroup, groupDatasets } from './dataset-groups.ts';
import { DropArea, DropZone } from './drop-zone.tsx';
import { createTaking } from './taking.ts';

const STEP = 200;
const SEARCH_FROM = 12;

/** Every dataset by name. */
export function DatasetList(): JSX.Element {
  const { api, version } = useQuery();
  const share = useShare();
  const navigate = useNavigate();
  const [search, setSearch] = createSignal('');
  const [limit, setLimit] = createSignal(STEP);
  const datasets = createNewestAnswer(
    () => version() || undefined,
    () => api.datasets(),
  );
  const groups = createMemo(() => groupDatasets(datasets() ?? []));
  const word = () => search().trim().toLowerCase();
  const found = createMemo(() => groups().filter(({ name }) => name.toLowerCase().includes(word())));
  const hidden = () => Math.max(0, found().length - limit());
  const taking = createTaking({
    dataset: () => null,
    keepsVersions: () => false,
    onTaken: ({ dataset }) => dataset && navigate(`/data/${encodeURIComponent(dataset)}`),
  });
  return (
    <DropArea class="data-screen" taking={share.canEdit() ? taking : null} words="Drop to take a fingerprint">
      <header class="data-head">
        <h1>Data</h1>
        <Show when={datasets() && groups().length > 0}>
          <span class="muted">{formatCount(groups().length)}</span>
        </Show>
      </header>
      <Show when={share.canEdit()}>
        <DropZone
          taking={taking}
          hint="or drop one here: Cairn finds the dataset it is, or makes one. The data itself is not kept."
        />
      </Show>
      <Show when={datasets()}>
        <Show
          when={groups().length > 0}
          fallback={
            <EmptyState
              title="No dataset yet"
              text="Datasets come with imported runs that logged their inputs, or from a data file shown to Cairn."
            />
          }
        >
          <Show when={groups().length >= SEARCH_FROM}>
            <div class="data-search">
              <SearchBox label="Search datasets" value={search()} onInput={setSearch} />
            </div>
          </Show>
          <ScrollBox class="data-card" label="All datasets">
            {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid, as the product names it */}
            <table class="data-table" role="grid" aria-label="Datasets" onKeyDown={moveInGrid}>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col" class="is-number">
                    Versions
                  </th>
                  <th scope="col">Last used</th>
                  <th scope="col" class="is-number">
                    Runs
                  </th>
                  <th scope="col" class="is-number">
                    Rows
                  </th>
                  <th scope="col">Source</th>
                </tr>
              </thead>
              <tbody>
                <For each={found().slice(0, limit())}>{(group) => <GroupRow group={group} />}</For>
              </tbody>
            </table>
          </ScrollBox>
          <Show when={hidden() > 0}>
            <p class="data-more">
              <Button small onClick={() => setLimit((old) => old + STEP)}>
                Show {formatCount(Math.min(STEP, hidden()))} more
              </Button>
              <span class="muted">{formatCount(hidden())} datasets not shown</span>
            </p>
          </Show>
        </Show>
      </Show>
    </DropArea>
  );
}

function GroupRow(props: { readonly group: DatasetGroup }): JSX.Element {
  const newest = () => props.group.versions[0];
  const rows = () => newest()?.rows ?? null;
  return (
    <tr>
      <th scope="row">
        <A href={`/data/${encodeURIComponent(newest()?.key ?? '')}`}>{props.group.name || '(no name)'}</A>
      </th>
      <td class="is-number">{formatCount(props.group.versions.length)}</td>
      <td class="is-time">{formatTime(props.group.lastUsedMs)}</td>
      <td class="is-number">{formatCount(props.group.runs)}</td>
      <td class="is-number">{rows() === null ? '–' : formatCount(rows() ?? 0)}</td>
      <td>
        <span class="data-source cut" title={newest()?.sourceText}>
          {newest()?.sourceText || newest()?.sourceType || '–'}
        </span>
      </td>
    </tr>
  );
}
