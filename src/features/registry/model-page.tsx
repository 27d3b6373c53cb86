import { A } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { formatPlural, formatTime } from '../../base/format.ts';
import type { ModelVersionRecord, RegisteredModelRecord } from '../../domain/records.ts';
import type { Pair } from '../../domain/run.ts';
import { readMarkdown } from '../../rpc/preview-client.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { MarkdownView } from '../../ui/markdown/index.ts';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { aliasesOf, hasStage, type RegisteredModel } from './model-list.ts';

/** One registered model with its versions. */
export function ModelPage(props: { readonly model: RegisteredModel }): JSX.Element {
  const record = () => props.model.record;
  return (
    <>
      <header class="models-head">
        <div>
          <nav aria-label="Where this model belongs">
            <A href="/models">Models</A>
          </nav>
          <h1>{record().name}</h1>
          <p class="muted">
            {formatPlural(props.model.versions.length, 'version')}
            <Show when={record().createdMs !== null}>, registered {formatTime(record().createdMs)}</Show>
          </p>
          <Show when={record().description}>{(text) => <Description text={text()} />}</Show>
          <Tags tags={record().tags} />
        </div>
      </header>
      <Show
        when={props.model.versions.length > 0}
        fallback={
          <EmptyState
            title="No version yet"
            text="This model was registered, but no version was made of it."
          />
        }
      >
        <ScrollBox class="models-card" label="All versions">
          {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid, as its rows are acted on */}
          <table class="models-table" role="grid" aria-label="Versions">
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col">Stage</th>
                <th scope="col">Aliases</th>
                <th scope="col">Run</th>
                <th scope="col">Created</th>
                <th scope="col">Description</th>
                <th scope="col">Tags</th>
              </tr>
            </thead>
            <tbody>
              <For each={props.model.versions}>
                {(version) => <VersionRow version={version} model={record()} />}
              </For>
            </tbody>
          </table>
        </ScrollBox>
      </Show>
    </>
  );
}

function VersionRow(props: {
  readonly version: ModelVersionRecord;
  readonly model: RegisteredModelRecord;
}): JSX.Element {
  const version = () => props.version;
  return (
    <tr>
      <th scope="row">
        Version {version().version}
        <Show when={version().status && version().status !== 'READY'}>
          <span class="models-text muted">
            {version().status.toLowerCase().replaceAll('_', ' ')} {version().statusMessage}
          </span>
        </Show>
      </th>
      <td data-label="Stage">
        <Show when={hasStage(version())} fallback="–">
          <span class="models-badge is-stage">{version().stage}</span>
        </Show>
      </td>
      <td data-label="Aliases">
        <span class="models-badges">
          <For each={aliasesOf(props.model, version().version)} fallback="–">
            {(alias) => <span class="models-badge">@{alias}</span>}
          </For>
        </span>
      </td>
      <td data-label="Run">
        <Show when={version().run} fallback="–">
          {(run) => (
            <A href={`/runs/${encodeURIComponent(run())}`}>
              <code>{run().slice(0, 8)}</code>
            </A>
          )}
        </Show>
      </td>
      <td class="is-time" data-label="Created">
        <span>{formatTime(version().createdMs)}</span>
        <Show when={version().user}>
          <span class="models-text muted">{version().user}</span>
        </Show>
      </td>
      <td data-label="Description">
        <Show when={version().description} fallback="–">
          <span class="models-text">{version().description}</span>
        </Show>
      </td>
      <td data-label="Tags">
        <Show when={version().tags.length > 0} fallback="–">
          <Tags tags={version().tags} />
        </Show>
      </td>
    </tr>
  );
}

function Tags(props: { readonly tags: readonly Pair[] }): JSX.Element {
  return (
    <span class="models-badges">
      <For each={props.tags}>
        {([key, value]) => (
          <span class="models-badge" title={`${key}: ${value.slice(0, 2000)}`}>
            {key}: {value.slice(0, 80)}
          </span>
        )}
      </For>
    </span>
  );
}

/** Markdown, as MLflow shows it; the text as it stands until it is parsed. */
function Description(props: { readonly text: string }): JSX.Element {
  const blocks = createNewestAnswer(
    () => props.text,
    (text) => readMarkdown(text),
  );
  return (
    <div class="models-description">
      <Show when={blocks()} fallback={<p class="models-plain">{props.text}</p>}>
        {(parsed) => <MarkdownView blocks={parsed()} headingLevel={2} />}
      </Show>
    </div>
  );
}
