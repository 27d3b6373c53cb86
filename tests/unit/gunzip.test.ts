import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/base/bytes.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { type GunzipOptions, gunzip } from '../../workers/import/source/gunzip.ts';
import { type DiskFile, NoRoom, UnpackedFiles } from '../../workers/import/source/unpacked-files.ts';
import { readAll } from '../../workers/import/source.ts';
import { makeMemoryFile } from '../support/memory-source.ts';

const { signal } = new AbortController();
const TEXT = Array.from({ length: 40_000 }, (_, line) => `${line},${Math.sin(line)}\n`).join('');
const PACKED = gzipSync(TEXT);

async function unpack(bytes: Uint8Array, options: Partial<GunzipOptions> = {}) {
  const file = new UnpackedFiles().begin();
  const result = await gunzip(makeMemoryFile('x.gz', bytes), file, { signal, maxBytes: 2 ** 40, ...options });
  const content = Buffer.from(await readAll(await file.finish('x', 0))).toString();
  return { ...result, content };
}

describe.each([true, false])('gunzip, natively: %s', (isNative) => {
  it('unpacks one member and several', async () => {
    expect(await unpack(PACKED, { isNative })).toEqual({ kind: 'whole', content: TEXT });
    const several = concatBytes([PACKED, gzipSync(''), gzipSync('end\n')]);
    expect(await unpack(several, { isNative })).toEqual({ kind: 'whole', content: `${TEXT}end\n` });
  });

  it('keeps what lies before a cut or damage, and says so', async () => {
    for (const cut of [40, PACKED.length >> 1, PACKED.length - 9, PACKED.length - 1]) {
      const { kind, content } = await unpack(PACKED.subarray(0, cut), { isNative });
      expect(kind).toBe('damaged');
      expect(TEXT.startsWith(content)).toBe(true);
      if (cut > 40) expect(content.length).toBeGreaterThan(TEXT.length / 3);
    }
    const wrong = Uint8Array.from(PACKED);
    wrong[wrong.length - 6]! ^= 1;
    expect(await unpack(wrong, { isNative })).toEqual({ kind: 'damaged', reason: 'checksum', content: TEXT });
  });

  it('stops where more comes out than it may', async () => {
    expect(await unpack(PACKED, { isNative, maxBytes: 1000 })).toMatchObject({
      kind: 'refused',
      reason: 'too-large',
    });
    const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024), { level: 1 });
    expect(await unpack(bomb, { isNative })).toMatchObject({ kind: 'refused', reason: 'ratio' });
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(unpack(PACKED, { isNative, signal: controller.signal })).rejects.toThrow('cancelled');
  });
});

/** A disk with this much room. */
function makeDisk(roomBytes: number) {
  const disk = { files: 0, bytes: 0 };
  const open = async (): Promise<DiskFile> => {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    disk.files += 1;
    return {
      write(bytes) {
        if (disk.bytes + bytes.length > roomBytes) throw new NoRoom();
        disk.bytes += bytes.length;
        parts.push(bytes.slice());
      },
      finish: async () => new Blob(parts),
      async remove() {
        disk.files -= 1;
        disk.bytes -= parts.splice(0).reduce((sum, { length }) => sum + length, 0);
      },
    };
  };
  return { disk, open };
}

describe('unpacked files', () => {
  it('move to the disk when they are large, and are gone afterwards', async () => {
    const { disk, open } = makeDisk(1e9);
    const unpacked = new UnpackedFiles(open, { memory: 200_000, memoryOnly: 0 });
    const files = [makeMemoryFile('a.csv.gz', gzipSync('small\n')), makeMemoryFile('b.csv.gz', PACKED)];
    const expanded = await expandArchives(files, signal, unpacked);
    expect(disk.files).toBe(1);
    const texts = await Promise.all(
      expanded.files.map(async (file) => Buffer.from(await readAll(file)).toString()),
    );
    expect(texts).toEqual(['small\n', TEXT]);
    await unpacked.close();
    expect(disk).toEqual({ files: 0, bytes: 0 });
  });

  it('are refused where there is no room, and the rest is read', async () => {
    const files = [makeMemoryFile('b.csv.gz', PACKED), makeMemoryFile('a.csv.gz', gzipSync('small\n'))];
    const { open } = makeDisk(1000);
    for (const unpacked of [
      new UnpackedFiles(open, { memory: 100_000, memoryOnly: 0 }),
      new UnpackedFiles(async () => null, { memory: 100_000, memoryOnly: 150_000 }),
    ]) {
      const expanded = await expandArchives(files, signal, unpacked);
      expect(expanded.files.map(({ path }) => path)).toEqual(['a.csv']);
      expect(expanded.problems).toMatchObject([{ code: 'archive-refused', facts: { reason: 'no-room' } }]);
    }
  });
});
