import { createUniqueId, For, type JSX } from 'solid-js';
import type { RunsView } from './runs-view-state.ts';
import { fromLocalInput, isSameRange, RANGES, toLocalInput } from './time-range.ts';

/** When the runs began: one of the usual stretches, or moments of one's own. */
export function TimePanel(props: { readonly view: RunsView }): JSX.Element {
  const { view } = props;
  const group = createUniqueId();
  const started = () => view.view().started;
  const custom = () => {
    const range = started();
    return range !== null && 'fromMs' in range ? range : null;
  };
  const set = (part: { readonly fromMs?: number | null; readonly toMs?: number | null }) => {
    const next = { fromMs: custom()?.fromMs ?? null, toMs: custom()?.toMs ?? null, ...part };
    view.change({ started: next.fromMs === null && next.toMs === null ? null : next });
  };
  return (
    <div class="choice-panel">
      <fieldset class="choice-body time-panel">
        <legend class="unseen">Started</legend>
        <div>
          <For each={RANGES}>
            {(range) => (
              <label class="column-entry">
                <input
                  type="radio"
                  name={group}
                  checked={isSameRange(range.started, started())}
                  onChange={() => view.change({ started: range.started })}
                />
                <span class="cut">{range.label.replace(/^./, (letter) => letter.toUpperCase())}</span>
              </label>
            )}
          </For>
        </div>
        <label class="labelled-field">
          <span>From</span>
          <input
            type="datetime-local"
            class="field"
            value={toLocalInput(custom()?.fromMs ?? null)}
            onChange={(event) => set({ fromMs: fromLocalInput(event.currentTarget.value) })}
          />
        </label>
        <label class="labelled-field">
          <span>To</span>
          <input
            type="datetime-local"
            class="field"
            value={toLocalInput(custom()?.toMs ?? null)}
            onChange={(event) => set({ toMs: fromLocalInput(event.currentTarget.value) })}
          />
        </label>
      </fieldset>
    </div>
  );
}
