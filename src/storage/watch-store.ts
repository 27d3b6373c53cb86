import type { WorkspaceId } from '../domain/ids.ts';
import type { WatchedFolderId } from '../domain/live/watched-folder.ts';
import { DeviceDb, type StoredWatchedFolder } from './device-db.ts';

/** Folders that this device watches for one workspace, until `close`. */
export interface WatchStore {
  /** In the order they were added. */
  list(): Promise<readonly StoredWatchedFolder[]>;
  save(folder: StoredWatchedFolder): Promise<void>;
  remove(id: WatchedFolderId): Promise<void>;
  close(): void;
}

export function openWatchStore(workspace: WorkspaceId): WatchStore {
  const db = new DeviceDb(workspace);
  return {
    list: async () => (await db.watched.toArray()).sort((a, b) => a.addedMs - b.addedMs),
    save: async (folder) => void (await db.watched.put(folder)),
    remove: (id) => db.watched.delete(id),
    close: () => db.close(),
  };
}
