import type { ArtifactEntry } from '../../src/domain/run.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { MAX_ENVIRONMENT_BYTES } from './environment.ts';

/** A small file as text; null where its bytes were not kept, are not on this device or are too many. */
export async function readText(entry: ArtifactEntry, store: FactStore): Promise<string | null> {
  if (entry.chunks === null || entry.sizeBytes > MAX_ENVIRONMENT_BYTES) return null;
  const parts = await store.loadChunks(entry.chunks);
  let bytes = 0;
  for (const part of parts) bytes += part?.length ?? Number.POSITIVE_INFINITY;
  return bytes > MAX_ENVIRONMENT_BYTES ? null : new Blob(parts.flatMap((part) => part ?? [])).text();
}
