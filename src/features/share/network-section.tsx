import { createMemo, createUniqueId, For, type JSX, Show } from 'solid-js';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { type AddressList, parseIceServers, parseServers } from './addresses.ts';
import { ProblemLine } from './problem-line.tsx';
import { createShareTask } from './share-task.ts';
import { serverWords } from './share-words.ts';
import { StateMark } from './state-mark.tsx';
import type { MarkShape } from './sync-line.ts';

const SERVER_MARKS: Readonly<Record<string, MarkShape>> = {
  connecting: 'seeking',
  connected: 'good',
  refused: 'bad',
  unreachable: 'waiting',
};

/** Where browsers find one another, and what the servers answered. */
export function NetworkSection(): JSX.Element {
  const share = useShare();
  const servers = () => share.view().servers;
  return (
    <>
      <AddressField
        label="Signaling server"
        placeholder="wss://signal.example.org"
        saved={servers().map(({ address }) => address)}
        parse={parseServers}
        onSave={share.setServers}
      />
      <Show when={servers().length > 0}>
        <ul class="server-list" aria-label="Signaling servers">
          <For each={servers()}>
            {({ address, state }) => (
              <li>
                <StateMark shape={share.view().sharing ? (SERVER_MARKS[state] ?? 'off') : 'off'} />
                <span class="server-address">
                  {address}{' '}
                  <span class="muted">{share.view().sharing ? serverWords(state) : 'Not asked'}</span>
                </span>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <p class="share-text muted">
        It only introduces browsers to one another: it sees when and how much, never what. Run your own with{' '}
        <code>npm run signal</code>.
      </p>
      <details class="share-details">
        <summary>Connecting from other networks</summary>
        <p class="share-text muted">
          Between two homes or companies browsers often need a STUN server to learn their address, and about
          one pair in five needs a TURN server that passes the encrypted bytes on. Without one, a file or a
          shared folder works everywhere.
        </p>
        <AddressField
          label="STUN and TURN servers"
          placeholder="stun:stun.example.org:3478"
          saved={share.view().iceServers}
          parse={parseIceServers}
          onSave={share.setIceServers}
        />
      </details>
    </>
  );
}

function AddressField(props: {
  readonly label: string;
  readonly placeholder: string;
  readonly saved: readonly string[];
  readonly parse: (text: string) => AddressList;
  readonly onSave: (addresses: readonly string[]) => Promise<void>;
}): JSX.Element {
  const task = createShareTask();
  const id = createUniqueId();
  const hintId = createUniqueId();
  let field!: HTMLTextAreaElement;
  // News that change nothing of it leave what is being typed alone.
  const saved = createMemo(() => props.saved.join('\n'));
  const save = () => {
    const list = props.parse(field.value);
    if (list.kind === 'problem') task.say(list.text);
    else void task.run(() => props.onSave(list.addresses));
  };
  return (
    <form
      class="address-field"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <label for={id}>{props.label}</label>
      <span id={hintId} class="muted">
        one a line
      </span>
      <div class="address-row">
        <textarea
          ref={field}
          id={id}
          class="field mono"
          rows={Math.min(4, Math.max(1, props.saved.length))}
          aria-describedby={hintId}
          placeholder={props.placeholder}
          spellcheck={false}
          autocapitalize="off"
          value={saved()}
          // Left without Save, it is meant all the same.
          onChange={save}
        />
        <Button type="submit" disabled={task.isBusy()} label={`Save ${props.label.toLowerCase()}`}>
          Save
        </Button>
      </div>
      <ProblemLine text={task.problem()} />
    </form>
  );
}
