import Dexie, { type Table } from 'dexie';
import { toWorkspaceId, type WorkspaceId } from '../domain/ids.ts';
import { deviceDbName } from './device-db.ts';
import { removeViewCache } from './view-cache.ts';
import { workspaceDbName } from './workspace-db.ts';

export interface StoredWorkspace {
  readonly id: WorkspaceId;
  readonly name: string;
  /** The sample is a workspace of its own, so that it never mixes with the person's data. */
  readonly kind: 'own' | 'sample';
  readonly createdMs: number;
  /** Of a workspace that a link opened: id of its genesis envelope, so that the same link leads back to it. */
  readonly joined?: string;
  /** The same of a workspace that began here, once its log is there: its own link leads back to it too. */
  readonly fingerprint?: string;
}

/** Which workspaces this browser holds. */
class HomeDb extends Dexie {
  readonly workspaces!: Table<StoredWorkspace, WorkspaceId>;

  constructor() {
    super('cairn-home', { chromeTransactionDurability: 'strict' });
    this.version(1).stores({ workspaces: 'id' });
  }
}

export const FIRST_WORKSPACE = toWorkspaceId('first');
export const SAMPLE_WORKSPACE = toWorkspaceId('sample');

const home = new HomeDb();

/** All workspaces, oldest first. The person's first one is made when there is none. */
export async function listWorkspaces(nowMs: number): Promise<readonly StoredWorkspace[]> {
  await home.transaction('rw', home.workspaces, async () => {
    if (await home.workspaces.get(FIRST_WORKSPACE)) return;
    await home.workspaces.put({ id: FIRST_WORKSPACE, name: 'My runs', kind: 'own', createdMs: nowMs });
  });
  return home.workspaces.orderBy('id').toArray().then(byAge);
}

export async function saveWorkspace(workspace: StoredWorkspace): Promise<void> {
  await home.workspaces.put(workspace);
}

/** Removes a workspace with everything in it. Not undoable: ask first. */
export async function removeWorkspace(id: WorkspaceId): Promise<void> {
  await Dexie.delete(workspaceDbName(id));
  await removeViewCache(id);
  await Dexie.delete(deviceDbName(id));
  await home.workspaces.delete(id);
}

function byAge(workspaces: StoredWorkspace[]): readonly StoredWorkspace[] {
  return workspaces.sort((a, b) => a.createdMs - b.createdMs);
}
