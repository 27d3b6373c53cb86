import Dexie, { type Table } from 'dexie';
import type { Alert, AlertId } from '../domain/alerts/alert.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import type { WatchedFolderId } from '../domain/live/watched-folder.ts';

export interface StoredWatchedFolder {
  readonly id: WatchedFolderId;
  readonly name: string;
  readonly handle: FileSystemDirectoryHandle;
  readonly addedMs: number;
  /** The person has stopped it for now. */
  readonly isPaused: boolean;
}

/** An alert that this device has seen. */
export interface StoredAlert {
  readonly id: AlertId;
  readonly alert: Alert;
  readonly seenMs: number;
}

/** What this device chose, one row for each thing; what a row holds is checked when it is read. */
export interface StoredChoice {
  readonly id: string;
  readonly value: unknown;
}

export function deviceDbName(id: WorkspaceId): string {
  return `cairn-device-${id}`;
}

/**
 * What one device keeps for itself of a workspace: folders it watches, alerts it has seen, whom it tells. Never shared and
 * never exported; apart from the workspace's own database, so that a newer shape of it never waits for other tabs.
 */
export class DeviceDb extends Dexie {
  readonly watched!: Table<StoredWatchedFolder, WatchedFolderId>;
  readonly alerts!: Table<StoredAlert, AlertId>;
  readonly choices!: Table<StoredChoice, string>;

  constructor(id: WorkspaceId) {
    super(deviceDbName(id), { chromeTransactionDurability: 'strict' });
    this.version(1).stores({ watched: 'id', alerts: 'id, seenMs', choices: 'id' });
  }
}
