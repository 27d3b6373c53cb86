import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../../src/base/bytes.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { openTar, type TarOptions } from '../../workers/import/source/tar.ts';
import { readAll, type SourceFile } from '../../workers/import/source.ts';
import { makeMemoryFile, type ReadCount } from '../support/memory-source.ts';
import { type TarEntry, writeTar } from '../support/tar-writer.ts';

const { signal } = new AbortController();
const ARCHIVES = join(import.meta.dirname, '..', 'fixtures', 'archives');

interface Expected {
  readonly files: Readonly<Record<string, string>>;
  readonly skipped: readonly string[];
}

function open(bytes: Uint8Array, options: Partial<TarOptions> = {}, count?: ReadCount) {
  return openTar(makeMemoryFile('drop.tar', bytes, count), { signal, ...options });
}

async function textsOf(files: readonly SourceFile[]): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const file of files) texts[file.path] = fromUtf8(await readAll(file));
  return texts;
}

async function skippedOf(entries: readonly TarEntry[]): Promise<readonly string[]> {
  const { problems } = await open(writeTar(entries));
  return problems.map(({ code, facts }) => `${code} ${facts?.reason} ${facts?.name}`);
}

describe('tars of real tools', () => {
  const expected = JSON.parse(readFileSync(join(ARCHIVES, 'expected.json'), 'utf8')) as Record<
    string,
    Expected
  >;

  it('are all there', () => {
    expect(readdirSync(ARCHIVES).length).toBe(Object.keys(expected).length + 1);
  });

  it.each(Object.entries(expected))('%s, compressed and as it is', async (name, { files, skipped }) => {
    const packed = readFileSync(join(ARCHIVES, `${name}.tar.gz`));
    for (const [path, bytes] of [
      [`${name}.tar.gz`, packed],
      [`${name}.tar`, gunzipSync(packed)],
    ] as const) {
      const expanded = await expandArchives([makeMemoryFile(path, bytes)], signal);
      const found: Record<string, string> = {};
      for (const file of expanded.files) {
        const inside = file.path.slice(path.length + 1);
        found[inside] = createHash('sha256')
          .update(await readAll(file))
          .digest('hex');
      }
      expect(found).toEqual(files);
      expect(expanded.problems.map(({ facts }) => facts?.reason).sort()).toEqual(skipped);
      expect(new Set(expanded.files.map(({ modifiedMs }) => modifiedMs))).toContain(1_700_000_000_000);
    }
  });
});

describe('openTar', () => {
  it('reads headers, and a file only when asked', async () => {
    const large = new Uint8Array(3_000_000);
    const count = { reads: 0, bytes: 0 };
    const bytes = writeTar([
      { name: 'a', content: large },
      { name: 'b', content: large },
      { name: 'c', content: 'x' },
    ]);
    const { files, problems } = await open(bytes, {}, count);
    expect(problems).toEqual([]);
    expect(count.bytes).toBeLessThan(300_000);
    expect(await textsOf([files[2]!])).toEqual({ 'drop.tar/c': 'x' });
  });

  it('takes the last of several entries with one name, and follows hard links to what came before', async () => {
    const { files, problems } = await open(
      writeTar([
        { name: 'a', content: 'old' },
        { name: './a', content: 'new' },
        { name: 'b', type: '1', linkName: 'a' },
        { name: 'c', type: '1', linkName: 'nowhere' },
      ]),
    );
    expect(await textsOf(files)).toEqual({ 'drop.tar/a': 'new', 'drop.tar/b': 'new' });
    expect(problems.map(({ facts }) => facts?.reason)).toEqual(['superseded', 'link']);
  });

  it('leaves out what is no file or lies outside', async () => {
    const names = ['../up', 'a/../../up', '/etc/passwd', 'C:/x', 'C:\\x', 'a//b', `${'d/'.repeat(101)}x`];
    for (const name of names)
      expect(await skippedOf([{ name, content: 'x' }])).toEqual([
        `archive-entry-skipped unsafe-name ${name.slice(0, 200)}`,
      ]);
    for (const type of ['3', '4', '6', 'V', 'M', 'Q'])
      expect(await skippedOf([{ name: 'x', type }])).toEqual(['archive-entry-skipped special x']);
    expect(await skippedOf([{ name: 'x', type: '2', linkName: '/etc/passwd' }])).toEqual([
      'archive-entry-skipped symlink x',
    ]);
  });

  it('believes no extended header that is damaged or too long', async () => {
    const pax = (text: string): TarEntry => ({ name: 'p', type: 'x', content: text });
    for (const damaged of [
      '9 path=x',
      '999999 path=x\n',
      'path=x\n',
      '12 path=abcd',
      '-1 path=x\n',
      '13 size=1e300\n',
    ])
      expect(await skippedOf([pax(damaged), { name: 'x', content: 'y' }])).toEqual([
        'archive-entry-skipped header x',
      ]);
    expect(
      await skippedOf([pax('20 path=../../up\n    '.slice(0, 20)), { name: 'x', content: '' }]),
    ).toHaveLength(1);
    expect(await skippedOf([pax(' '.repeat(1_100_000)), { name: 'x', content: '' }])).toEqual([
      'archive-entry-skipped header x',
    ]);
  });

  it('keeps what comes before the cut, the cut file as well', async () => {
    const whole = writeTar([
      { name: 'a', content: 'first' },
      { name: 'b', content: 'x'.repeat(2000) },
    ]);
    const { files, problems } = await open(whole.slice(0, 512 * 3 + 700));
    expect((await textsOf(files))['drop.tar/b']).toBe('x'.repeat(700));
    expect(problems).toMatchObject([
      { code: 'archive-damaged', facts: { reason: 'cut', name: 'b' }, byte: 2236 },
    ]);
    const atBorder = await open(whole.slice(0, 1024));
    expect(atBorder.files).toHaveLength(1);
    expect(atBorder.problems).toMatchObject([{ facts: { reason: 'no-end' } }]);
  });

  it('finds the next header behind a damaged one', async () => {
    const bytes = writeTar([
      { name: 'a', content: 'first' },
      { name: 'b', content: 'second' },
      { name: 'c', content: 'third' },
    ]);
    bytes[1024 + 20] = 7;
    const { files, problems } = await open(bytes);
    expect(files.map(({ path }) => path)).toEqual(['drop.tar/a', 'drop.tar/c']);
    expect(problems).toMatchObject([
      { code: 'archive-damaged', byte: 1024, facts: { reason: 'header', left: 1024 } },
    ]);
  });

  it('bounds how many entries and bytes there are, whatever the headers say', async () => {
    const three = writeTar(['a', 'b', 'c'].map((name) => ({ name, content: 'x' })));
    expect((await open(three, { maxEntries: 2 })).problems).toMatchObject([
      { facts: { reason: 'too-many-entries' } },
    ]);
    const folders = writeTar(Array.from({ length: 20 }, () => ({ name: 'd/', type: '5' })));
    expect((await open(folders, { maxEntries: 2 })).problems).toMatchObject([
      { code: 'archive-refused', facts: { reason: 'too-many-entries' } },
    ]);
    const forged = await open(writeTar([{ name: 'a', content: 'x', claimedBytes: 2 ** 32 }]));
    expect(await textsOf(forged.files)).toEqual({ 'drop.tar/a': `x${'\0'.repeat(511 + 1024)}` });
    const huge = await open(writeTar([{ name: 'a', content: 'x', claimedBytes: 2 ** 50 }]));
    expect(huge.files).toEqual([]);
    expect(huge.problems.map(({ facts }) => facts?.reason)).toEqual(['cut', 'too-large']);
  });

  it('survives any damage', async () => {
    const whole = gunzipSync(readFileSync(join(ARCHIVES, 'gnu-pax.tar.gz')));
    const edit = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 30 }), async (edits) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of edits) bytes[at] = value;
        const { files } = await open(bytes);
        for (const file of files) expect((await readAll(file)).length).toBe(file.sizeBytes);
        expect(files.every(({ path }) => !/(^|\/)\.\.?(\/|$)/.test(path))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('archives in archives', () => {
  const tar = writeTar([{ name: 'run/metrics.csv', content: 'step,loss\n' }]);

  it('are opened once: zip in tar, tar.gz in zip, gzip in tar.gz', async () => {
    const zip = zipSync({ x: new Uint8Array([120]) });
    const inner = [
      { name: 'a.zip', content: zip },
      { name: 'b.csv.gz', content: gzipSync('step\n') },
      { name: 'c.tar', content: tar },
    ];
    const outer = await expandArchives([makeMemoryFile('o.tgz', gzipSync(writeTar(inner)))], signal);
    expect(await textsOf(outer.files)).toEqual({
      'o.tgz/a.zip/x': 'x',
      'o.tgz/b.csv': 'step\n',
      'o.tgz/c.tar/run/metrics.csv': 'step,loss\n',
    });
    const zipped = zipSync({ 't.tar.gz': gzipSync(tar), 'deep.zip': zipSync({ 'deeper.tar': tar }) });
    const expanded = await expandArchives([makeMemoryFile('z.zip', zipped)], signal);
    expect(expanded.files.map(({ path }) => path)).toEqual(['z.zip/t.tar.gz/run/metrics.csv']);
    expect(expanded.problems).toMatchObject([
      { code: 'archive-refused', path: 'z.zip/deep.zip/deeper.tar', facts: { reason: 'nested-too-deep' } },
    ]);
  });

  it('leave a file that was compressed alone where it lies', async () => {
    const files = [
      makeMemoryFile('logs/metrics.csv.gz', gzipSync('step\n')),
      makeMemoryFile('logs/other.csv.gz', gzipSync('gz\n')),
      makeMemoryFile('logs/other.csv', 'plain\n'),
      makeMemoryFile('wandb/run-20260101_000000-abc/files/data.tar.gz', gzipSync(tar)),
      makeMemoryFile('z.zip', zipSync({ 'm.csv.gz': gzipSync('gz\n'), 'm.csv': Buffer.from('plain\n') })),
      makeMemoryFile('model.pt', zipSync({ x: new Uint8Array(1) })),
    ];
    const expanded = await expandArchives(files, signal);
    expect(expanded.files.map(({ path }) => path)).toEqual([
      'logs/metrics.csv',
      'logs/other.csv.gz/other.csv',
      'logs/other.csv',
      'wandb/run-20260101_000000-abc/files/data.tar.gz',
      'z.zip/m.csv.gz/m.csv',
      'z.zip/m.csv',
      'model.pt',
    ]);
  });
});
