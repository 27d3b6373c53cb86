import { For, type JSX } from 'solid-js';
import { formatPlural } from '../../../base/format.ts';
import type { GridColumn } from '../../../ui/data-grid/index.ts';
import { Icon } from '../../../ui/icon.tsx';
import type { GroupItem, TableItem } from '../run-row.ts';
import type { RunsView } from '../runs-view-state.ts';
import { shortFieldLabel } from './field-options.ts';

const CARD_METRICS = 3;

/** A group on a narrow screen: a press folds it, below stand what its runs have in the chosen metrics. */
export function GroupCard(props: {
  readonly row: GroupItem;
  readonly columns: readonly GridColumn<TableItem>[];
  readonly view: RunsView;
}): JSX.Element {
  const metrics = () =>
    props.columns.filter((column) => column.id.includes('metrics.')).slice(0, CARD_METRICS);
  const level = () => props.row.path.at(-1);
  const value = () => {
    const key = level();
    return key ? props.view.names.value(key) : '';
  };
  return (
    <article class="run-card is-group" style={{ '--depth': props.row.depth }}>
      <button
        type="button"
        class="group-card-head"
        aria-expanded={!props.row.folded}
        onClick={() => props.view.foldGroup(props.row.id, !props.row.folded)}
      >
        <Icon name={props.row.folded ? 'chevron-right' : 'chevron-down'} />
        <span class="muted">{shortFieldLabel(level()?.column ?? '')}</span>
        <span class="group-value cut">{value()}</span>
        <span class="run-children">{formatPlural(props.row.runs, 'run')}</span>
      </button>
      <dl class="run-card-metrics">
        <For each={metrics()}>
          {(column) => (
            <div>
              <dt class="cut muted">{column.label}</dt>
              <dd class={column.text(props.row).tone} title={column.text(props.row).title}>
                {column.text(props.row).text}
              </dd>
            </div>
          )}
        </For>
      </dl>
    </article>
  );
}
