import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { ColumnInfo, ColumnKind } from '../../../rpc/query-api.ts';
import { Button } from '../../../ui/button.tsx';
import {
  type ColumnState,
  hideColumn,
  nudgeColumn,
  pinColumn,
  visibleColumns,
} from '../../../ui/data-grid/index.ts';
import { SearchBox } from '../../../ui/search-box.tsx';
import { showColumn } from '../column-choice.ts';
import type { RunsView } from '../runs-view-state.ts';
import { columnName } from './column-name.ts';
import { StatSelect } from './stat-select.tsx';

const KINDS: readonly { readonly kind: ColumnKind; readonly title: string }[] = [
  { kind: 'attribute', title: 'Run' },
  { kind: 'metric', title: 'Metrics' },
  { kind: 'param', title: 'Parameters' },
  { kind: 'tag', title: 'Tags' },
];
/** Per kind; the search finds the rest. */
const MOST_LISTED = 200;

export function ColumnsPanel(props: { readonly view: RunsView }): JSX.Element {
  const { view } = props;
  const [search, setSearch] = createSignal('');
  const byId = createMemo(() => new Map(view.infos().map((info) => [info.id, info])));
  const shown = createMemo(() => {
    const { pinned, free } = visibleColumns(view.columnState());
    return [...pinned, ...free].filter((column) => byId().has(column.id));
  });
  const matching = createMemo(() => {
    const words = search().toLowerCase().split(/\s+/).filter(Boolean);
    // Statistics of a metric are chosen at the metric, not listed beside it.
    return view.infos().filter((info) => {
      if (info.kind === 'metric' && info.id !== `metrics.${info.key}`) return false;
      const name = columnName(info).toLowerCase();
      return words.every((word) => name.includes(word));
    });
  });
  const isShown = createMemo(() => new Set(shown().map((column) => column.id)));
  const toggle = (info: ColumnInfo, show: boolean) => {
    const state = view.columnState();
    view.setColumnState(show ? showColumn(state, info) : hideColumn(state, info.id, true));
  };
  return (
    <div class="choice-panel">
      <div class="choice-head">
        <SearchBox label="Find columns" value={search()} onInput={setSearch} />
        <Button variant="quiet" small onClick={() => view.resetColumns()}>
          Reset
        </Button>
      </div>
      <div class="choice-body">
        <Show when={search() === ''}>
          <section aria-labelledby="columns-shown">
            <h3 id="columns-shown">Shown, in order</h3>
            <ul>
              <For each={shown()}>
                {(column) => <ShownColumn view={view} column={column} info={byId().get(column.id)!} />}
              </For>
            </ul>
          </section>
        </Show>
        <For each={KINDS}>
          {({ kind, title }) => (
            <ColumnKindList
              title={title}
              infos={matching().filter((info) => info.kind === kind)}
              isShown={(id) => isShown().has(id)}
              onToggle={toggle}
            />
          )}
        </For>
        <Show when={matching().length === 0}>
          <p class="muted">No column has this name.</p>
        </Show>
      </div>
    </div>
  );
}

function ShownColumn(props: {
  readonly view: RunsView;
  readonly column: ColumnState;
  readonly info: ColumnInfo;
}): JSX.Element {
  const change = (next: readonly ColumnState[]) => props.view.setColumnState(next);
  const state = () => props.view.columnState();
  const name = () => columnName(props.info);
  const { id } = props.column;
  return (
    <li class="column-entry">
      <span class="cut" title={name()}>
        {props.info.kind === 'metric' ? props.info.key : name()}
      </span>
      <Show when={props.info.kind === 'metric'}>
        <StatSelect view={props.view} id={id} />
      </Show>
      <Button
        variant="quiet"
        small
        icon="pin"
        label={`Pin ${name()}`}
        aria-pressed={props.column.pinned}
        onClick={() => change(pinColumn(state(), id, !props.column.pinned))}
      />
      <Button
        variant="quiet"
        small
        icon="arrow-up"
        label={`Move ${name()} up`}
        onClick={() => change(nudgeColumn(state(), id, -1))}
      />
      <Button
        variant="quiet"
        small
        icon="arrow-down"
        label={`Move ${name()} down`}
        onClick={() => change(nudgeColumn(state(), id, 1))}
      />
      <Button
        variant="quiet"
        small
        icon="close"
        label={`Hide ${name()}`}
        onClick={() => change(hideColumn(state(), id, true))}
      />
    </li>
  );
}

function ColumnKindList(props: {
  readonly title: string;
  readonly infos: readonly ColumnInfo[];
  readonly isShown: (id: string) => boolean;
  readonly onToggle: (info: ColumnInfo, show: boolean) => void;
}): JSX.Element {
  return (
    <Show when={props.infos.length > 0}>
      <fieldset>
        <legend>
          {props.title} <span class="muted">{props.infos.length}</span>
        </legend>
        <For each={props.infos.slice(0, MOST_LISTED)}>
          {(info) => (
            <label class="column-entry">
              <input
                type="checkbox"
                checked={props.isShown(info.id)}
                onChange={(event) => props.onToggle(info, event.currentTarget.checked)}
              />
              <span class="cut" title={columnName(info)}>
                {info.kind === 'attribute' ? columnName(info) : info.key}
              </span>
            </label>
          )}
        </For>
        <Show when={props.infos.length > MOST_LISTED}>
          <p class="muted">{props.infos.length - MOST_LISTED} more: search for them by name.</p>
        </Show>
      </fieldset>
    </Show>
  );
}
