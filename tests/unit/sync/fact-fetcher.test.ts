import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type Hash, toHash, toImportId, toWorkspaceId } from '../../../src/domain/ids.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import type { BlobExchange } from '../../../src/sync/exchange/blob-exchange.ts';
import type { ImportEntry } from '../../../src/sync/log/replica.ts';
import { FactFetcher } from '../../../src/sync/node/fact-fetcher.ts';

const [PACK, POINTS, OTHER] = ['a', 'b', 'c'].map((digit) => toHash(digit.repeat(64))) as [Hash, Hash, Hash];
const entry: ImportEntry = {
  import: 'i',
  label: 'l',
  startedMs: 1,
  finishedMs: 2,
  packs: [{ hash: PACK, holds: 'runs', sizeBytes: 1, records: 1 }],
};
const row = {
  id: toImportId('i'),
  label: 'l',
  startedMs: 1,
  finishedMs: 2,
  packs: [PACK],
  published: true,
} as const;
let facts: FactStore;
let wanted: string[];

beforeEach(() => {
  facts = new FactStore(toWorkspaceId(crypto.randomUUID()));
  wanted = [];
  vi.stubGlobal('reportError', console.error);
});

function makeFetcher(adopt = vi.fn(async () => ({ keys: ['r'], points: [POINTS], artifacts: [[OTHER]] }))) {
  const blobs = {
    onStored: (_: string): void => undefined,
    want: async (all: readonly { readonly hash: string }[]) =>
      void wanted.push(...all.map(({ hash }) => hash)),
    unwant: () => undefined,
  };
  const fetcher = new FactFetcher(facts, blobs as unknown as BlobExchange, adopt, () => undefined);
  return { fetcher, blobs, adopt };
}

async function* told() {
  yield [entry, { ...entry, import: 'own', packs: [{ ...entry.packs[0], hash: OTHER }] } as ImportEntry];
}

describe('facts of others', () => {
  test('that were not here when the browser was closed are asked for again', async () => {
    await facts.beginImport({ ...row, state: 'committed', report: null });
    const { fetcher } = makeFetcher();
    await fetcher.start(told);
    expect(wanted).toEqual([PACK]);
    expect(fetcher.counts().records).toEqual({ here: 0, total: 1 });
  });

  test('bring what they name once they are here', async () => {
    await facts.beginImport({ ...row, state: 'committed', report: null });
    await facts.keepFetched([{ hash: PACK, bytes: new Uint8Array(1) }]);
    await facts.adoptPack({ hash: PACK, holds: 'runs', keys: ['r'] });
    const { fetcher } = makeFetcher();
    const imports = vi.fn(told);
    await fetcher.start(imports);
    expect(wanted).toEqual([POINTS]);
    // The log is read only for what is not known here.
    expect(imports).not.toHaveBeenCalled();
  });

  test('that arrive by two ways at once are counted once', async () => {
    const { fetcher, adopt } = makeFetcher();
    await fetcher.addImports([entry]);
    await facts.keepFetched([{ hash: PACK, bytes: new Uint8Array(1) }]);
    await Promise.all([fetcher.arrived(PACK), fetcher.arrived(PACK)]);
    expect(adopt).toHaveBeenCalledTimes(1);
    expect(fetcher.counts().artifacts.total).toBe(1);
  });

  test('that are not what they say count once, however often they come', async () => {
    const { fetcher } = makeFetcher(vi.fn(async () => null) as never);
    await fetcher.addImports([entry]);
    await fetcher.arrived(PACK);
    await fetcher.arrived(PACK);
    expect(fetcher.counts()).toMatchObject({ badPacks: 1, records: { here: 0, total: 1 } });
  });
});
