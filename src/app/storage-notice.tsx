import { type Accessor, createEffect, createSignal, type JSX, Match, on, Switch } from 'solid-js';
import { createStorageHealth } from '../state/storage-state.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import './storage-notice.css';

type Answer = 'kept' | 'refused' | null;

/**
 * After the first import: why the browser should be asked to keep the data, and the button that asks. Placed once,
 * by the shell. `imports`: how many imports are in the workspace.
 */
export function StorageNotice(props: { readonly imports: Accessor<number> }): JSX.Element {
  const health = createStorageHealth();
  const [answer, setAnswer] = createSignal<Answer>(null);
  createEffect(on(props.imports, () => void health.refresh()));
  const ask = async () => setAnswer((await health.ask()) ? 'kept' : 'refused');
  const isOpen = () => props.imports() > 0 && health.state().persisted === false && !health.wasAsked();

  return (
    <Switch>
      <Match when={isOpen()}>
        <section class="storage-notice" aria-label="Keep your runs">
          <p>
            Your runs are stored in this browser, and it may clear them when the disk gets full. You can ask
            it not to.
          </p>
          <Button small onClick={() => void ask()}>
            Keep my runs
          </Button>
          <Button small variant="quiet" onClick={health.dismiss}>
            Not now
          </Button>
        </section>
      </Match>
      <Match when={answer()}>
        <section class="storage-notice" aria-label="Keep your runs">
          <p role="status">
            {answer() === 'kept'
              ? 'The browser will not clear your runs on its own.'
              : 'The browser said no. It says yes more readily once Cairn is installed or bookmarked; ask again under Settings.'}
          </p>
          <Button small variant="quiet" onClick={() => setAnswer(null)}>
            Close
          </Button>
        </section>
      </Match>
    </Switch>
  );
}

/** The lasting sign of storage that may be cleared: small, in the frame, leading to Settings. */
export function StorageBadge(props: { readonly imports: Accessor<number> }): JSX.Element {
  const health = createStorageHealth();
  createEffect(on(props.imports, () => void health.refresh()));
  return (
    <Switch>
      <Match when={props.imports() > 0 && health.state().persisted === false}>
        <a class="storage-badge" href="#/settings">
          <Icon name="warning" /> Temporary storage
        </a>
      </Match>
    </Switch>
  );
}
