import { A } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { createLimited } from './limited.ts';
import { MoreButton } from './more-button.tsx';
import { Region } from './region.tsx';
import { shortKey, statusWords } from './run-words.ts';
import { StatusMark } from './status-mark.tsx';

/** Runs nested under this one. */
export function RunRelations(props: { readonly detail: RunDetail }): JSX.Element {
  const list = createLimited(() => props.detail.children, 50);
  return (
    <Show when={props.detail.children.length > 0}>
      <Region title="Child runs" id="run-children" count={formatCount(props.detail.children.length)}>
        <ul class="runpage-children">
          <For each={list.shown()}>
            {(child) => (
              <li>
                <StatusMark status={child.status} />
                <A href={`/runs/${encodeURIComponent(child.run)}`}>{child.name || shortKey(child.run)}</A>
                <span class="unseen">{statusWords(child.status, null, null, 0)}</span>
              </li>
            )}
          </For>
        </ul>
        <MoreButton list={list} what="child runs" />
      </Region>
    </Show>
  );
}
