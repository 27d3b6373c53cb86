import { A } from '@solidjs/router';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../base/format.ts';
import { MOST_COLUMNS, parseDatasetFacts } from '../../domain/dataset-facts.ts';
import type { DatasetRecord } from '../../domain/records.ts';
import type { DatasetInput } from '../../domain/run.ts';
import { useShare } from '../../state/share.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { LongText } from './long-text.tsx';
import { Region } from './region.tsx';

export function DatasetsRegion(props: {
  readonly inputs: readonly DatasetInput[];
  readonly datasets: readonly DatasetRecord[];
}): JSX.Element {
  const byKey = createMemo(() => new Map(props.datasets.map((dataset) => [dataset.key, dataset])));
  return (
    <Region title="Datasets" id="run-datasets" count={formatCount(props.inputs.length)}>
      <Show when={props.inputs.length > 0} fallback={<p class="runpage-none">No dataset was logged.</p>}>
        <ul class="runpage-cards">
          <For each={props.inputs}>
            {(input) => (
              <Show
                when={byKey().get(input.dataset)}
                fallback={<li class="runpage-none">A dataset that is not among what was imported.</li>}
              >
                {(dataset) => <DatasetCard dataset={dataset()} input={input} />}
              </Show>
            )}
          </For>
        </ul>
      </Show>
    </Region>
  );
}

function DatasetCard(props: { readonly dataset: DatasetRecord; readonly input: DatasetInput }): JSX.Element {
  const facts = createMemo(() => parseDatasetFacts(props.dataset));
  const share = useShare();
  const address = () => `/data/${encodeURIComponent(props.dataset.key)}`;
  return (
    <li class="runpage-card is-padded">
      <h3 class="runpage-card-title">
        <A href={address()}>{props.dataset.name}</A>
        <Show when={props.input.context}>
          <span class="runpage-badge">{props.input.context}</span>
        </Show>
      </h3>
      <dl class="runpage-facts">
        <dt>Digest</dt>
        <dd>
          <code>{props.dataset.digest}</code>
          <CopyButton label="Copy digest" text={props.dataset.digest} />
        </dd>
        <dt>Source</dt>
        <dd>
          <LongText text={facts().sourceText || 'Not recorded'} />
          <Show when={props.dataset.sourceType}>
            <span class="muted"> {props.dataset.sourceType}</span>
          </Show>
        </dd>
        <For each={facts().profile.slice(0, 40)}>
          {([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>
                <LongText text={value} />
              </dd>
            </>
          )}
        </For>
      </dl>
      <Show when={share.canEdit()}>
        <p>
          <A href={`${address()}?check=1`}>Check a file against this</A>
        </p>
      </Show>
      <Show when={facts().columns.length > 0}>
        <details class="runpage-details">
          <summary>{formatPlural(facts().columns.length, 'column')}</summary>
          <table class="runpage-table is-small">
            <thead>
              <tr>
                <th scope="col">Column</th>
                <th scope="col">Type</th>
                <th scope="col">Required</th>
              </tr>
            </thead>
            <tbody>
              <For each={facts().columns.slice(0, MOST_COLUMNS)}>
                {(column) => (
                  <tr>
                    <th scope="row">{column.name}</th>
                    <td>{column.type}</td>
                    <td>{column.required === null ? '–' : column.required ? 'yes' : 'no'}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
          <Show when={facts().columns.length > MOST_COLUMNS}>
            <p class="runpage-none">{formatPlural(facts().columns.length - MOST_COLUMNS, 'column')} more.</p>
          </Show>
        </details>
      </Show>
      <Show when={props.dataset.schema !== '' && facts().columns.length === 0}>
        <details class="runpage-details">
          <summary>Schema</summary>
          <LongText text={props.dataset.schema} />
        </details>
      </Show>
    </li>
  );
}
