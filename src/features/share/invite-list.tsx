import { For, type JSX, Show } from 'solid-js';
import { formatCount, formatDay } from '../../base/format.ts';
import { useShare } from '../../state/share.ts';
import { Section } from './section.tsx';
import { roleWords } from './share-words.ts';

/** Invitations that nobody has used yet. */
export function InviteList(): JSX.Element {
  const share = useShare();
  const open = () =>
    share.view().invites.filter((invite) => invite.usedBy === null && invite.expiresMs > Date.now());
  return (
    <Show when={open().length > 0}>
      <Section title="Open invitations" count={formatCount(open().length)}>
        <ul class="invite-list">
          <For each={open()}>
            {(invite) => (
              <li>
                <span>{roleWords(invite.role)}, for one person</span>
                <span class="muted">until {formatDay(invite.expiresMs)}</span>
              </li>
            )}
          </For>
        </ul>
      </Section>
    </Show>
  );
}
