import { A } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { runColour } from '../../domain/run-colour.ts';
import type { GridColumn } from '../../ui/data-grid/index.ts';
import type { RunRow } from './run-row.ts';
import { RunStatusMark } from './run-status-mark.tsx';
import type { RunsView } from './runs-view-state.ts';

export const RUN_CARD_HEIGHT = 104;
const CARD_METRICS = 3;

/** A run on a narrow screen: its name, its state, and the first three metrics that were chosen as columns. */
export function RunCard(props: {
  readonly row: RunRow;
  readonly columns: readonly GridColumn<RunRow>[];
  readonly view: RunsView;
}): JSX.Element {
  const colour = () => runColour(props.row.run);
  const metrics = () =>
    props.columns.filter((column) => column.id.startsWith('metrics.')).slice(0, CARD_METRICS);
  const started = () => props.columns.find((column) => column.id === 'started');
  const isSelected = () => props.view.selected().has(props.row.run);
  const toggle = () => {
    const next = new Set(props.view.selected());
    if (!next.delete(props.row.run)) next.add(props.row.run);
    props.view.setSelected(next);
  };
  return (
    <article class={`run-card${props.row.deleted ? ' is-deleted' : ''}${isSelected() ? ' is-selected' : ''}`}>
      <div class="run-card-head">
        <input
          type="checkbox"
          checked={isSelected()}
          aria-label={`Select ${props.row.name}`}
          onChange={toggle}
        />
        <span
          class={`run-swatch run-hue-${colour().hue}${colour().dashed ? ' is-dashed' : ''}`}
          aria-hidden="true"
        />
        <A class="run-link cut" href={`/runs/${encodeURIComponent(props.row.run)}`}>
          {props.row.name}
        </A>
        <Show when={props.row.childCount > 0}>
          <span class="run-children">{props.row.childCount}</span>
        </Show>
      </div>
      <dl class="run-card-metrics">
        <For each={metrics()}>
          {(column) => (
            <div>
              <dt class="cut muted">{column.label}</dt>
              <dd class={column.text(props.row).tone}>{column.text(props.row).text}</dd>
            </div>
          )}
        </For>
      </dl>
      <div class="run-card-foot muted">
        <RunStatusMark status={props.row.status} />
        <span>{started()?.text(props.row).text}</span>
      </div>
    </article>
  );
}
