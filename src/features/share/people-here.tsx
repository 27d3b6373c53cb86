import { createSignal, For, type JSX, Show } from 'solid-js';
import { formatAge, formatCount } from '../../base/format.ts';
import type { PeerView } from '../../domain/share-view.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { Avatar } from './avatar.tsx';
import { peerStateWords, roleWords } from './share-words.ts';
import { StateMark } from './state-mark.tsx';
import { peerMark } from './sync-line.ts';

/** More fold away behind a button. */
const MOST_SHOWN = 3;

/** Who is connected now. Nothing while nobody is. */
export function PeopleHere(props: { readonly nowMs: number }): JSX.Element {
  const share = useShare();
  const [isOpen, setOpen] = createSignal(false);
  const here = () => share.view().peers.filter(({ state }) => state.kind !== 'gone');
  const shown = () => (isOpen() || here().length <= MOST_SHOWN + 1 ? here() : here().slice(0, MOST_SHOWN));
  const hiddenCount = () => here().length - shown().length;
  return (
    <Show when={share.view().sharing && here().length > 0}>
      <div class="people-here">
        <ul aria-label="People here">
          <For each={shown()}>{(peer) => <Person peer={peer} nowMs={props.nowMs} />}</For>
        </ul>
        <Show when={hiddenCount() > 0 || isOpen()}>
          <Button
            class="people-more"
            variant="quiet"
            small
            aria-expanded={isOpen()}
            onClick={() => setOpen(!isOpen())}
          >
            {isOpen() ? 'Show fewer' : `${formatCount(hiddenCount())} more`}
          </Button>
        </Show>
      </div>
    </Show>
  );
}

function Person(props: { readonly peer: PeerView; readonly nowMs: number }): JSX.Element {
  const peer = () => props.peer;
  const words = () => peerStateWords(peer().state, props.nowMs, formatAge);
  const about = () => `${peer().name}, ${roleWords(peer().role)}: ${words()}`;
  return (
    <li class="person" title={about()}>
      <Avatar name={peer().name} colour={peer().colour} />
      <div class="person-text">
        <span class="person-name">
          <span class="cut">{peer().name}</span>
          <span class="muted">{roleWords(peer().role)}</span>
        </span>
        <span class="person-state muted">
          <StateMark shape={peerMark(peer())} />
          <span class="cut">{words()}</span>
        </span>
        <Show when={peer().looking}>
          {(looking) => (
            <a class="person-looking cut" href={looking().href}>
              {looking().label}
            </a>
          )}
        </Show>
      </div>
    </li>
  );
}
