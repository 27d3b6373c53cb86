import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { formatTime } from '../../base/format.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { createClock } from '../../ui/clock.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Region } from './region.tsx';
import { commitAddress, durationWords, endWords, formatWords, shortKey } from './run-words.ts';

/** Where the run comes from: everything that was recorded of it beside its values. */
export function RunFacts(props: { readonly detail: RunDetail }): JSX.Element {
  const run = () => props.detail.run;
  const nowMs = createClock(() => (props.detail.liveness === 'live' ? 1000 : 60_000));
  return (
    <Region title="Details" id="run-details">
      <dl class="runpage-facts">
        <Fact name="Started">{formatTime(run().startMs)}</Fact>
        <Fact name="Ended">{endWords(props.detail)}</Fact>
        <Show when={durationWords(props.detail, nowMs())}>
          {(duration) => <Fact name="Duration">{duration()}</Fact>}
        </Show>
        <Show when={run().user}>
          <Fact name="User">{run().user}</Fact>
        </Show>
        <Show when={run().source.name}>
          <Fact name="Source">
            <span class="runpage-value">{run().source.name}</span>
            <Show when={run().source.type}>
              <span class="muted"> {run().source.type.toLowerCase()}</span>
            </Show>
          </Fact>
        </Show>
        <Show when={run().source.entryPoint}>
          <Fact name="Entry point">{run().source.entryPoint}</Fact>
        </Show>
        <Show when={run().source.gitCommit}>
          {(commit) => (
            <Fact name="Git commit">
              <Commit commit={commit()} repo={run().source.gitRepo} />
            </Fact>
          )}
        </Show>
        <Show when={run().source.gitBranch}>
          <Fact name="Branch">{run().source.gitBranch}</Fact>
        </Show>
        <Show when={run().source.gitRepo}>
          <Fact name="Repository">{run().source.gitRepo}</Fact>
        </Show>
        <Fact name="Experiment">
          <A href={`/experiments/${run().experiment}`}>
            {props.detail.experiment?.name ?? shortKey(run().experiment)}
          </A>
        </Fact>
        <Fact name="Run ID">
          <code>{run().key}</code>
          <CopyButton label="Copy run ID" text={run().key} />
        </Fact>
        <Show when={run().artifactUri}>
          {(uri) => (
            <Fact name="Artifacts at">
              <span class="runpage-value">{uri()}</span>
              <CopyButton label="Copy artifact location" text={uri()} />
            </Fact>
          )}
        </Show>
        <Fact name="Imported from">
          {formatWords(run().origin.format)} <span class="muted">{run().origin.path}</span>
        </Fact>
      </dl>
    </Region>
  );
}

function Fact(props: { readonly name: string; readonly children: JSX.Element }): JSX.Element {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

function Commit(props: { readonly commit: string; readonly repo: string }): JSX.Element {
  const short = () => props.commit.slice(0, 10);
  return (
    <>
      <Show
        when={commitAddress(props.repo, props.commit)}
        fallback={<code title={props.commit}>{short()}</code>}
      >
        {(address) => (
          <a href={address()} target="_blank" rel="noopener noreferrer" title={address()}>
            <code>{short()}</code>
          </a>
        )}
      </Show>
      <CopyButton label="Copy git commit" text={props.commit} />
    </>
  );
}
