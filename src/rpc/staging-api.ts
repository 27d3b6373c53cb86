import type { ImportId, WorkspaceId } from '../domain/ids.ts';
import type { StoredChunk, StoredPackIndex } from '../storage/workspace-db.ts';

/** The bytes that could not be written because the disk is full, given back; null when all is written. */
export type GivenBack = readonly StoredChunk[] | null;

/**
 * What the staging worker offers to the import worker: writing to IndexedDB beside the reading, which otherwise waits
 * while every byte is copied into the database. Chunks are transferred, so that they are not held twice.
 */
export interface StagingApi {
  stageChunks(workspace: WorkspaceId, owner: ImportId, chunks: readonly StoredChunk[]): Promise<GivenBack>;
  stagePack(
    workspace: WorkspaceId,
    owner: ImportId,
    pack: StoredPackIndex,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<'stored' | 'full'>;
}

/** What it offers to the page, for chunks that another browser sent: they are part of the workspace at once. */
export interface KeepingApi {
  keepFetched(workspace: WorkspaceId, chunks: readonly StoredChunk[]): Promise<'stored' | 'full'>;
}

/** The buffers of these chunks, for a transfer. Each chunk must have its own. */
export function buffersOf(chunks: readonly StoredChunk[]): ArrayBuffer[] {
  return [...new Set(chunks.map((chunk) => chunk.bytes.buffer))];
}
