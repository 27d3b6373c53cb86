import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../workers/import/registry.ts';
import { FolderReader } from '../../../workers/watch/folder/folder-reader.ts';
import { LiveDisk } from '../../support/live-disk.ts';
import { freshContents, ToldBook } from '../../support/told-book.ts';

function watch(disk: LiveDisk) {
  const book = new ToldBook();
  const { signal } = new AbortController();
  const reader = new FolderReader({
    root: disk.root,
    path: disk.root.name,
    book,
    formats: FORMATS,
    foldRuns: true,
    signal,
    now: () => disk.nowMs,
  });
  const look = async (waitMs = 2000) => {
    disk.nowMs += waitMs;
    return reader.look('all');
  };
  return { book, look };
}

const ROWS = Array.from({ length: 600 }, (_, step) => ({ step, loss: 1 / (step + 1), acc: step / 600 }));
const asJson = (from: number, to: number): string =>
  ROWS.slice(from, to)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
const asTsv = (from: number, to: number): string =>
  ROWS.slice(from, to)
    .map(({ step, loss }) => `${1_700_000_000_000 + step}\t${step}\t${loss}\n`)
    .join('');

describe('logs of lines in a watched folder', () => {
  it('rows of JSON are read once, and no more of them when more come', async () => {
    const disk = new LiveDisk();
    disk.write('a/metrics.jsonl', asJson(0, 300));
    const { book, look } = watch(disk);
    await look();
    const before = disk.bytesRead;
    expect(before).toBeLessThanOrEqual(disk.files.get('a/metrics.jsonl')!.bytes.length);
    for (let at = 300; at < 600; at += 10) {
      disk.append('a/metrics.jsonl', asJson(at, at + 10));
      await look();
    }
    expect(disk.bytesRead - before).toBeLessThanOrEqual(asJson(300, 600).length * 1.1);
    expect(book.turns.filter((turn) => turn.startsWith('='))).toHaveLength(1);
    expect(book.contents()).toEqual(await freshContents(disk, FORMATS));
  });

  it('tables of a logger without a follower are read from the disk once, settings beside them too', async () => {
    const disk = new LiveDisk();
    const header = 'timestamp\tstep\tloss\n';
    const params = `lr: 0.1\nnote: ${'x'.repeat(3000)}\n`;
    disk.write('dvclive/params.yaml', params);
    disk.write('dvclive/plots/metrics/loss.tsv', header + asTsv(0, 20));
    disk.write('dvclive/plots/metrics/acc.tsv', header.replace('loss', 'acc') + asTsv(0, 20));
    const { book, look } = watch(disk);
    await look();
    const before = disk.bytesRead;
    for (let at = 20; at < 600; at += 20) {
      disk.append('dvclive/plots/metrics/loss.tsv', asTsv(at, at + 20));
      await look();
    }
    expect(disk.bytesRead - before).toBeLessThanOrEqual(asTsv(20, 600).length * 1.1);
    expect(book.contents()).toEqual(await freshContents(disk, FORMATS));
  });

  it.each([
    ['a/metrics.csv', 'step,epoch,loss\n', ','],
    ['dvclive/plots/metrics/loss.tsv', 'timestamp\tstep\tloss\n', '\t'],
  ])(
    'a last row of %s without an end is told after half a minute, and once',
    async (path, header, delimiter) => {
      const disk = new LiveDisk();
      const row = (step: number) => [step, step, step / 2].join(delimiter);
      disk.write(path, header);
      const { book, look } = watch(disk);
      const values = () => [...book.sources.keys()].flatMap((id) => book.values(id));
      for (let step = 1; step < 5; step++) {
        disk.append(path, `${row(step)}\n`);
        await look();
      }
      disk.append(path, row(5));
      await look();
      await look(20_000);
      expect(values()).toEqual([0.5, 1, 1.5, 2]);
      await look(20_000);
      expect(values()).toEqual([0.5, 1, 1.5, 2, 2.5]);
      disk.append(path, `25\n${row(6)}\n`);
      await look();
      await look();
      expect(values()).toEqual([0.5, 1, 1.5, 2, 2.525, 3]);
      expect(book.contents()).toEqual(await freshContents(disk, FORMATS));
    },
  );

  it('a row that is not whole waits for as long as ever', async () => {
    const disk = new LiveDisk();
    disk.write('a/metrics.csv', 'step,epoch,loss\n');
    const { book, look } = watch(disk);
    for (const row of ['1,0,0.5\n', '2,0,0.4\n', '3,0,0.3\n', '4,0,0.2\n', '5,0,']) {
      disk.append('a/metrics.csv', row);
      await look();
    }
    for (let i = 0; i < 10; i++) await look(30_000);
    expect(book.turns.filter((turn) => turn.startsWith('='))).toHaveLength(1);
    await look(360_000);
    await look(60_000);
    expect(book.contents()).toEqual(await freshContents(disk, FORMATS));
  });
});
