import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { canonicalJson } from '../../../src/base/canonical-json.ts';
import { toWorkspaceId } from '../../../src/domain/ids.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { parseForeignPack } from '../../../src/storage/foreign-records.ts';
import { commitFingerprint } from '../../../workers/fingerprint/commit-fingerprint.ts';
import { makeFingerprint } from '../../../workers/fingerprint/take-fingerprint.ts';
import { FactReader } from '../../../workers/query/fact-reader.ts';
import { makeMemoryFile } from '../../support/memory-source.ts';

const take = (text: string, nowMs: number) =>
  makeFingerprint(
    [makeMemoryFile('trips.csv', text)],
    () => nowMs,
    () => undefined,
  );

async function read(store: FactStore): Promise<FactReader> {
  const reader = new FactReader(store);
  await reader.load();
  return reader;
}

test('a file of no recorded dataset makes one of its own, once, and is found again by its digest', async () => {
  const workspace = toWorkspaceId('commit');
  const store = new FactStore(workspace);
  const print = await take('x,y\n1,2\n', 5);
  const ask = { workspace, dataset: null, newVersionOf: null, known: [] };
  const taken = await commitFingerprint(store, print, ask, 5);
  const reader = await read(store);
  expect([...reader.fingerprints.values()]).toEqual([print]);
  const record = reader.datasets.get(taken.dataset!);
  expect(record).toMatchObject({ name: 'trips.csv', digest: print.sha256.slice(0, 12), sourceType: 'local' });
  expect(JSON.parse(record!.profile)).toEqual({ num_rows: 1 });

  const again = await take('x,y\n1,2\n', 9);
  const known = [{ key: record!.key, digest: record!.digest }];
  expect(await commitFingerprint(store, again, { ...ask, known }, 9)).toMatchObject({
    dataset: record!.key,
  });
  expect(await store.listImports()).toHaveLength(1);
  expect((await read(store)).fingerprints.get(print.key)?.takenMs).toBe(5);
  expect(await store.listInterrupted()).toEqual([]);
  store.close();
});

test('other data than the version it was shown for becomes a version under the same name', async () => {
  const workspace = toWorkspaceId('versions');
  const store = new FactStore(workspace);
  const ask = { workspace, dataset: null, newVersionOf: null, known: [] };
  const first = await commitFingerprint(store, await take('x,y\n1,2\n', 5), ask, 5);
  const version = (await read(store)).datasets.get(first.dataset!)!;
  const shown = { ...ask, dataset: version.key, newVersionOf: version };
  // As many rows of the same columns, with another value.
  const second = await commitFingerprint(store, await take('x,y\n1,3\n', 6), shown, 6);
  expect(second.dataset).not.toBe(version.key);
  const made = (await read(store)).datasets.get(second.dataset!);
  expect(made).toMatchObject({ name: version.name, digest: second.fingerprint.sha256.slice(0, 12) });
  const third = await commitFingerprint(store, await take('x,y\n1,2\n', 7), shown, 7);
  expect(third.dataset).toBe(version.key);
  const asked = { ...shown, newVersionOf: null };
  expect((await commitFingerprint(store, await take('x,y\n1,4\n', 8), asked, 8)).dataset).toBe(version.key);
  store.close();
});

test('a fingerprint from another browser is taken as it is, and refused where it was changed', async () => {
  const print = await take('x,y\n1,2\n2,\n', 5);
  const pack = (record: object) => toUtf8(`${canonicalJson(record)}\n`);
  expect(parseForeignPack('others', pack(print))).not.toBeNull();
  expect(parseForeignPack('others', pack({ ...print, rowCount: 7 }))).toBeNull();
  expect(parseForeignPack('others', pack({ ...print, sha256: 'javascript:alert(1)' }))).toBeNull();
  expect(parseForeignPack('others', pack({ ...print, columns: 'x' }))).toBeNull();
});
