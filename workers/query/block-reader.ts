import { type Hash, type RunKey, toRunKey } from '../../src/domain/ids.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { countLines, eachRunFigures } from '../../src/storage/record-lines.ts';
import type { StoredPackIndex } from '../../src/storage/workspace-db.ts';
import type { BlockKeeper } from './block-keeper.ts';
import { BlockBuilder } from './make-run-block.ts';
import { BLOCK_FORM, type RunBlock } from './run-block.ts';

/** Packs that are read at once, while those before them are taken apart: a pack has a few megabytes. */
const AT_ONCE = 8;
/** Smaller packs are read as fast as what was kept of them. */
const LEAST_KEPT = 50;

export interface PackBlock {
  readonly hash: Hash;
  readonly block: RunBlock;
  /** Index-aligned with the block's runs. */
  readonly keys: readonly RunKey[];
}

interface LoadedPack {
  readonly pack: StoredPackIndex;
  readonly kept: RunBlock | null;
  readonly bytes: Uint8Array<ArrayBuffer> | null;
}

/**
 * The runs of packs as blocks, in their order: as they were kept, or made from the records, for `keeper`. A pack whose
 * bytes are not here is left out and told to `onMissing`, kept or not, so that what was kept changes nothing.
 */
export async function* readBlocks(
  packs: readonly StoredPackIndex[],
  store: FactStore,
  keeper: BlockKeeper,
  onMissing: () => void,
): AsyncGenerator<PackBlock> {
  let next = loadPacks(packs.slice(0, AT_ONCE), store);
  for (let from = 0; from < packs.length; from += AT_ONCE) {
    const loaded = await next;
    next = loadPacks(packs.slice(from + AT_ONCE, from + 2 * AT_ONCE), store);
    // Whoever stops reading leaves it unheard.
    next.catch(() => undefined);
    for (const { pack, kept, bytes } of loaded) {
      if (kept) {
        yield { hash: pack.hash, block: kept, keys: pack.keys.map(toRunKey) };
      } else if (bytes) {
        const { block, keys } = parseBlock(bytes);
        const isSound = keys.length === pack.keys.length && keys.every((key, at) => key === pack.keys[at]);
        if (isSound && keys.length >= LEAST_KEPT) keeper.add({ hash: pack.hash, view: block });
        yield { hash: pack.hash, block, keys };
      } else onMissing();
    }
  }
}

function parseBlock(bytes: Uint8Array): Omit<PackBlock, 'hash'> {
  const builder = new BlockBuilder(countLines(bytes));
  const keys: RunKey[] = [];
  for (const { run, series } of eachRunFigures(bytes)) {
    builder.add(run, series);
    keys.push(run.key);
  }
  return { block: builder.block(), keys };
}

async function loadPacks(
  packs: readonly StoredPackIndex[],
  store: FactStore,
): Promise<readonly LoadedPack[]> {
  if (packs.length === 0) return [];
  const hashes = packs.map(({ hash }) => hash);
  const [isHere, views] = await Promise.all([store.has(hashes), store.views.load(hashes)]);
  const kept = packs.map((pack, at) => (isHere[at] ? toBlock(views[at], pack) : null));
  const wanted = hashes.filter((_, at) => isHere[at] && !kept[at]);
  const chunks = wanted.length > 0 ? await store.loadChunks(wanted) : [];
  const bytesOf = new Map(wanted.map((hash, at) => [hash, chunks[at] ?? null]));
  return packs.map((pack, at) => ({ pack, kept: kept[at] ?? null, bytes: bytesOf.get(pack.hash) ?? null }));
}

/** What was kept, when it is of this version's form and of this pack. */
function toBlock(view: unknown, pack: StoredPackIndex): RunBlock | null {
  if (typeof view !== 'object' || view === null) return null;
  const { form, count } = view as Partial<RunBlock>;
  return form === BLOCK_FORM && count === pack.keys.length ? (view as RunBlock) : null;
}
