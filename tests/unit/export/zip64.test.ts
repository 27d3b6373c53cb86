import { expect, it } from 'vitest';
import { fromUtf8, toUtf8 } from '../../../src/base/bytes.ts';
import type { ByteSpace } from '../../../workers/export/bytes/byte-space.ts';
import { ZipFile } from '../../../workers/export/bytes/zip-file.ts';
import { openZip } from '../../../workers/import/source/zip.ts';
import type { SourceFile } from '../../../workers/import/source.ts';

const HOLE_BYTES = 5 * 1024 ** 3;

/** A file of which only what was written takes room. */
class HollowSpace implements ByteSpace {
  size = 0;
  readonly parts: { readonly at: number; readonly bytes: Uint8Array<ArrayBuffer> }[] = [];

  /** As if much more had been written. */
  skip(count: number): void {
    this.size += count;
  }

  read(): number {
    throw new Error('not asked for');
  }

  write(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    this.parts.push({ at, bytes: bytes.slice() });
    this.size = Math.max(this.size, at + bytes.length);
  }

  truncate(size: number): void {
    this.size = size;
  }

  async finish(): Promise<Blob> {
    return new Blob([]);
  }

  asFile(path: string): SourceFile {
    const slice = async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> => {
      const out = new Uint8Array(Math.max(0, Math.min(end, this.size) - start));
      for (const { at, bytes } of this.parts) {
        const [from, to] = [Math.max(at, start), Math.min(at + bytes.length, end)];
        if (from < to) out.set(bytes.subarray(from - at, to - at), from - start);
      }
      return out;
    };
    return { path, sizeBytes: this.size, modifiedMs: 0, slice };
  }
}

it('an archive beyond 4 GB is read back', async () => {
  const space = new HollowSpace();
  const zip = new ZipFile(space);
  zip.addBytes('before', toUtf8('before '.repeat(100)));
  space.skip(HOLE_BYTES);
  zip.addBytes('after', toUtf8('after '.repeat(100)));
  await zip.addPacked(
    'stream',
    (async function* () {
      yield toUtf8('one,');
      yield toUtf8('two');
    })(),
  );
  for (let entry = 0; entry < 66_000; entry++) zip.addBytes(`many/${entry}`, toUtf8(String(entry)));
  await zip.finish();
  const signal = new AbortController().signal;
  const { files, problems } = await openZip(space.asFile('x.zip'), { signal });
  expect(problems).toEqual([]);
  const textOf = async (name: string): Promise<string> => {
    const file = files.find(({ path }) => path === `x.zip/${name}`)!;
    return fromUtf8(await file.slice(0, file.sizeBytes));
  };
  expect(await textOf('before')).toBe('before '.repeat(100));
  expect(await textOf('after')).toBe('after '.repeat(100));
  expect(await textOf('stream')).toBe('one,two');
  expect(await textOf('many/65999')).toBe('65999');
  expect(files).toHaveLength(66_003);
});
