import type { Hash } from '../../src/domain/ids.ts';
import type { ArtifactResult } from '../../src/rpc/query-api.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';

export async function loadArtifact(
  store: FactStore | null,
  chunks: readonly Hash[],
): Promise<ArtifactResult> {
  // Asked before any byte is read: a large file that is coming in is asked for again with every part.
  const missing = await missingChunks(store, chunks);
  const parts = missing.length > 0 ? [] : ((await store?.loadChunks(chunks)) ?? []);
  const here = parts.filter((part) => part !== null);
  if (here.length < chunks.length) return { kind: 'missing', chunks: missing };
  return { kind: 'bytes', blob: new Blob(here, { type: 'application/octet-stream' }) };
}

/** Those that are not on this device, each once. */
export async function missingChunks(
  store: FactStore | null,
  chunks: readonly Hash[],
): Promise<readonly Hash[]> {
  const wanted = [...new Set(chunks)];
  const isHere = (await store?.has(wanted)) ?? [];
  return wanted.filter((_, i) => isHere[i] !== true);
}
