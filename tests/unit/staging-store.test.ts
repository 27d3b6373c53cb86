import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { toHash, toImportId, toWorkspaceId } from '../../src/domain/ids.ts';
import { buffersOf, type StagingApi } from '../../src/rpc/staging-api.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import type { StoredChunk } from '../../src/storage/workspace-db.ts';
import { StagingHost } from '../../workers/import/storing/staging-host.ts';
import { RemoteStaging } from '../../workers/import/storing/staging-store.ts';
import { StagingWriter } from '../../workers/import/storing/staging-writer.ts';

const workspace = toWorkspaceId('staging');
const owner = toImportId('import');
const hashOf = (digit: string) => toHash(digit.repeat(64));

/** What a transfer does: the bytes leave the list that was sent. */
const send = <T>(value: T, chunks: readonly StoredChunk[]): T =>
  structuredClone(value, { transfer: buffersOf(chunks) });

/** The host behind a border that bytes are transferred over, full for so many calls. */
function makeStaging(fullFor: number): StagingApi {
  const host = new StagingHost();
  let left = fullFor;
  return {
    stageChunks: async (to, by, chunks) => {
      const arrived = send(chunks, chunks);
      const givenBack = left-- > 0 ? arrived : await host.stageChunks(to, by, arrived);
      return givenBack && send(givenBack, givenBack);
    },
    stagePack: async (...request) => (left-- > 0 ? 'full' : host.stagePack(...request)),
  };
}

test('what a worker cannot write for want of space is written when there is some', async () => {
  const store = new FactStore(workspace);
  let questions = 0;
  const writer = new StagingWriter(new RemoteStaging(makeStaging(2), workspace), owner, async () => {
    questions += 1;
  });
  await writer.addChunk(hashOf('a'), Uint8Array.of(1, 2, 3));
  await writer.addChunk(hashOf('b'), Uint8Array.of(4));
  await writer.addPack({ hash: hashOf('c'), holds: 'others', keys: [] }, Uint8Array.of(5));
  await writer.flush();
  expect(questions).toBe(2);
  const chunks = await store.loadChunks(['a', 'b', 'c'].map(hashOf));
  expect(chunks.map((bytes) => [...(bytes ?? [])])).toEqual([[1, 2, 3], [4], [5]]);
  expect(await store.listInterrupted()).toEqual([owner]);
  await store.rollBackImport(owner);
  expect(await store.loadChunks(['a', 'c'].map(hashOf))).toEqual([null, null]);
  store.close();
});

test('an error of a worker that is no want of space ends the writing', async () => {
  const broken: StagingApi = {
    stageChunks: () => Promise.reject(new Error('broken')),
    stagePack: () => Promise.reject(new Error('broken')),
  };
  const writer = new StagingWriter(new RemoteStaging(broken, workspace), owner, async () => undefined);
  await writer.addChunk(hashOf('d'), Uint8Array.of(1));
  await expect(writer.flush()).rejects.toThrow('broken');
});

test('what another browser sent is part of the workspace at once, though an import had staged the same', async () => {
  const store = new FactStore(workspace);
  const host = new StagingHost();
  await store.stageChunks(owner, [{ hash: hashOf('e'), bytes: Uint8Array.of(1) }]);
  const sent = ['e', 'f'].map((name) => ({ hash: hashOf(name), bytes: Uint8Array.of(2) }));
  expect(await host.keepFetched(workspace, sent)).toBe('stored');
  await store.rollBackImport(owner);
  expect(await store.has(['e', 'f'].map(hashOf))).toEqual([true, true]);
  store.close();
});
