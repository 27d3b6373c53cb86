import type { ImportId, WorkspaceId } from '../../../src/domain/ids.ts';
import type { StagingApi } from '../../../src/rpc/staging-api.ts';
import type { StoredChunk, StoredPackIndex } from '../../../src/storage/workspace-db.ts';

/** Where an import puts what it stages: the database itself, or a worker that writes to it. */
export interface StagingStore {
  /** May take the bytes out of the list's chunks; rejecting for want of space, it has put them back. */
  stageChunks(owner: ImportId, chunks: StoredChunk[]): Promise<void>;
  stagePack(owner: ImportId, pack: StoredPackIndex, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** Stages by another worker, in the words of the database: a full disk is its usual error. */
export class RemoteStaging implements StagingStore {
  private readonly api: StagingApi;
  private readonly workspace: WorkspaceId;

  constructor(api: StagingApi, workspace: WorkspaceId) {
    this.api = api;
    this.workspace = workspace;
  }

  async stageChunks(owner: ImportId, chunks: StoredChunk[]): Promise<void> {
    const givenBack = await this.api.stageChunks(this.workspace, owner, chunks);
    if (givenBack === null) return;
    chunks.splice(0, chunks.length, ...givenBack);
    throw makeQuotaError();
  }

  async stagePack(owner: ImportId, pack: StoredPackIndex, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if ((await this.api.stagePack(this.workspace, owner, pack, bytes)) === 'full') throw makeQuotaError();
  }
}

function makeQuotaError(): DOMException {
  return new DOMException('There is no space left.', 'QuotaExceededError');
}
