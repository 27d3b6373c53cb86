import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount, formatTime } from '../../base/format.ts';
import type { RegisteredModel, RegistryEntry } from '../../domain/registry/registry-view.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { HistoryFilterBar } from './history-filter-bar.tsx';
import {
  filterHistory,
  type HistoryFilter,
  historyCsv,
  historyJson,
  historyRows,
  nameInFiles,
  WHOLE_HISTORY,
} from './history-rows.ts';
import { Part } from './part.tsx';
import { createPeople } from './people.ts';

const ROWS_AT_ONCE = 50;

/** Every change of a model or of one version: when, who, what, from, to and why. */
export function HistoryPart(props: {
  readonly model: RegisteredModel;
  readonly entries: readonly RegistryEntry[];
  /** The page of one version has no choice of versions. */
  readonly ofVersion?: number;
}): JSX.Element {
  const [filter, setFilter] = createSignal<HistoryFilter>(WHOLE_HISTORY);
  const share = useShare();
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  const { writers } = createPeople(() => props.entries);
  const rows = createMemo(() => filterHistory(historyRows(props.entries, writers()), filter()));
  const hidden = () => Math.max(0, rows().length - limit());
  const count = () =>
    rows().length === props.entries.length
      ? formatCount(rows().length)
      : `${formatCount(rows().length)} of ${formatCount(props.entries.length)}`;
  const save = (text: string, ending: 'csv' | 'json') => {
    const type = ending === 'csv' ? 'text/csv' : 'application/json';
    const of = props.ofVersion === undefined ? props.model.name : `${props.model.name}-${props.ofVersion}`;
    saveBlob(new Blob([text], { type }), toFileName(`${of}-history`, ending));
  };
  return (
    <Part
      title="History"
      count={count()}
      tools={
        <>
          <Button
            small
            icon="download"
            label="Download history as CSV"
            disabled={rows().length === 0}
            onClick={() => save(historyCsv(rows(), writers(), nameInFiles(share.view())), 'csv')}
          >
            CSV
          </Button>
          <Button
            small
            icon="download"
            label="Download history as JSON"
            disabled={rows().length === 0}
            onClick={() => save(historyJson(rows(), writers(), nameInFiles(share.view())), 'json')}
          >
            JSON
          </Button>
        </>
      }
    >
      <HistoryFilterBar
        filter={filter()}
        versions={props.ofVersion === undefined ? props.model.versions.map(({ number }) => number) : []}
        onFilter={setFilter}
      />
      <Show when={rows().length > 0} fallback={<p class="models-none">No change matches.</p>}>
        <ScrollBox class="models-card models-history-box" label="All changes">
          <table class="models-table is-history" aria-label="Changes">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              <For each={rows().slice(0, limit())}>
                {({ entry, who, what, remark }) => (
                  <tr>
                    <th scope="row" class="is-time">
                      {entry.atMs === null ? 'Not recorded' : formatTime(entry.atMs)}
                    </th>
                    <td data-label="Who">{who}</td>
                    <td data-label="What">{what}</td>
                    <td data-label="From" classList={{ 'is-blank': entry.from === '' }}>
                      <LongCell text={entry.from} />
                    </td>
                    <td data-label="To" classList={{ 'is-blank': entry.to === '' }}>
                      <LongCell text={entry.to} />
                    </td>
                    <td data-label="Why" classList={{ 'is-blank': entry.why + remark === '' }}>
                      <LongCell text={entry.why} />
                      <Show when={remark}>
                        <span class="muted">{remark}</span>
                      </Show>
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
          <Show when={hidden() > 0}>
            <p class="models-more">
              <Button small onClick={() => setLimit(limit() + ROWS_AT_ONCE)}>
                {formatCount(hidden())} older changes
              </Button>
            </p>
          </Show>
        </ScrollBox>
      </Show>
    </Part>
  );
}

function LongCell(props: { readonly text: string }): JSX.Element {
  return (
    <Show when={props.text} fallback="">
      <span class="models-text" title={props.text.slice(0, 5000)}>
        {props.text.slice(0, 2000)}
      </span>
    </Show>
  );
}
