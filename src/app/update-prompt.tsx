import { type Accessor, createEffect, type JSX, Match, Show, Switch } from 'solid-js';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import { createUpdatePrompt } from './service-worker.ts';
import './update-prompt.css';

/** Says that a new version waits; placed once, by the shell. `busy`: an import runs in this tab. */
export function UpdatePrompt(props: { readonly busy: Accessor<boolean> }): JSX.Element {
  const update = createUpdatePrompt(() => props.busy());
  createEffect(() => {
    if (update.offlineReady()) showToast({ text: 'Cairn now works without a network.' });
  });
  return (
    <div
      class="update-prompt"
      role="status"
      aria-label="Update"
      classList={{ 'is-shown': update.state() !== 'none' }}
    >
      <Switch>
        <Match when={update.state() === 'ready'}>
          <p>
            A new version of Cairn is ready.
            <Show when={update.next()}>
              {(next) => (
                <span class="muted">
                  {` ${next().version}, build `}
                  <code>{next().hash?.slice(0, 8)}</code>
                </span>
              )}
            </Show>
          </p>
          <Button variant="primary" small onClick={() => void update.accept()}>
            Update
          </Button>
          <Button variant="quiet" small onClick={update.dismiss}>
            Later
          </Button>
        </Match>
        <Match when={update.state() === 'waiting'}>
          <p>Cairn updates when the import is done.</p>
        </Match>
        <Match when={update.state() === 'applying'}>
          <p>Updating …</p>
        </Match>
        <Match when={update.state() === 'elsewhere'}>
          <p>Cairn was updated in another tab. This tab still shows the version before.</p>
          <Button small disabled={props.busy()} onClick={update.reload}>
            Reload
          </Button>
        </Match>
      </Switch>
    </div>
  );
}
