import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import { assert } from '../base/assert.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import { type LiveMessage, liveChannelName } from '../domain/live/live-message.ts';
import type { WatchedFolderView } from '../domain/live/watched-folder.ts';
import { chooseFolderToWatch, fileIn, hasFolderChooser } from './folder-access.ts';
import { settings } from './settings.ts';
import type { WatchState } from './watch.ts';
import type { WatchKeeper } from './watch-keeper.ts';

export interface WatchSurroundings {
  readonly workspace: Accessor<WorkspaceId>;
  /** The workspace has been read: the first screen does not wait for folders. */
  readonly isOpen: Accessor<boolean>;
  /** What answers for runs starts meanwhile. */
  readonly expectFacts: () => void;
  readonly factsChanged: (workspace: WorkspaceId) => Promise<void>;
  /** Goes where folders belong: the sample stays as it is. */
  readonly leaveSample: () => Promise<void>;
}

/** What an export waits for live runs to be stored. */
const STORE_MS = 4000;

export interface WatchSession {
  readonly state: WatchState;
  /** The workspace is being left or, with everything in it, removed. Resolves when nothing writes into it any more. */
  leave(isGone: boolean): Promise<void>;
}

/** Watches the folders of the workspace that is open, from when it has been read until it is left. */
export function createWatchSession(around: WatchSurroundings): WatchSession {
  const [folders, setFolders] = createSignal<readonly WatchedFolderView[]>([]);
  let keeper: WatchKeeper | null = null;
  let opened: Promise<unknown> = Promise.resolve();

  /** Which opening is the newest: what is being loaded for one that was left opens nothing. */
  let opening = 0;
  let isOpening = false;

  const open = async (workspace: WorkspaceId): Promise<void> => {
    opening += 1;
    const number = opening;
    const { WatchKeeper, openWatchStore, makeWatchClient } = await import('./watch-ground.ts');
    if (number !== opening) return;
    const mine = new WatchKeeper(workspace, {
      store: openWatchStore(workspace),
      locks: navigator.locks,
      channel: new BroadcastChannel(`cairn-watch-${workspace}`),
      startClient: makeWatchClient,
      options: () => ({
        workspace,
        artifactBudgetBytes: settings.artifactBudgetBytes(),
        artifactLimitBytes: settings.artifactLimitBytes(),
        foldRuns: settings.foldRuns(),
      }),
      sayBye: (watcher) => {
        const live = new BroadcastChannel(liveChannelName(workspace));
        live.postMessage({ kind: 'bye', watcher, isForgotten: true } satisfies LiveMessage);
        live.close();
      },
      isVisible: () => document.visibilityState === 'visible',
      onStart: around.expectFacts,
      onStored: () => void around.factsChanged(workspace).catch(reportError),
      onViews: (views) => mine === keeper && setFolders(views),
    });
    keeper = mine;
    await mine.open();
  };
  const begin = (workspace: WorkspaceId): void => {
    isOpening = true;
    opened = open(workspace).catch(reportError);
  };
  const leave = async (isGone: boolean): Promise<void> => {
    opening += 1;
    isOpening = false;
    const left = keeper;
    keeper = null;
    setFolders([]);
    await left?.close(isGone);
  };
  createEffect(
    on([around.workspace, around.isOpen], ([workspace, isOpen]) => {
      if (isOpen && !isOpening) begin(workspace);
    }),
  );

  const onVisibility = (): void => keeper?.visibilityChanged();
  const store = (): void => void keeper?.storeNow();
  document.addEventListener('visibilitychange', onVisibility);
  document.addEventListener('freeze', store);
  addEventListener('pagehide', store);
  onCleanup(() => {
    document.removeEventListener('visibilitychange', onVisibility);
    document.removeEventListener('freeze', store);
    removeEventListener('pagehide', store);
    void leave(false);
  });

  const watch = async (handle: FileSystemDirectoryHandle) => {
    await around.leaveSample();
    // Somebody was quicker than the quiet moment after the first screen.
    if (!isOpening) begin(around.workspace());
    await opened;
    assert(keeper, 'a workspace that can be written into is open');
    return keeper.watch(handle, Date.now());
  };
  return {
    leave,
    state: {
      canWatch: hasFolderChooser(window),
      folders,
      pick: async () => {
        const handle = await chooseFolderToWatch(window, keeper?.stored.at(-1)?.handle);
        return handle && (await watch(handle));
      },
      watch,
      resume: async (ids) => keeper?.resume(ids ?? null),
      pause: async (id) => keeper?.pause(id),
      remove: async (id) => keeper?.remove(id),
      look: async (id) => keeper?.look(id),
      file: async (id, path) => {
        const folder = keeper?.stored.find((one) => one.id === id)?.handle;
        return folder ? fileIn(folder, path) : null;
      },
      store: () => {
        // A full disk or a folder that is being read for the first time need not hold up whoever asks.
        const enough = new Promise<void>((resolve) => setTimeout(resolve, STORE_MS));
        return Promise.race([keeper?.storeNow(), enough]);
      },
    },
  };
}
