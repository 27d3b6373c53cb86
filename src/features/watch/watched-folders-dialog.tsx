import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import type { WatchedFolderId, WatchedFolderView } from '../../domain/live/watched-folder.ts';
import { useWatch } from '../../state/watch.ts';
import { Button } from '../../ui/button.tsx';
import { createClock } from '../../ui/clock.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import './watch.css';
import { LiveElsewhere } from './live-elsewhere.tsx';
import { resumeFolders } from './resume-folders.ts';
import { DROP_AGAIN, NO_PICKER, resumeText } from './watch-words.ts';
import { WatchedFolderItem } from './watched-folder-item.tsx';

export interface WatchedFoldersProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Asks for a folder. */
  readonly onPick: () => void;
  /** The list of what was wrong in a folder. */
  readonly problems: (folder: WatchedFolderView, onClose: () => void) => JSX.Element;
}

/** Every folder of the workspace that is watched. */
export function WatchedFoldersDialog(props: WatchedFoldersProps): JSX.Element {
  const watch = useWatch();
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title="Watched folders"
      class="watched-dialog"
      {...(watch.canWatch ? { footer: <Foot onPick={props.onPick} /> } : {})}
    >
      <WatchedFolders problems={props.problems} onShow={() => props.onClose()} />
    </Dialog>
  );
}

function Foot(props: { readonly onPick: () => void }): JSX.Element {
  const watch = useWatch();
  const waiting = () => watch.folders().filter(({ state }) => state === 'needs-permission').length;
  return (
    <>
      <Show when={waiting() > 1}>
        <Button variant="primary" onClick={() => void resumeFolders(watch)}>
          {resumeText(waiting())}
        </Button>
      </Show>
      <Button icon="pulse" onClick={() => props.onPick()}>
        Watch folder
      </Button>
    </>
  );
}

function WatchedFolders(
  props: Pick<WatchedFoldersProps, 'problems'> & { readonly onShow: () => void },
): JSX.Element {
  const watch = useWatch();
  const nowMs = createClock(() => 1000);
  const [listed, setListed] = createSignal<WatchedFolderId | null>(null);
  const listedFolder = createMemo(() => watch.folders().find(({ id }) => id === listed()));
  return (
    <>
      <Show
        when={watch.folders().length > 0}
        fallback={
          <p>
            {watch.canWatch
              ? 'Pick the folder that your training writes into. Runs appear here while they are being written, and only what was added is read.'
              : 'A dropped folder can be watched where the browser hands it over.'}
          </p>
        }
      >
        <ul class="watched-list" aria-label="Watched folders">
          <KeyedFor each={watch.folders()} by={({ id }) => id}>
            {(folder) => (
              <WatchedFolderItem
                folder={folder()}
                nowMs={nowMs}
                onProblems={() => setListed(folder().id)}
                onShow={() => props.onShow()}
              />
            )}
          </KeyedFor>
        </ul>
      </Show>
      <LiveElsewhere onShow={() => props.onShow()} />
      <Show
        when={watch.canWatch}
        fallback={
          <p class="watched-note">
            {NO_PICKER} {DROP_AGAIN}
          </p>
        }
      >
        <p class="watched-note muted">
          Folders are watched while this workspace is open in a tab, and stay remembered on this device.
          Nothing leaves it, and nothing is written into them.
        </p>
      </Show>
      <Show when={listedFolder()}>{(folder) => props.problems(folder(), () => setListed(null))}</Show>
    </>
  );
}
