import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../../src/base/bytes.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { openZip, type ZipOptions } from '../../workers/import/source/zip.ts';
import { readAll, type SourceFile, SourceReadError } from '../../workers/import/source.ts';
import { makeMemoryFile, type ReadCount } from '../support/memory-source.ts';
import { type RawEntry, type RawZipOptions, writeRawZip } from '../support/zip-writer.ts';

const { signal } = new AbortController();

function open(bytes: Uint8Array, options: Partial<ZipOptions> = {}, count?: ReadCount) {
  return openZip(makeMemoryFile('drop.zip', bytes, count), { signal, ...options });
}

function openRaw(entries: readonly RawEntry[], options: RawZipOptions = {}) {
  return open(writeRawZip(entries, options));
}

async function readTexts(files: readonly SourceFile[]): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const file of files) texts[file.path] = fromUtf8(await readAll(file));
  return texts;
}

/** Text that deflate cannot shrink much and whose bytes tell their place. */
function makeLongBytes(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let state = 1;
  for (let i = 0; i < sizeBytes; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = 48 + (state >>> 28);
  }
  return bytes;
}

function expectSame(bytes: Uint8Array, expected: Uint8Array): void {
  expect(bytes.length).toBe(expected.length);
  expect(Buffer.compare(bytes, expected)).toBe(0);
}

describe('openZip', () => {
  it('lists files below the path of the zip and inflates them when asked', async () => {
    const bytes = zipSync({
      'mlruns/0/meta.yaml': Buffer.from('a: 1'),
      'empty/': new Uint8Array(),
      'x.txt': [new Uint8Array([120]), { level: 0 }],
    });
    const { files, problems } = await open(bytes);
    expect(problems).toEqual([]);
    expect(await readTexts(files)).toEqual({ 'drop.zip/mlruns/0/meta.yaml': 'a: 1', 'drop.zip/x.txt': 'x' });
  });

  it('reads data descriptors, 64-bit fields, comments and long local headers', async () => {
    const entries: RawEntry[] = [
      { name: 'a', content: 'first', descriptor: true },
      { name: 'b', content: 'second', zip64: true },
      { name: 'c', content: 'third', localExtraBytes: 500, stored: true },
      { name: 'd', content: 'fourth', localExtraBytes: 500 },
      { name: 'e', content: '' },
    ];
    for (const options of [{}, { zip64End: true }, { comment: 'made by hand PK\u0005\u0006' }]) {
      const { files, problems } = await openRaw(entries, options);
      expect(problems).toEqual([]);
      expect(Object.values(await readTexts(files))).toEqual(['first', 'second', 'third', 'fourth', '']);
    }
  });

  it('reads the directory and one entry without touching the others', async () => {
    const content = makeLongBytes(300_000);
    const bytes = zipSync({ a: content, b: content, c: content });
    const count = { reads: 0, bytes: 0 };
    const { files } = await open(bytes, {}, count);
    expect(count.bytes).toBeLessThan(70_000);
    expectSame(await readAll(files[1]!), content);
    await files[1]!.slice(5, 10);
    expect(count.bytes).toBeLessThan(70_000 + bytes.length / 2.5);
  });

  it('reads a long entry in pieces, forwards and backwards', async () => {
    const content = makeLongBytes(6_000_000);
    const { files } = await open(zipSync({ long: content }, { level: 1 }));
    const [file] = files;
    for (const [start, end] of [
      [0, 4096],
      [0, 1_000_000],
      [1_000_000, 1_000_100],
      [3_999_990, 4_200_000],
      [5_999_990, 9_000_000],
      [10, 20],
      [2_500_000, 2_500_007],
    ] as const) {
      expectSame(await file!.slice(start, end), content.slice(start, end));
    }
  });

  it('decodes names in UTF-8 and in the code page of old Windows tools', async () => {
    const { files } = await openRaw([
      { name: 'éxp/метрика', content: '' },
      { name: Uint8Array.from([0x6e, 0xe9, 0x65]), content: '', flags: 0 },
      { name: 'a\\b', content: '' },
    ]);
    expect(files.map(({ path }) => path)).toEqual(['drop.zip/éxp/метрика', 'drop.zip/née', 'drop.zip/a/b']);
  });

  it('skips entries that are encrypted, links, outside, twice there or of another method', async () => {
    const { files, problems } = await openRaw([
      { name: 'good', content: 'x' },
      { name: 'secret', content: 'x', flags: 1 },
      { name: 'link', content: '/etc/passwd', unixMode: 0o120777 },
      { name: '../up', content: 'x' },
      { name: 'a/../../up', content: 'x' },
      { name: '/root', content: 'x' },
      { name: 'C:/x', content: 'x' },
      { name: 'nul\0', content: 'x' },
      { name: 'good', content: 'y' },
      { name: 'd/e', content: '1' },
      { name: 'd\\e', content: '2' },
      { name: 'lzma', content: 'x', method: 14 },
    ]);
    expect(files.map(({ path }) => path)).toEqual(['drop.zip/good', 'drop.zip/d/e']);
    expect(problems.map(({ code, facts }) => `${code} ${facts?.reason} ${facts?.count}`)).toEqual([
      'zip-entry-skipped encrypted 1',
      'zip-entry-skipped symlink 1',
      'zip-entry-skipped unsafe-name 5',
      'zip-entry-skipped duplicate 2',
      'zip-entry-skipped method 1',
    ]);
  });

  it('refuses archives built to expand without end', async () => {
    const zeros = new Uint8Array(51 * 1024 * 1024);
    const bomb = await open(zipSync({ zeros }, { level: 1 }));
    expect(bomb.problems).toMatchObject([{ code: 'zip-refused', facts: { reason: 'ratio' } }]);
    const quilt = await openRaw([
      { name: 'a', content: 'x' },
      { name: 'b', content: 'x', sharesFirst: true },
    ]);
    expect(quilt.problems).toMatchObject([{ code: 'zip-refused', facts: { reason: 'overlapping-entries' } }]);
    const three = zipSync({ a: new Uint8Array(1), b: new Uint8Array(1), c: new Uint8Array(1) });
    expect((await open(three, { maxEntries: 2 })).problems[0]?.code).toBe('zip-refused');
    expect((await open(three, { maxTotalBytes: 2 })).problems[0]?.code).toBe('zip-refused');
    expect((await open(three, { depth: 2 })).problems[0]?.code).toBe('zip-refused');
    const large = await openRaw([{ name: 'a', content: 'x', claimedBytes: 9 * 1024 ** 3, zip64: true }]);
    expect(large.problems[0]?.code).toBe('zip-refused');
  });

  it('cannot be made to inflate more than the directory says, or something else', async () => {
    const cases: RawEntry[] = [
      { name: 'a', content: 'x'.repeat(10_000), claimedBytes: 100 },
      { name: 'a', content: 'short', claimedBytes: 1000 },
      { name: 'a', content: makeLongBytes(5_000_000), claimedBytes: 4_800_000 },
      { name: 'a', content: 'text', claimedCrc: 1 },
      { name: 'a', content: 'text', localName: 'b' },
    ];
    for (const entry of cases) {
      const { files } = await openRaw([entry]);
      await expect(readAll(files[0]!)).rejects.toThrow(SourceReadError);
    }
  });

  it('says that a damaged archive is damaged, wherever it was cut', async () => {
    const bytes = zipSync({ 'a/b': makeLongBytes(2000), c: makeLongBytes(100) });
    for (let cut = 0; cut < bytes.length; cut += 7) {
      const { files, problems } = await open(bytes.slice(0, cut));
      expect(files).toEqual([]);
      expect(problems[0]?.code).toBe('zip-damaged');
    }
    expect((await openRaw([{ name: 'a', content: '' }], { claimedCount: 2 })).problems[0]?.code).toBe(
      'zip-damaged',
    );
  });

  it('survives any damage without an unknown exception', async () => {
    const whole = zipSync({
      'mlruns/0/meta.yaml': makeLongBytes(500),
      b: [makeLongBytes(300), { level: 0 }],
    });
    const edit = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
        const bytes = whole.slice();
        for (const [at, value] of edits) bytes[at] = value;
        const { files } = await open(bytes);
        for (const file of files) {
          await readAll(file).catch((error: unknown) => {
            if (!(error instanceof SourceReadError)) throw error;
          });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('expandArchives', () => {
  it('opens a zip in a zip, and stops there', async () => {
    const third = zipSync({ deep: new Uint8Array([1]) });
    const second = zipSync({ 'third.zip': third, x: new Uint8Array([1]) });
    const first = zipSync({ 'second.zip': second, 'run/artifacts/data.zip': second });
    const expanded = await expandArchives([makeMemoryFile('a.zip', first)], signal);
    expect(expanded.files.map(({ path }) => path)).toEqual([
      'a.zip/second.zip/x',
      'a.zip/run/artifacts/data.zip',
    ]);
    expect(expanded.problems).toMatchObject([{ code: 'zip-refused', facts: { reason: 'nested-too-deep' } }]);
  });
});
