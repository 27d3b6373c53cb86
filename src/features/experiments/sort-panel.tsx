import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { SortKey } from '../../domain/sort-key.ts';
import type { ColumnId } from '../../rpc/query-api.ts';
import { Button } from '../../ui/button.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { columnName } from './columns/column-name.ts';
import type { RunsView } from './runs-view-state.ts';

const MOST_KEYS = 8;
const MOST_LISTED = 50;

/** The keys the table is sorted by, the first one first. */
export function SortPanel(props: { readonly view: RunsView }): JSX.Element {
  const { view } = props;
  const [search, setSearch] = createSignal('');
  const keys = () => view.view().sort;
  const byId = createMemo(() => new Map(view.infos().map((info) => [info.id, info])));
  const nameOf = (id: ColumnId) => {
    const info = byId().get(id);
    return info ? columnName(info) : id;
  };
  /** Columns that are shown first, and of the rest what the search finds. */
  const others = createMemo(() => {
    const words = search().toLowerCase().split(/\s+/).filter(Boolean);
    const used = new Set(keys().map(({ column }) => column));
    const shown = new Set(view.columnState().flatMap(({ id, hidden }) => (hidden ? [] : [id])));
    const isFound = (id: ColumnId) => words.every((word) => nameOf(id).toLowerCase().includes(word));
    const found = view.infos().filter(({ id }) => !used.has(id) && isFound(id));
    return [...found.filter(({ id }) => shown.has(id)), ...found.filter(({ id }) => !shown.has(id))];
  });
  const replace = (index: number, key: SortKey) =>
    view.setSort(keys().map((one, at) => (at === index ? key : one)));
  const remove = (index: number) => view.setSort(keys().filter((_, at) => at !== index));
  const move = (index: number, by: -1 | 1) => {
    const next = [...keys()];
    const [moved] = next.splice(index, 1);
    if (!moved || index + by < 0) return;
    next.splice(index + by, 0, moved);
    view.setSort(next);
  };
  const add = (column: ColumnId) => {
    const info = byId().get(column);
    const descending = column === 'started' || column === 'duration' || info?.direction === 'higher';
    view.setSort([...keys(), { column, descending }]);
  };
  return (
    <div class="choice-panel">
      <div class="choice-body">
        <section aria-label="Sorted by">
          <h3>Sorted by</h3>
          <ol>
            <For each={keys()}>
              {(key, index) => (
                <li class="column-entry">
                  <span class="muted">{index() + 1}</span>
                  <span class="cut" title={nameOf(key.column)}>
                    {nameOf(key.column)}
                  </span>
                  <select
                    class="field"
                    aria-label={`Order of ${nameOf(key.column)}`}
                    value={key.descending ? 'descending' : 'ascending'}
                    onChange={(event) =>
                      replace(index(), { ...key, descending: event.currentTarget.value === 'descending' })
                    }
                  >
                    <option value="ascending">Ascending</option>
                    <option value="descending">Descending</option>
                  </select>
                  <Button
                    variant="quiet"
                    small
                    icon="arrow-up"
                    label={`Move ${nameOf(key.column)} up`}
                    disabled={index() === 0}
                    onClick={() => move(index(), -1)}
                  />
                  <Button
                    variant="quiet"
                    small
                    icon="arrow-down"
                    label={`Move ${nameOf(key.column)} down`}
                    disabled={index() === keys().length - 1}
                    onClick={() => move(index(), 1)}
                  />
                  <Button
                    variant="quiet"
                    small
                    icon="close"
                    label={`Do not sort by ${nameOf(key.column)}`}
                    onClick={() => remove(index())}
                  />
                </li>
              )}
            </For>
          </ol>
          <Show when={keys().length === 0}>
            <p class="muted">Not sorted: runs come as they were read.</p>
          </Show>
        </section>
        <Show when={keys().length < MOST_KEYS}>
          <section aria-label="Add a key">
            <h3>Add a key</h3>
            <SearchBox label="Find columns to sort by" value={search()} onInput={setSearch} />
            <ul class="pick-list">
              <For each={others().slice(0, MOST_LISTED)}>
                {(info) => (
                  <li>
                    <Button variant="quiet" small icon="plus" onClick={() => add(info.id)}>
                      <span class="cut">{columnName(info)}</span>
                    </Button>
                  </li>
                )}
              </For>
            </ul>
            <Show when={others().length > MOST_LISTED}>
              <p class="muted">{others().length - MOST_LISTED} more: search for them by name.</p>
            </Show>
          </section>
        </Show>
      </div>
    </div>
  );
}
