import { A } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { paletteColour } from '../../domain/run-colour.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import type { GridColumn } from '../../ui/data-grid/index.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Box } from '../../ui/popover-place.ts';
import { Eye } from './eye.tsx';
import { cellOf, type RunRow, type TableItem } from './run-row.ts';
import { RunStatusMark } from './run-status-mark.tsx';
import type { RunsView } from './runs-view-state.ts';

export const RUN_CARD_HEIGHT = 112;
const CARD_METRICS = 3;

/** A run on a narrow screen: its name, its state, and the first three metrics that were chosen as columns. */
export function RunCard(props: {
  readonly row: RunRow;
  readonly columns: readonly GridColumn<TableItem>[];
  readonly view: RunsView;
  readonly nowMs: number;
  readonly onMenu: (row: RunRow, action: 'menu', at: Box) => void;
}): JSX.Element {
  const share = useShare();
  const edits = useEdits();
  /** In the order of the columns; those that the run has before those that it has not. */
  const metrics = () => {
    const chosen = props.columns.filter((column) => column.id.includes('metrics.'));
    const isLogged = ({ id }: GridColumn<TableItem>) => cellOf(props.row, id) !== null;
    const shown = new Set([...chosen.filter(isLogged), ...chosen].slice(0, CARD_METRICS));
    return chosen.filter((column) => shown.has(column));
  };
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
        <Eye
          colour={paletteColour(props.row.colour)}
          name={props.row.name}
          open={props.view.scene.isDrawn(props.row.run)}
          onOpen={(open) => props.view.scene.setEye(props.row.run, open)}
        />
        <A class="run-link cut" href={`/runs/${encodeURIComponent(props.row.run)}`}>
          {props.row.name}
        </A>
        <Show when={edits.starred(props.row.run)}>
          <Icon name="star" class="run-star is-full" />
          <span class="unseen">starred</span>
        </Show>
        <Show when={props.row.childCount > 0}>
          <span class="run-children">{props.row.childCount}</span>
        </Show>
        <Show when={share.canEdit()}>
          <Button
            variant="quiet"
            small
            icon="more"
            label={`Menu of ${props.row.name}`}
            aria-haspopup="menu"
            onClick={(event) => props.onMenu(props.row, 'menu', event.currentTarget.getBoundingClientRect())}
          />
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
        <RunStatusMark life={props.row} nowMs={props.nowMs} />
        <span>{started()?.text(props.row).text}</span>
        <Show when={props.row.deleted}>
          <span class="run-deleted">deleted</span>
        </Show>
        <Show when={props.row.archived}>
          <span class="run-deleted">archived</span>
        </Show>
      </div>
    </article>
  );
}
