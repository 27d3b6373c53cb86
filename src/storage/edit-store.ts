import type { WorkspaceId } from '../domain/ids.ts';
import { type StoredEdit, WorkspaceDb } from './workspace-db.ts';

export type EditDoc = StoredEdit['doc'];

/** People's edits of one workspace, as the updates of its Yjs documents in the order they were made. */
export class EditStore {
  private readonly db: WorkspaceDb;

  constructor(workspace: WorkspaceId) {
    this.db = new WorkspaceDb(workspace);
  }

  close(): void {
    this.db.close();
  }

  /** Edits after the given id, oldest first; 0 for all. */
  async loadSince(id: number): Promise<readonly StoredEdit[]> {
    return this.db.edits.where('id').above(id).toArray();
  }

  /** Resolves when the updates are on the disk, with the id of the last one. */
  async append(edits: readonly Omit<StoredEdit, 'id'>[]): Promise<number> {
    return this.db.edits.bulkAdd([...edits]);
  }

  /** Puts one row in the place of all rows of a document up to an id, but those that no envelope carries yet. */
  async replaceWithSnapshot(upTo: number, snapshot: Omit<StoredEdit, 'id'>): Promise<void> {
    await this.db.transaction('rw', this.db.edits, async () => {
      const rows = this.db.edits.where('id').belowOrEqual(upTo);
      const folded = await rows.and((edit) => edit.doc === snapshot.doc && edit.sealed === 1).primaryKeys();
      // Gone when the tables were made anew meanwhile: the snapshot holds what does not count any more.
      if (folded.length === 0) return;
      await this.db.edits.bulkDelete(folded);
      await this.db.edits.add(snapshot);
    });
  }
}
