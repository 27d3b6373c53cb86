import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { Aggregate } from '../../../domain/view-state.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import { Button } from '../../../ui/button.tsx';
import { SearchBox } from '../../../ui/search-box.tsx';
import type { RunsView } from '../runs-view-state.ts';
import { distinctText, fieldLabel, groupingFields } from './field-options.ts';

const MOST_LEVELS = 8;
const MOST_LISTED = 200;
const AGGREGATES: readonly { readonly value: Aggregate; readonly label: string }[] = [
  { value: 'mean', label: 'Mean' },
  { value: 'mean-std', label: 'Mean ± standard deviation' },
  { value: 'median', label: 'Median' },
  { value: 'min', label: 'Minimum' },
  { value: 'max', label: 'Maximum' },
  { value: 'std', label: 'Standard deviation' },
];

/** Which fields the rows are grouped by, outermost first, and what stands for a group in its cells. */
export function GroupPanel(props: { readonly view: RunsView }): JSX.Element {
  const { view } = props;
  const [search, setSearch] = createSignal('');
  const levels = () => view.view().groupBy;
  const fields = createMemo(() => {
    const words = search().toLowerCase().split(/\s+/).filter(Boolean);
    return groupingFields(view.infos()).filter(({ label }) =>
      words.every((word) => label.toLowerCase().includes(word)),
    );
  });
  // Listed by id: each answer of the table brings new objects, and a box that is made anew has lost the focus.
  const fieldsById = createMemo(() => new Map(fields().map((field) => [field.id, field])));
  const toggle = (id: ColumnId, isLevel: boolean) =>
    view.setGroupBy(isLevel ? [...levels(), id] : levels().filter((one) => one !== id));
  const move = (index: number, by: -1 | 1) => {
    const next = [...levels()];
    const [moved] = next.splice(index, 1);
    if (moved === undefined || index + by < 0) return;
    next.splice(index + by, 0, moved);
    view.setGroupBy(next);
  };
  return (
    <div class="choice-panel">
      <div class="choice-head">
        <SearchBox label="Find fields" value={search()} onInput={setSearch} />
        <Button variant="quiet" small disabled={levels().length === 0} onClick={() => view.setGroupBy([])}>
          Ungroup
        </Button>
      </div>
      <div class="choice-body">
        <Show when={levels().length > 0}>
          <section aria-label="Levels, outermost first">
            <h3>Levels, outermost first</h3>
            <ol>
              <For each={levels()}>
                {(id, index) => (
                  <li class="column-entry">
                    <span class="cut">{fieldLabel(id)}</span>
                    <Button
                      variant="quiet"
                      small
                      icon="arrow-up"
                      label={`Move ${fieldLabel(id)} up`}
                      disabled={index() === 0}
                      onClick={() => move(index(), -1)}
                    />
                    <Button
                      variant="quiet"
                      small
                      icon="arrow-down"
                      label={`Move ${fieldLabel(id)} down`}
                      disabled={index() === levels().length - 1}
                      onClick={() => move(index(), 1)}
                    />
                    <Button
                      variant="quiet"
                      small
                      icon="close"
                      label={`Do not group by ${fieldLabel(id)}`}
                      onClick={() => toggle(id, false)}
                    />
                  </li>
                )}
              </For>
            </ol>
          </section>
          <label class="labelled-field">
            <span>Show in group rows</span>
            <select
              class="field"
              value={view.view().aggregate}
              onChange={(event) => view.change({ aggregate: event.currentTarget.value as Aggregate })}
            >
              <For each={AGGREGATES}>{({ value, label }) => <option value={value}>{label}</option>}</For>
            </select>
          </label>
        </Show>
        <fieldset>
          <legend>Fields</legend>
          <For each={[...fieldsById().keys()].slice(0, MOST_LISTED)}>
            {(id) => (
              <label class="column-entry">
                <input
                  type="checkbox"
                  checked={levels().includes(id)}
                  disabled={levels().length >= MOST_LEVELS && !levels().includes(id)}
                  onChange={(event) => toggle(id, event.currentTarget.checked)}
                />
                <span class="cut" title={fieldLabel(id)}>
                  {fieldLabel(id)}
                </span>
                <Show when={fieldsById().get(id)?.distinct}>
                  {(distinct) => <span class="muted">{distinctText(distinct())}</span>}
                </Show>
              </label>
            )}
          </For>
          <Show when={fields().length > MOST_LISTED}>
            <p class="muted">{fields().length - MOST_LISTED} more: search for them by name.</p>
          </Show>
          <Show when={fields().length === 0}>
            <p class="muted">No field has this name.</p>
          </Show>
        </fieldset>
      </div>
    </div>
  );
}
