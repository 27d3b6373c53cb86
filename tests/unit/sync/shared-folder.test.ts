import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../src/base/bytes.ts';
import { SharedFolder } from '../../../src/sync/carry/shared-folder.ts';
import { anImport } from '../../support/log-bodies.ts';
import { makeTeam, NOW, type Person } from '../../support/log-team.ts';
import { MemoryCargo } from '../../support/memory-cargo.ts';
import { MemoryDirectory } from '../../support/memory-directory.ts';

async function makePair() {
  const { ana, others } = await makeTeam(['editor']);
  const [ben] = others;
  if (!ben) throw new Error();
  const folder = new MemoryDirectory();
  const open = async (person: Person) => {
    const cargo = new MemoryCargo(person);
    return { person, cargo, shared: await SharedFolder.open(folder.asHandle(), cargo) };
  };
  return { folder, ana: await open(ana), ben: await open(ben), reopen: open };
}

const logOf = (folder: MemoryDirectory): MemoryDirectory => {
  const log = [...folder.folders.values()][0]?.folders.get('log');
  if (!log) throw new Error('No log');
  return log;
};

describe('a folder that two people see', () => {
  test('carries envelopes and chunks both ways', async () => {
    const { ana, ben } = await makePair();
    const hash = await ana.cargo.add(new Uint8Array([1, 2, 3]));
    await ana.person.write(anImport());
    await ana.shared.putOut([hash]);
    expect(await ben.shared.takeIn()).toBe(1);
    expect(await ben.shared.fetch([hash])).toEqual([]);
    expect(ben.cargo.chunks.get(hash)).toEqual(new Uint8Array([1, 2, 3]));
    await ben.person.write(anImport('back'));
    await ben.shared.putOut([hash]);
    expect(await ana.shared.takeIn()).toBe(1);
    expect(await ana.person.log.digest()).toBe(await ben.person.log.digest());
  });

  test('is only ever added to, and says nothing of what is in it', async () => {
    const { ana, ben, folder } = await makePair();
    const hash = await ana.cargo.add(new TextEncoder().encode('secret words'));
    await ana.shared.putOut([hash]);
    const before = folder.list();
    await ben.shared.takeIn();
    await ben.shared.fetch([hash]);
    await ben.person.write(anImport('secret label'));
    await ben.shared.putOut([hash]);
    const after = folder.list();
    for (const [path, bytes] of before) expect(after.get(path)).toEqual(bytes);
    expect(after.size).toBe(before.size + 1);
    for (const [path, bytes] of after) {
      expect(path).not.toContain(hash);
      expect(Buffer.from(bytes).includes('secret')).toBe(false);
    }
  });

  test('is not read again, nor written again, when nothing is new', async () => {
    const { ana, ben, folder } = await makePair();
    await ana.shared.putOut([]);
    await ben.shared.takeIn();
    const { reads } = logOf(folder);
    await ben.shared.takeIn();
    await ben.shared.putOut([]);
    expect([logOf(folder).reads, logOf(folder).files.size]).toEqual([reads, 1]);
  });

  test('whose files come in any order is read to the end', async () => {
    const { ana, ben, folder } = await makePair();
    for (let n = 0; n < 6; n += 1) {
      await ana.person.write(anImport(`n${n}`));
      await ana.shared.putOut([]);
    }
    const log = logOf(folder);
    const reversed = [...log.files].reverse();
    log.files.clear();
    for (const [name, bytes] of reversed) log.files.set(name, bytes);
    // A log that forgets what waits, as one does when too much does.
    const { ingest } = ben.cargo;
    ben.cargo.ingest = async (batch) => {
      const outcomes = await ingest.call(ben.cargo, batch);
      const { intake } = ben.person.log as unknown as { intake: { pool: { takeAll(): unknown } } };
      intake.pool.takeAll();
      return outcomes;
    };
    expect(await ben.shared.takeIn()).toBe(6);
    expect(await ben.person.log.digest()).toBe(await ana.person.log.digest());
    const { reads } = log;
    await ben.shared.takeIn();
    expect(log.reads).toBe(reads);
  });

  test('a file that could not be stored is read again', async () => {
    const { ana, ben } = await makePair();
    await ana.person.write(anImport());
    await ana.shared.putOut([]);
    ben.cargo.isFull = true;
    await expect(ben.shared.takeIn()).rejects.toThrow('full');
    ben.cargo.isFull = false;
    expect(await ben.shared.takeIn()).toBe(1);
  });

  test('a file that is still being copied, or is not ours, changes nothing', async () => {
    const { ana, ben, folder } = await makePair();
    await ana.person.write(anImport());
    await ana.shared.putOut([]);
    const log = logOf(folder);
    const [[name, bytes] = ['', new Uint8Array()]] = log.files;
    log.files.set(name, bytes.slice(0, 50));
    const junk = new Uint8Array(4000);
    log.files.set(`${await sha256Hex(junk)}.cairnlog`, junk);
    log.files.set('readme.txt', junk);
    let asked = 0;
    const { ingest } = ben.cargo;
    ben.cargo.ingest = (batch) => {
      asked += batch.length;
      return ingest.call(ben.cargo, batch);
    };
    expect(await ben.shared.takeIn()).toBe(0);
    // A file of nothing but lengths would otherwise become a million envelopes.
    expect(asked).toBe(0);
    log.files.set(name, bytes);
    expect(await ben.shared.takeIn()).toBe(1);
  });

  test('no file is larger than its readers take', async () => {
    const { ana, folder } = await makePair();
    const big = new Uint8Array(12 * 1024 * 1024);
    const ids = Array.from({ length: 8 }, (_, at) => `${at}`.repeat(64) as Person['log']['workspace']);
    ana.cargo.missingFor = () => ids;
    ana.cargo.bytesOf = async (some) => some.map(() => big);
    await ana.shared.putOut([]);
    for (const bytes of logOf(folder).files.values()) expect(bytes.byteLength).toBeLessThan(64 * 1024 * 1024);
  });

  test('after a change of keys chunks are put out under the new one', async () => {
    const { ana, ben, reopen } = await makePair();
    const hash = await ana.cargo.add(new Uint8Array([7]));
    await ana.shared.putOut([hash]);
    await ana.person.log.rotate(NOW);
    await ana.shared.putOut([hash]);
    const again = await reopen(ben.person);
    await again.shared.takeIn();
    expect(await again.shared.fetch([hash])).toEqual([]);
  });

  test('a damaged chunk is not taken', async () => {
    const { ana, ben, folder } = await makePair();
    const hash = await ana.cargo.add(new Uint8Array([7]));
    await ana.shared.putOut([hash]);
    await ben.shared.takeIn();
    for (const [path, bytes] of folder.list())
      if (path.endsWith('.cairnchunk')) bytes[20] = (bytes[20] ?? 0) ^ 1;
    expect(await ben.shared.fetch([hash])).toEqual([hash]);
    expect(ben.cargo.chunks.size).toBe(0);
  });
});
