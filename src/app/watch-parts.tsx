import { type Accessor, createSignal, type JSX, Show, Suspense } from 'solid-js';
import type { WatchedFolderId } from '../domain/live/watched-folder.ts';
import { ProblemsDialog } from '../features/import/index.ts';
import { LiveMark, ResumeNotice, WatchedFoldersDialog, WatchOffer } from '../features/watch/index.ts';
import type { DroppedItem } from '../rpc/import-api.ts';
import { useQuery } from '../state/query.ts';
import { useWatch, type WatchState } from '../state/watch.ts';
import { showToast } from '../ui/toast.tsx';

/** Everything of watching that the frame holds. */
export interface WatchParts {
  readonly watchFolder: () => void;
  readonly openList: () => void;
  /** What is being imported: folders among it can be watched. */
  readonly imported: (items: readonly DroppedItem[]) => void;
  /** Stands beside the import. `stop` ends it. */
  readonly Offer: (props: { readonly isImporting: boolean; readonly stop: () => void }) => JSX.Element;
  readonly Dialogs: (props: { readonly importItems: (items: readonly DroppedItem[]) => void }) => JSX.Element;
  /** How many runs are live; opens the list. */
  readonly Mark: () => JSX.Element;
  readonly Notice: () => JSX.Element;
}

export function createWatchParts(): WatchParts {
  const watch = useWatch();
  const { pulse } = useQuery();
  const [isOpen, setIsOpen] = createSignal(false);
  // Once opened it stays: a dialog gives the focus back when it closes, not when it is taken away.
  const [wasOpen, setWasOpen] = createSignal(false);
  const [dropped, setDropped] = createSignal<readonly FileSystemDirectoryHandle[]>([]);
  const openList = (): void => {
    setWasOpen(true);
    setIsOpen(true);
  };
  const begin = async (choose: () => Promise<WatchedFolderId | null>): Promise<void> => {
    let id: WatchedFolderId | null;
    try {
      id = await choose();
    } catch (error) {
      console.error('The folder cannot be watched', error);
      showToast({ text: 'The browser does not let this page watch that folder.', tone: 'failed' });
      return;
    }
    if (id === null) return;
    if (!isOpen())
      showToast({
        text: `Watching ${nameOf(watch, id)}. New runs and points appear as they are written.`,
        action: { label: 'Show', onSelect: openList },
      });
  };
  return {
    openList,
    watchFolder: () => {
      if (watch.canWatch) void begin(watch.pick);
      else openList();
    },
    imported: (items) => setDropped(items.flatMap((item) => (item.kind === 'folder' ? [item.handle] : []))),
    Offer: (props) => (
      <Show when={dropped().length > 0}>
        <Suspense>
          <WatchOffer
            folders={dropped()}
            isImporting={props.isImporting}
            onWatch={() => {
              const folders = dropped();
              setDropped([]);
              if (props.isImporting) props.stop();
              void begin(() => watchAll(watch, folders));
            }}
          />
        </Suspense>
      </Show>
    ),
    Mark: () => (
      <Show when={watch.folders().length > 0 || pulse().liveCount > 0}>
        <Suspense>
          <LiveMark onOpen={openList} />
        </Suspense>
      </Show>
    ),
    Notice: () => (
      <Show when={watch.folders().some(({ state }) => state === 'needs-permission')}>
        <Suspense>
          <ResumeNotice />
        </Suspense>
      </Show>
    ),
    Dialogs: (props) => (
      <ListDialog
        importItems={props.importItems}
        open={isOpen}
        wasOpen={wasOpen}
        onClose={() => setIsOpen(false)}
        onPick={() => void begin(watch.pick)}
      />
    ),
  };
}

function ListDialog(props: {
  readonly open: Accessor<boolean>;
  readonly wasOpen: Accessor<boolean>;
  readonly onClose: () => void;
  readonly onPick: () => void;
  readonly importItems: (items: readonly DroppedItem[]) => void;
}): JSX.Element {
  const watch = useWatch();
  /** It is asked how its table is read, so the dialogs make room. */
  const importFile = async (id: WatchedFolderId, path: string): Promise<void> => {
    const file = await watch.file(id, path);
    if (!file) return showToast({ text: `${path} cannot be read any more.`, tone: 'failed' });
    props.onClose();
    props.importItems([{ kind: 'file', path, file }]);
  };
  return (
    <Show when={props.wasOpen()}>
      <Suspense>
        <WatchedFoldersDialog
          open={props.open()}
          onClose={props.onClose}
          onPick={props.onPick}
          problems={(folder, onClose) => (
            <Suspense>
              <ProblemsDialog
                open
                onClose={onClose}
                problems={folder.problems}
                count={folder.problemCount}
                of={folder.name}
                onImport={(path) => {
                  onClose();
                  void importFile(folder.id, path);
                }}
              />
            </Suspense>
          )}
        />
      </Suspense>
    </Show>
  );
}

/** The last of them. */
async function watchAll(
  watch: WatchState,
  folders: readonly FileSystemDirectoryHandle[],
): Promise<WatchedFolderId | null> {
  let id: WatchedFolderId | null = null;
  for (const folder of folders) id = await watch.watch(folder);
  return id;
}

function nameOf(watch: WatchState, id: WatchedFolderId): string {
  return watch.folders().find((folder) => folder.id === id)?.name ?? 'the folder';
}
