import type { ImportId, WorkspaceId } from '../../../src/domain/ids.ts';
import type { GivenBack, KeepingApi, StagingApi } from '../../../src/rpc/staging-api.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { isQuotaError } from '../../../src/storage/storage-errors.ts';
import type { StoredChunk, StoredPackIndex } from '../../../src/storage/workspace-db.ts';

/** Writes what an import stages or another browser sent: what the staging worker exposes. It decides nothing. */
export class StagingHost implements StagingApi, KeepingApi {
  private workspace: WorkspaceId | null = null;
  private store: FactStore | null = null;

  async stageChunks(
    workspace: WorkspaceId,
    owner: ImportId,
    chunks: readonly StoredChunk[],
  ): Promise<GivenBack> {
    const isStored = await fits(() => this.open(workspace).stageChunks(owner, chunks));
    return isStored ? null : chunks;
  }

  async stagePack(
    workspace: WorkspaceId,
    owner: ImportId,
    pack: StoredPackIndex,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<'stored' | 'full'> {
    const isStored = await fits(() => this.open(workspace).stagePack(owner, pack, bytes));
    return isStored ? 'stored' : 'full';
  }

  async keepFetched(workspace: WorkspaceId, chunks: readonly StoredChunk[]): Promise<'stored' | 'full'> {
    const isStored = await fits(() => this.open(workspace).keepFetched(chunks));
    return isStored ? 'stored' : 'full';
  }

  private open(workspace: WorkspaceId): FactStore {
    if (this.store === null || this.workspace !== workspace) {
      this.store?.close();
      this.store = new FactStore(workspace);
      this.workspace = workspace;
    }
    return this.store;
  }
}

/** False when there was no space for it. */
async function fits(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isQuotaError(error)) return false;
    throw error;
  }
}
