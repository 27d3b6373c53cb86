import type { WorkspaceId } from '../domain/ids.ts';
import type { WatchedFolderId, WatchedFolderView } from '../domain/live/watched-folder.ts';

export interface WatchOptions {
  readonly workspace: WorkspaceId;
  /** Who tells of live runs (`LiveMessage`). */
  readonly watcher: string;
  /** As of an import. */
  readonly artifactBudgetBytes: number;
  readonly artifactLimitBytes: number;
  readonly foldRuns: boolean;
}

/** What the watch worker offers: one worker for all watched folders of one workspace. */
export interface WatchApi {
  /** Once, before anything else. `onViews` is told of all folders at most four times a second; `onStored` of commits. */
  begin(
    options: WatchOptions,
    onViews: (views: readonly WatchedFolderView[]) => void,
    onStored: () => void,
  ): Promise<void>;
  /** Watches a folder; the permission to read it was given. Resolves when it has been read once. */
  add(id: WatchedFolderId, handle: FileSystemDirectoryHandle): Promise<void>;
  /** Stores what is not stored yet and forgets the folder. */
  remove(id: WatchedFolderId): Promise<void>;
  /** Looks at once, without waiting for the next turn. */
  look(id: WatchedFolderId): Promise<void>;
  /** The page is seen, or not: how often it looks. */
  setVisible(isVisible: boolean): Promise<void>;
  /** Stores what is only in memory: the page is about to go. */
  store(): Promise<void>;
}
