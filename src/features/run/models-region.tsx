import { A } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { formatNumber, formatTime } from '../../base/format.ts';
import type { ModelKey } from '../../domain/ids.ts';
import type { LoggedModelRecord } from '../../domain/records.ts';
import type { ModelVersion } from '../../domain/registry/registry-view.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { LongText } from './long-text.tsx';
import { Region } from './region.tsx';

const STATUS_WORDS = { unspecified: '', pending: 'Pending', ready: 'Ready', failed: 'Failed' } as const;
/** More params or metrics of a model than this are cut; the count says so. */
const MOST_ROWS = 100;

/** Logged models (MLflow 3) and the registered versions made of this run. Shown only where there are some. */
export function ModelsRegion(props: {
  readonly models: readonly LoggedModelRecord[];
  readonly versions: readonly ModelVersion[];
  /** The button that registers a logged model. */
  readonly register?: ((model: ModelKey) => JSX.Element) | undefined;
}): JSX.Element {
  const versions = () => props.versions;
  return (
    <Show when={props.models.length + versions().length > 0}>
      <Region title="Models" id="run-models">
        <ul class="runpage-cards">
          <For each={versions()}>
            {(version) => (
              <li class="runpage-card is-padded">
                <h3 class="runpage-card-title">
                  <A href={`/models/${encodeURIComponent(version.model)}/${version.number}`}>
                    {version.model} version {version.number}
                  </A>
                  <Show when={version.stage !== 'None'}>
                    <span class="runpage-badge">{version.stage}</span>
                  </Show>
                </h3>
                <p class="muted">Registered {formatTime(version.createdMs)}</p>
                <Show when={version.description}>
                  <LongText text={version.description} />
                </Show>
              </li>
            )}
          </For>
          <For each={props.models}>
            {(model) => <LoggedModelCard model={model} register={props.register} />}
          </For>
        </ul>
      </Region>
    </Show>
  );
}

function LoggedModelCard(props: {
  readonly model: LoggedModelRecord;
  readonly register: ((model: ModelKey) => JSX.Element) | undefined;
}): JSX.Element {
  return (
    <li class="runpage-card is-padded">
      <div class="runpage-card-head">
        <h3 class="runpage-card-title">
          {props.model.name || 'Logged model'}
          <Show when={props.model.type}>
            <span class="runpage-badge">{props.model.type}</span>
          </Show>
          <Show when={props.model.lifecycle === 'deleted'}>
            <span class="runpage-badge">Deleted</span>
          </Show>
        </h3>
        <Show when={props.model.lifecycle !== 'deleted'}>{props.register?.(props.model.key)}</Show>
      </div>
      <dl class="runpage-facts">
        <dt>Model ID</dt>
        <dd>
          <code>{props.model.key}</code>
          <CopyButton label="Copy model ID" text={props.model.key} />
        </dd>
        <dt>Logged</dt>
        <dd>{formatTime(props.model.createdMs)}</dd>
        <Show when={STATUS_WORDS[props.model.status]}>
          {(words) => (
            <>
              <dt>Status</dt>
              <dd>
                {words()} {props.model.statusMessage}
              </dd>
            </>
          )}
        </Show>
        <For each={props.model.metrics.slice(0, MOST_ROWS)}>
          {(metric) => (
            <>
              <dt>{metric.key}</dt>
              <dd title={String(metric.value)}>
                {formatNumber(metric.value)}
                <Show when={metric.datasetName}>
                  <span class="muted"> on {metric.datasetName}</span>
                </Show>
              </dd>
            </>
          )}
        </For>
        <For each={props.model.params.slice(0, MOST_ROWS)}>
          {([key, value]) => (
            <>
              <dt>{key}</dt>
              <dd>
                <LongText text={value} />
              </dd>
            </>
          )}
        </For>
      </dl>
      <Show when={Math.max(props.model.metrics.length, props.model.params.length) > MOST_ROWS}>
        <p class="muted">Only the first {MOST_ROWS} metrics and parameters of the model are shown.</p>
      </Show>
    </li>
  );
}
