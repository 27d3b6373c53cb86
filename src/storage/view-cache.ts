import Dexie, { type Table } from 'dexie';
import type { Hash, WorkspaceId } from '../domain/ids.ts';

/** Something derived from the pack of this hash, and from nothing else. Its shape belongs to whoever made it. */
export interface CachedView {
  readonly hash: Hash;
  readonly view: unknown;
}

class ViewDb extends Dexie {
  readonly views!: Table<CachedView, Hash>;

  constructor(workspace: WorkspaceId) {
    super(viewDbName(workspace), { chromeTransactionDurability: 'relaxed' });
    this.version(1).stores({ views: 'hash' });
  }
}

function viewDbName(workspace: WorkspaceId): string {
  return `cairn-views-${workspace}`;
}

/**
 * What was derived from record packs and would take long to derive again. Disposable: a database of its own that may
 * be missing, empty or full at any time. Nothing here fails; what cannot be kept or found is derived again.
 */
export class ViewCache {
  private readonly db: ViewDb;
  private isReadable = true;
  /** A disk that is full may be read all the same. */
  private isWritable = true;

  constructor(workspace: WorkspaceId) {
    this.db = new ViewDb(workspace);
  }

  close(): void {
    this.db.close();
  }

  /** In the order asked for; undefined for what is not there. */
  async load(hashes: readonly Hash[]): Promise<readonly unknown[]> {
    if (!this.isReadable) return hashes.map(() => undefined);
    try {
      return (await this.db.views.bulkGet([...hashes])).map((row) => row?.view);
    } catch {
      this.isReadable = false;
      return hashes.map(() => undefined);
    }
  }

  /** False when nothing more can be kept: the disk is full, or the browser keeps nothing at all. */
  async keep(views: readonly CachedView[]): Promise<boolean> {
    if (!this.isWritable) return false;
    try {
      await this.db.views.bulkPut(views);
    } catch {
      this.isWritable = false;
    }
    return this.isWritable;
  }
}

export async function removeViewCache(workspace: WorkspaceId): Promise<void> {
  await Dexie.delete(viewDbName(workspace));
}
