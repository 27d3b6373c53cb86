import { type JSX, Match, Switch } from 'solid-js';
import type { WorkspaceSession } from '../state/workspace-session.ts';
import { Button } from '../ui/button.tsx';

/** Whether edits are on the disk. A failed write cannot be overlooked and can be tried again. */
export function SaveNotice(props: { readonly session: WorkspaceSession }): JSX.Element {
  const state = () => props.session.edits.saveState();
  return (
    <div class="save-notice" role="status" aria-label="Saving">
      <Switch>
        <Match when={state() === 'failed'}>
          <p class="save-failed">An edit could not be stored. Keep this tab open.</p>
          <Button small onClick={() => props.session.edits.retrySave()}>
            Try again
          </Button>
        </Match>
      </Switch>
    </div>
  );
}
