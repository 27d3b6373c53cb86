import { type Accessor, createContext, useContext } from 'solid-js';
import { assert } from '../base/assert.ts';
import type { WatchedFolderId, WatchedFolderView } from '../domain/live/watched-folder.ts';

/** Folders of the open workspace that are watched for training. */
export interface WatchState {
  /** False where the browser cannot keep a folder: dropping it again imports what is new. */
  readonly canWatch: boolean;
  readonly folders: Accessor<readonly WatchedFolderView[]>;
  /** Asks for a folder; call it from a click. Resolves with null when the person chose none. */
  pick(): Promise<WatchedFolderId | null>;
  /** Watches a folder that was dropped; resolves with the one that is watched already if it is the same. */
  watch(handle: FileSystemDirectoryHandle): Promise<WatchedFolderId>;
  /**
   * Goes on with these folders; call it from a click. Where none are named, with those that wait for a permission, are gone or
   * failed: what the person paused stays paused.
   */
  resume(ids?: readonly WatchedFolderId[]): Promise<void>;
  pause(id: WatchedFolderId): Promise<void>;
  /** Forgets the folder; what was read of it stays. */
  remove(id: WatchedFolderId): Promise<void>;
  look(id: WatchedFolderId): Promise<void>;
  /** A file of it, by the path that problems name; null where it cannot be had. */
  file(id: WatchedFolderId, path: string): Promise<File | null>;
  /** Stores what live runs have only in memory, for whoever reads the store itself. Waits a few seconds at most. */
  store(): Promise<void>;
}

export const WatchContext = createContext<WatchState>();

export function useWatch(): WatchState {
  const state = useContext(WatchContext);
  assert(state, 'useWatch is called under the shell');
  return state;
}
