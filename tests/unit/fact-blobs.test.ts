import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { toHash, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { FactBlobs, type KeepChunks } from '../../src/sync/node/fact-blobs.ts';

const MB = 1024 * 1024;
const hashOf = (letter: string) => letter.repeat(64);

/** Blobs whose writes end when the test says so, with or without success. */
function makeBlobs() {
  const batches: string[][] = [];
  const open: { resolve(): void; reject(reason: unknown): void }[] = [];
  const keep: KeepChunks = (chunks) => {
    batches.push(chunks.map(({ hash }) => hash[0] ?? ''));
    return new Promise((resolve, reject) => open.push({ resolve, reject }));
  };
  const blobs = new FactBlobs(new FactStore(toWorkspaceId(crypto.randomUUID())), keep);
  const write = (letter: string, sizeBytes = 1) =>
    blobs.write(toHash(hashOf(letter)), new Uint8Array(sizeBytes));
  return { batches, open, write };
}

test('blobs that come during a write go together into the next, up to a size', async () => {
  const { batches, open, write } = makeBlobs();
  const first = write('a');
  const later = [write('b', 3 * MB), write('c'), write('d', 3 * MB)];
  open[0]?.resolve();
  await first;
  open[1]?.resolve();
  await Promise.all(later.slice(0, 2));
  open[2]?.resolve();
  await later[2];
  expect(batches).toEqual([['a'], ['b', 'c'], ['d']]);
});

test('a write that fails fails those of its batch and no other', async () => {
  const { open, write } = makeBlobs();
  const first = write('a');
  const second = write('b');
  open[0]?.reject(new Error('full'));
  await expect(first).rejects.toThrow('full');
  open[1]?.resolve();
  await expect(second).resolves.toBeUndefined();
});
