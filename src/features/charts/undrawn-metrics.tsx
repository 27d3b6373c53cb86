import { createMemo, For, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { ColumnInfo, MetricOverview } from '../../rpc/query-api.ts';
import { undrawnMetrics } from './metric-sections.ts';

/** Names beyond these are counted. */
const MOST_NAMES = 200;

/** Says that there are more metrics than charts, with their names where someone asks for them. */
export function UndrawnMetrics(props: {
  readonly columns: readonly ColumnInfo[];
  readonly drawn: readonly MetricOverview[];
  readonly finds: ((key: string) => boolean) | null;
}): JSX.Element {
  const keys = createMemo(() => undrawnMetrics(props.columns, props.drawn, props.finds));
  return (
    <Show when={keys().length > 0}>
      <details class="undrawn-metrics">
        <summary>{formatPlural(keys().length, 'more metric')} in runs that are not drawn</summary>
        <ul>
          <For each={keys().slice(0, MOST_NAMES)}>{(key) => <li>{key}</li>}</For>
          <Show when={keys().length > MOST_NAMES}>
            <li class="muted">and {formatPlural(keys().length - MOST_NAMES, 'more', 'more')}</li>
          </Show>
        </ul>
      </details>
    </Show>
  );
}
