import { For, type JSX, Show } from 'solid-js';
import { COLUMN_STATS, parseColumnId } from '../../../domain/column-id.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import { Button } from '../../../ui/button.tsx';
import type { RunsView } from '../runs-view-state.ts';
import { addStat, changeStat, unusedStat } from './change-stat.ts';
import { type ColumnStat, metricColumnName, STAT_TEXTS } from './stat-columns.ts';

const AT_BEST = 'at-best';

/** Which number of its series a metric's column shows, and a way to show another one as well. */
export function StatSelect(props: { readonly view: RunsView; readonly id: ColumnId }): JSX.Element {
  const ref = () => parseColumnId(props.id);
  const value = () => {
    const shown = ref();
    return shown.kind === 'metric' ? shown.stat : AT_BEST;
  };
  const key = () => {
    const shown = ref();
    return shown.kind === 'attribute' ? shown.id : shown.key;
  };
  const atBestText = () => {
    const shown = ref();
    return shown.kind === 'metric-at' ? `At best step of ${shown.bestOf}` : 'At best step of…';
  };
  const choose = (select: HTMLSelectElement) => {
    const chosen = select.value;
    if (chosen === AT_BEST) {
      // Until the other metric is named the column stays what it is.
      select.value = value();
      props.view.askAtBest(props.id);
    } else changeStat(props.view, props.id, chosen as ColumnStat);
  };
  return (
    <>
      <select
        class="field stat-select"
        aria-label={`Statistic of ${metricColumnName(props.id)}`}
        value={value()}
        onChange={(event) => choose(event.currentTarget)}
      >
        <For each={COLUMN_STATS}>{(stat) => <option value={stat}>{STAT_TEXTS[stat]}</option>}</For>
        <option value={AT_BEST}>{atBestText()}</option>
      </select>
      <Show when={unusedStat(props.view.columnState(), key())}>
        {(stat) => (
          <Button
            variant="quiet"
            small
            icon="plus"
            label={`Add another statistic of ${key()}`}
            onClick={() => addStat(props.view, props.id, stat())}
          />
        )}
      </Show>
    </>
  );
}
