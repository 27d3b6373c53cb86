import { A } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { formatCount, formatTime } from '../../base/format.ts';
import { statusText } from '../../domain/status-text.ts';
import type { DatasetDetail } from '../../rpc/query-api.ts';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { moveInGrid } from '../../ui/table-keys.ts';

/** The table of all runs, with a filter for this digest; null where the filter's language cannot say it. */
function tableAddress(digest: string): string | null {
  if (digest.includes("'") || digest.includes('\\')) return null;
  return `/experiments/all?${new URLSearchParams({ filter: `datasets.digest = '${digest}'` })}`;
}

/** Every run that used one version. */
export function DatasetRuns(props: { readonly detail: DatasetDetail }): JSX.Element {
  const hidden = () => props.detail.runCount - props.detail.runs.length;
  return (
    <Show
      when={props.detail.runCount > 0}
      fallback={<p class="muted">No run recorded that it used this version.</p>}
    >
      <Show when={tableAddress(props.detail.record.digest)}>
        {(address) => (
          <p class="data-summary">
            <A href={address()}>Show them in the table of runs</A>
          </p>
        )}
      </Show>
      <ScrollBox class="data-card" label="Runs that used this version">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of links, as the product names it */}
        <table class="data-table" role="grid" aria-label="Runs of this version" onKeyDown={moveInGrid}>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Experiment</th>
              <th scope="col">Used for</th>
              <th scope="col">Status</th>
              <th scope="col">Started</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.detail.runs}>
              {(run) => (
                <tr>
                  <th scope="row">
                    <A href={`/runs/${encodeURIComponent(run.run)}`}>{run.name || run.run.slice(0, 8)}</A>
                  </th>
                  <td>
                    <A href={`/experiments/${encodeURIComponent(run.experiment)}`}>{run.experimentName}</A>
                  </td>
                  <td>{run.contexts.join(', ') || '–'}</td>
                  <td>{statusText(run.status)}</td>
                  <td class="is-time">{formatTime(run.startMs)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </ScrollBox>
      <Show when={hidden() > 0}>
        <p class="muted">{formatCount(hidden())} earlier runs not shown.</p>
      </Show>
    </Show>
  );
}
