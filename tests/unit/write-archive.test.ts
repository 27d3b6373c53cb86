import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { type Hash, toHash, toWorkspaceId } from '../../src/domain/ids.ts';
import type { ArchiveEntry, ArchiveRequest } from '../../src/rpc/download-api.ts';
import { openBlobOutput } from '../../workers/download/archive-output.ts';
import { writeArchive } from '../../workers/download/write-archive.ts';

const hash = (n: number): Hash => toHash(String(n).padStart(64, '0'));

/** Chunks by number; those that are null are not here. */
function sourceOf(chunks: readonly (Uint8Array<ArrayBuffer> | null)[]) {
  const at = (one: Hash) => chunks[Number(one)] ?? null;
  return {
    loaded: [] as number[],
    async loadChunks(hashes: readonly Hash[]) {
      this.loaded.push(hashes.length);
      return hashes.map(at);
    },
    has: async (hashes: readonly Hash[]) => hashes.map((one) => at(one) !== null),
  };
}

function requestOf(entries: readonly ArchiveEntry[], notes: readonly string[] = []): ArchiveRequest {
  return { workspace: toWorkspaceId('w'), entries, notes, timeMs: Date.UTC(2024, 4, 3) };
}

const text = (value: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(value));
const never = new AbortController().signal;

test('files come out as they went in, and what is missing is listed', async () => {
  const source = sourceOf([text('hello '), text('world'), null, text('png')]);
  const request = requestOf(
    [
      { path: 'a/../b.txt', sizeBytes: 11, content: [hash(0), hash(1)] },
      { path: 'gone.bin', sizeBytes: 5, content: [hash(0), hash(2)] },
      { path: 'large\nfile.bin', sizeBytes: 9, content: null },
      { path: 'plots/p.png', sizeBytes: 3, content: [hash(3)] },
      { path: 'empty', sizeBytes: 0, content: [] },
      { path: 'params.csv', sizeBytes: 3, content: new Blob(['k,v']) },
      { path: 'about-this-archive.txt', sizeBytes: 5, content: [hash(1)] },
    ],
    ['metrics.csv lacks points.'],
  );
  const told: number[] = [];
  const result = await writeArchive(request, source, openBlobOutput(), never, (done) => told.push(done));
  expect(result).toMatchObject({ files: 5, renamed: 2 });
  expect(result.leftOut).toEqual([
    { path: 'gone.bin', reason: 'not-here' },
    { path: 'large\nfile.bin', reason: 'not-kept' },
  ]);
  const bytes = new Uint8Array(await result.blob!.arrayBuffer());
  expect(bytes.length).toBe(result.sizeBytes);
  const files = Object.entries(unzipSync(bytes)).map(([path, content]) => [path, strFromU8(content)]);
  expect(Object.fromEntries(files)).toEqual({
    'a/folder/b.txt': 'hello world',
    'plots/p.png': 'png',
    empty: '',
    'params.csv': 'k,v',
    'about-this-archive (2).txt': 'world',
    'about-this-archive.txt':
      'metrics.csv lacks points.\n\nNot in this archive:\n' +
      '  gone.bin: its bytes are not on this device\n' +
      '  large file.bin: the import listed it without its bytes\n\n' +
      'Called otherwise in this archive:\n  a/../b.txt → a/folder/b.txt\n' +
      '  about-this-archive.txt → about-this-archive (2).txt\n',
  });
  expect(told.at(-1)).toBeGreaterThanOrEqual(22);
});

test('other tools read the archive too', async () => {
  const many = Array.from({ length: 30 }, (_, i) => text(`${i} `.repeat(50_000)));
  const entries = [{ path: 'ü 東京.txt', sizeBytes: 1, content: many.map((_, i) => hash(i)) }];
  const source = sourceOf(many);
  const result = await writeArchive(requestOf(entries), source, openBlobOutput(), never, () => undefined);
  expect(Math.max(...source.loaded)).toBeLessThanOrEqual(8);
  const folder = mkdtempSync(join(tmpdir(), 'cairn-archive-'));
  try {
    const file = join(folder, 'a.zip');
    writeFileSync(file, new Uint8Array(await result.blob!.arrayBuffer()));
    const script =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); ' +
      'print(z.testzip(), [(i.filename, i.file_size, i.date_time[:3], i.create_system) for i in z.infolist()])';
    const read = spawnSync('python3', ['-c', script, file]);
    const size = many.reduce((sum, one) => sum + one.length, 0);
    expect(read.stdout.toString()).toBe(`None [('ü 東京.txt', ${size}, (2024, 5, 3), 3)]\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a stopped archive throws, and what was written is thrown away', async () => {
  const stop = new AbortController();
  const entries = [{ path: 'a', sizeBytes: 6, content: Array.from({ length: 100 }, () => hash(0)) }];
  let discarded = false;
  const output = {
    write: async () => stop.abort(),
    finish: async () => null,
    discard: async () => {
      discarded = true;
    },
  };
  const written = writeArchive(
    requestOf(entries),
    sourceOf([text('hello ')]),
    output,
    stop.signal,
    () => undefined,
  );
  await expect(written).rejects.toMatchObject({ name: 'AbortError' });
  expect(discarded).toBe(true);
});
