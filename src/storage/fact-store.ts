import type { Hash, ImportId, WorkspaceId } from '../domain/ids.ts';
import { ViewCache } from './view-cache.ts';
import {
  type StoredChunk,
  type StoredEdit,
  type StoredImport,
  type StoredPackIndex,
  WorkspaceDb,
} from './workspace-db.ts';

/**
 * The facts of one workspace. Writers stage chunks and packs over many short transactions, then `commitImport` makes
 * them part of the workspace in one. Only one import may write at a time: callers hold the lock of `importLockName`.
 */
export class FactStore {
  /** What was derived from packs of records. */
  readonly views: ViewCache;
  private readonly db: WorkspaceDb;
  private readonly staging: WorkspaceDb;

  constructor(readonly workspace: WorkspaceId) {
    this.db = new WorkspaceDb(workspace);
    this.staging = new WorkspaceDb(workspace, 'relaxed');
    this.views = new ViewCache(workspace);
  }

  close(): void {
    this.db.close();
    this.staging.close();
    this.views.close();
  }

  /** Committed imports, oldest first. */
  async listImports(): Promise<readonly StoredImport[]> {
    return inOrder(await this.db.imports.where('state').equals('committed').toArray());
  }

  /** Which imports are committed, in no order. */
  async listImportIds(): Promise<readonly ImportId[]> {
    return this.db.imports.where('state').equals('committed').primaryKeys();
  }

  /** Those of these imports that are there, oldest first. */
  async loadImports(ids: readonly ImportId[]): Promise<readonly StoredImport[]> {
    if (ids.length === 0) return [];
    const rows = await this.db.imports.bulkGet([...ids]);
    return inOrder(rows.filter((row): row is StoredImport => row !== undefined));
  }

  /** Indexes of packs in the order asked for; a missing one (damaged storage) is left out. */
  async loadPackIndexes(hashes: readonly Hash[]): Promise<readonly StoredPackIndex[]> {
    const packs = await this.db.packs.bulkGet([...hashes]);
    return packs.filter((pack): pack is StoredPackIndex => pack !== undefined);
  }

  async loadChunk(hash: Hash): Promise<Uint8Array<ArrayBuffer> | null> {
    return (await this.db.chunks.get(hash))?.bytes ?? null;
  }

  async loadChunks(hashes: readonly Hash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    const chunks = await this.db.chunks.bulkGet([...hashes]);
    return chunks.map((chunk) => chunk?.bytes ?? null);
  }

  /** Which of these chunks are here. */
  async has(hashes: readonly Hash[]): Promise<readonly boolean[]> {
    const found = new Set(await this.db.chunks.where('hash').anyOf(hashes).primaryKeys());
    return hashes.map((hash) => found.has(hash));
  }

  /**
   * Keeps chunks that another browser sent. They belong to the workspace even if an import has staged the same. Does
   * not wait for the disk: what a failing machine loses is missing then, and fetched again.
   */
  async keepFetched(fetched: readonly StoredChunk[]): Promise<void> {
    const { chunks, staged } = this.staging;
    await this.staging.transaction('rw', chunks, staged, async () => {
      await chunks.bulkPut(fetched);
      await staged.bulkDelete(fetched.map(({ hash }) => ['chunks', hash] as [string, Hash]));
    });
  }

  /** Makes a record pack that has arrived part of what the table is made of. */
  async adoptPack(pack: StoredPackIndex): Promise<void> {
    const { packs, staged } = this.db;
    await this.db.transaction('rw', packs, staged, async () => {
      await packs.put(pack);
      await staged.delete(['packs', pack.hash]);
    });
  }

  async beginImport(row: StoredImport): Promise<void> {
    await this.staging.imports.put(row);
  }

  /** Writes chunks that are not there yet and notes them as this import's, in one transaction (keep it under 8 MB). */
  async stageChunks(owner: ImportId, chunks: readonly StoredChunk[]): Promise<void> {
    const { chunks: table, staged } = this.staging;
    await this.staging.transaction('rw', table, staged, async () => {
      const there = new Set(
        await table
          .where('hash')
          .anyOf(chunks.map((chunk) => chunk.hash))
          .primaryKeys(),
      );
      const fresh = chunks.filter((chunk) => !there.has(chunk.hash));
      await table.bulkPut(fresh);
      await staged.bulkPut(
        fresh.map((chunk) => ({ hash: chunk.hash, import: owner, table: 'chunks' as const })),
      );
    });
  }

  async stagePack(owner: ImportId, pack: StoredPackIndex, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.stageChunks(owner, [{ hash: pack.hash, bytes }]);
    const { packs: table, staged } = this.staging;
    await this.staging.transaction('rw', table, staged, async () => {
      if (await table.get(pack.hash)) return;
      await table.put(pack);
      await staged.put({ hash: pack.hash, import: owner, table: 'packs' });
    });
  }

  /**
   * The one strict transaction after which the import is part of the workspace, with the edits of people that came
   * along. One without packs has only brought what others lacked, and leaves no entry.
   */
  async commitImport(row: StoredImport, brought: readonly Omit<StoredEdit, 'id'>[] = []): Promise<void> {
    const { imports, staged, edits } = this.db;
    await this.db.transaction('rw', imports, staged, edits, async () => {
      if (row.packs.length > 0) await imports.put(row);
      else await imports.delete(row.id);
      if (brought.length > 0) await edits.bulkAdd([...brought]);
      const own = staged.where('import').equals(row.id);
      // Deleting thousands of rows one by one takes a second; nearly always they are all there are.
      if ((await own.count()) === (await staged.count())) await staged.clear();
      else await own.delete();
    });
  }

  /**
   * Removes what an import has staged, and its journal row. Safe for content that a committed import also holds:
   * that was there before, so it was never noted as staged.
   */
  async rollBackImport(id: ImportId): Promise<void> {
    const { chunks, packs, imports, staged } = this.db;
    await this.db.transaction('rw', chunks, packs, imports, staged, async () => {
      // A commit whose confirmation was lost may have happened all the same.
      if ((await imports.get(id))?.state === 'committed') return;
      const rows = await staged.where('import').equals(id).toArray();
      await chunks.bulkDelete(rows.filter((row) => row.table === 'chunks').map((row) => row.hash));
      await packs.bulkDelete(rows.filter((row) => row.table === 'packs').map((row) => row.hash));
      await staged.bulkDelete(rows.map((row) => [row.table, row.hash] as [string, Hash]));
      await imports.delete(id);
    });
  }

  /** Imports that a killed browser left behind, those too that only leftovers tell of. Call under the import lock. */
  async listInterrupted(): Promise<readonly ImportId[]> {
    const begun = await this.db.imports.where('state').equals('staging').primaryKeys();
    const owners = (await this.db.staged.orderBy('import').uniqueKeys()) as ImportId[];
    return [...new Set([...begun, ...owners])];
  }
}

function inOrder(imports: readonly StoredImport[]): readonly StoredImport[] {
  return [...imports].sort((a, b) => a.startedMs - b.startedMs || (a.id < b.id ? -1 : 1));
}

/** Whether a workspace has anything to show, without opening a store for it. */
export async function hasCommittedImport(workspace: WorkspaceId): Promise<boolean> {
  const db = new WorkspaceDb(workspace);
  try {
    return (await db.imports.where('state').equals('committed').limit(1).count()) > 0;
  } finally {
    db.close();
  }
}

export function importLockName(workspace: WorkspaceId): string {
  return `cairn-import-${workspace}`;
}
