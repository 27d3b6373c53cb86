import type { Hash } from '../../src/domain/ids.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { type ForeignPack, parseForeignPack } from '../../src/storage/foreign-records.ts';
import type { StoredPackIndex } from '../../src/storage/workspace-db.ts';

/** Makes a record pack that another browser sent one of ours; null when it is gone or not what it should be. */
export async function adoptPack(
  store: FactStore,
  hash: Hash,
  holds: StoredPackIndex['holds'],
): Promise<ForeignPack | null> {
  const bytes = await store.loadChunk(hash);
  const pack = bytes && parseForeignPack(holds, bytes);
  if (!pack) return null;
  await store.adoptPack({ hash, holds, keys: pack.keys });
  return pack;
}
