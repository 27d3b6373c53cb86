import { A } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { formatCount, formatTime } from '../../base/format.ts';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { hasStage, type RegisteredModel } from './model-list.ts';

export function ModelsTable(props: { readonly models: readonly RegisteredModel[] }): JSX.Element {
  return (
    <>
      <header class="models-head">
        <h1>Models</h1>
        <span class="muted">{formatCount(props.models.length)}</span>
      </header>
      <ScrollBox class="models-card" label="All models">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid, as its rows are acted on */}
        <table class="models-table" role="grid" aria-label="Models">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="is-number">
                Versions
              </th>
              <th scope="col">Latest</th>
              <th scope="col">Aliases and stages</th>
              <th scope="col">Updated</th>
              <th scope="col">Description</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.models}>{(model) => <ModelRow model={model} />}</For>
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function ModelRow(props: { readonly model: RegisteredModel }): JSX.Element {
  const record = () => props.model.record;
  const latest = () => props.model.versions[0];
  return (
    <tr>
      <th scope="row">
        <A href={`/models/${encodeURIComponent(record().name)}`}>{record().name}</A>
      </th>
      <td class="is-number" data-label="Versions">
        {formatCount(props.model.versions.length)}
      </td>
      <td data-label="Latest">{latest() ? `Version ${latest()!.version}` : '–'}</td>
      <td data-label="Labels">
        <span class="models-badges">
          <For each={record().aliases.slice(0, 12)}>
            {([alias, version]) => (
              <span class="models-badge">
                @{alias} {version}
              </span>
            )}
          </For>
          <For each={props.model.versions.filter(hasStage).slice(0, 12)}>
            {(version) => (
              <span class="models-badge is-stage">
                {version.stage} {version.version}
              </span>
            )}
          </For>
        </span>
      </td>
      <td class="is-time" data-label="Updated">
        {formatTime(record().updatedMs ?? record().createdMs)}
      </td>
      <td data-label="Description">
        <Show when={record().description} fallback="–">
          <span class="models-text">{record().description}</span>
        </Show>
      </td>
    </tr>
  );
}
