import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { formatTime } from '../../base/format.ts';
import type { ModelVersion } from '../../domain/registry/registry-view.ts';
import { NO_STAGE } from '../../domain/registry/stages.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { StageBadge } from './badges.tsx';
import { Part } from './part.tsx';
import { runAddress } from './registry-address.ts';
import { renumberedText, UNDATED_STAGE } from './registry-words.ts';

/** What is known of a version, and where it came from. */
export function VersionFacts(props: {
  readonly version: ModelVersion;
  readonly user: string;
  /** null where its run is not in this workspace; undefined while it is read. */
  readonly run: RunDetail | null | undefined;
}): JSX.Element {
  const version = () => props.version;
  const model = () => props.run?.loggedModels.find(({ key }) => key === version().loggedModel);
  return (
    <Part title="Details">
      <dl class="models-facts">
        <dt>Stage</dt>
        <dd>
          <StageBadge stage={version().stage} />
          <Show when={version().stage !== NO_STAGE}>
            <span class="muted">
              {version().stageSinceMs === null
                ? UNDATED_STAGE
                : `since ${formatTime(version().stageSinceMs)}`}
            </span>
          </Show>
        </dd>
        <Show when={version().askedNumber}>
          {(asked) => (
            <>
              <dt>Number</dt>
              <dd>{renumberedText(asked(), version())}</dd>
            </>
          )}
        </Show>
        <Show when={version().status}>
          <dt>Status</dt>
          <dd>
            {version().status.toLowerCase().replaceAll('_', ' ')} {version().statusMessage}
          </dd>
        </Show>
        <dt>Registered</dt>
        <dd>
          {formatTime(version().createdMs)}
          <Show when={props.user}> by {props.user === 'You' ? 'you' : props.user}</Show>
        </dd>
        <dt>Last change</dt>
        <dd>{formatTime(version().updatedMs)}</dd>
        <dt>Run</dt>
        <dd>
          <Show when={version().run} fallback={<span class="muted">Not recorded</span>}>
            {(run) => (
              <Show
                when={props.run}
                fallback={
                  <>
                    <code>{run()}</code>
                    <Show when={props.run === null}>
                      <span class="muted">is not in this workspace</span>
                    </Show>
                  </>
                }
              >
                {(detail) => <A href={runAddress(run())}>{detail().run.name || run().slice(0, 8)}</A>}
              </Show>
            )}
          </Show>
        </dd>
        <Show when={version().loggedModel}>
          {(key) => (
            <>
              <dt>Logged model</dt>
              <dd>
                {model()?.name}
                <span class="models-copied">
                  <code class="models-address">{key()}</code>
                  <CopyButton label="Copy model ID" text={key()} />
                </span>
              </dd>
            </>
          )}
        </Show>
        <Show when={version().source}>
          {(source) => (
            <>
              <dt>Source</dt>
              <dd>
                <span class="models-copied">
                  <code class="models-address">{source()}</code>
                  <CopyButton label="Copy source" text={source()} />
                </span>
              </dd>
            </>
          )}
        </Show>
        <Show when={version().runLink}>
          {(link) => (
            <>
              <dt>Run link</dt>
              <dd>
                <code class="models-address">{link()}</code>
              </dd>
            </>
          )}
        </Show>
      </dl>
    </Part>
  );
}
