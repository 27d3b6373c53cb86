import { For, type JSX, Show } from 'solid-js';
import { formatAge, formatPlural } from '../../base/format.ts';
import { useShare } from '../../state/share.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Avatar } from './avatar.tsx';
import { HistoryTable } from './history-table.tsx';
import { Section } from './section.tsx';
import { agoWords, peerStateWords, refusalWords, roleWords, UNSUPPORTED_TEXT } from './share-words.ts';
import { StateMark } from './state-mark.tsx';
import { peerMark, type SyncLine } from './sync-line.ts';
import { TransferSection } from './transfer-section.tsx';
import './share.css';

const HASH_LETTERS = 12;

/** Everything behind the line in the frame. */
export function SyncDialog(props: {
  readonly line: SyncLine;
  readonly nowMs: number;
  readonly onClose: () => void;
}): JSX.Element {
  const share = useShare();
  const view = share.view;
  return (
    <Dialog open onClose={props.onClose} title="Sync" class="share-dialog">
      <p class="sync-now">
        <StateMark shape={props.line.mark} />
        <strong>{props.line.text}</strong>
      </p>
      <Show when={view().log === 'unsupported'}>
        <p class="share-text muted">{UNSUPPORTED_TEXT}</p>
      </Show>
      <Facts />
      <Show when={view().peers.length > 0}>
        <Section title="Browsers">
          <ul class="peer-list" aria-label="Browsers">
            <For each={view().peers}>
              {(peer) => (
                <li class="peer">
                  <Avatar name={peer.name} colour={peer.colour} />
                  <span class="peer-name">
                    {peer.name} <span class="muted">{roleWords(peer.role)}</span>
                  </span>
                  <span class="peer-state">
                    <StateMark shape={peerMark(peer)} />
                    {peerStateWords(peer.state, props.nowMs, formatAge)}
                  </span>
                </li>
              )}
            </For>
          </ul>
        </Section>
      </Show>
      <Show when={view().refusals.length > 0}>
        <Section title="Refused">
          <ul class="plain-list">
            <For each={view().refusals}>{(refusal) => <li>{refusalWords(refusal)}</li>}</For>
          </ul>
          <p class="share-text muted">Nothing of these was taken into this workspace.</p>
        </Section>
      </Show>
      <TransferSection />
      <Show when={view().log === 'ready'}>
        <HistoryTable nowMs={props.nowMs} />
      </Show>
    </Dialog>
  );

  function Facts(): JSX.Element {
    return (
      <dl class="share-facts">
        <Show when={view().contentHash}>
          {(hash) => (
            <div>
              <dt>Content</dt>
              <dd>
                <code>{hash().slice(0, HASH_LETTERS)}</code>
                <CopyButton label="Copy content hash" text={hash()} />
                <span class="muted">the same wherever the content is the same</span>
              </dd>
            </div>
          )}
        </Show>
        <Show when={view().lastMetMs}>
          {(lastMetMs) => (
            <div>
              <dt>Last met</dt>
              <dd>{agoWords(formatAge(lastMetMs(), Math.max(props.nowMs, lastMetMs())))}</dd>
            </div>
          )}
        </Show>
        <Show when={view().sharing && view().unsentCount > 0}>
          <div>
            <dt>To send</dt>
            <dd>{formatPlural(view().unsentCount, 'change')} that no other browser has yet</dd>
          </div>
        </Show>
        <Show when={view().waitingCount > 0}>
          <div>
            <dt>Waiting</dt>
            <dd>{formatPlural(view().waitingCount, 'change')} built on something that has not arrived</dd>
          </div>
        </Show>
        <Show when={view().newerCount > 0}>
          <div>
            <dt>Newer</dt>
            <dd>
              {formatPlural(view().newerCount, 'change')} made by a newer Cairn: kept and passed on, shown
              once Cairn is updated here
            </dd>
          </div>
        </Show>
      </dl>
    );
  }
}
