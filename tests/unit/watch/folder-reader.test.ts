import { describe, expect, it } from 'vitest';
import type { ImportFormat } from '../../../workers/import/format.ts';
import { FORMATS } from '../../../workers/import/registry.ts';
import { FolderReader } from '../../../workers/watch/folder/folder-reader.ts';
import { LiveDisk } from '../../support/live-disk.ts';
import { makeExperiment, makeRun, RUN } from '../../support/mlruns-notation.ts';
import { freshContents, ToldBook } from '../../support/told-book.ts';
import { toyLines, toyLog } from '../../support/toy-log.ts';

function watch(disk: LiveDisk, formats: readonly ImportFormat[] = [toyLog, ...FORMATS]) {
  const book = new ToldBook();
  const abort = new AbortController();
  const clock = { ms: 1_700_000_000_000 };
  const reader = new FolderReader({
    root: disk.root,
    path: disk.root.name,
    book,
    formats,
    foldRuns: true,
    signal: abort.signal,
    now: () => clock.ms,
  });
  return { book, reader, abort, clock };
}

const LOG = 'toy training/a.log';
const at = (path: string) => new Map([[path, path.split('/')]]);

describe('a watched folder', () => {
  it('reads of a log that grows only what was appended, and no head twice', async () => {
    const disk = new LiveDisk();
    disk.write('a.log', 'toy\n');
    disk.append('a.log', toyLines(...Array.from({ length: 2000 }, (_, i) => i)));
    const { book, reader } = watch(disk);
    await reader.look('all');
    const size = disk.files.get('a.log')!.bytes.length;
    expect(disk.bytesRead).toBe(size);
    expect(reader.bytesAtStart).toBe(size);
    for (let i = 0; i < 50; i++) {
      disk.append('a.log', toyLines(...Array.from({ length: 100 }, (_, j) => j + i)));
      await reader.look(i % 2 ? 'all' : 'hot');
    }
    expect(book.values(LOG).length).toBe(7000);
    const appended = disk.files.get('a.log')!.bytes.length - size;
    expect(reader.bytesAppended).toBe(appended);
    expect(disk.bytesRead - size).toBeLessThanOrEqual(appended * 1.1);
    expect(reader.meter.bytes).toBe(disk.bytesRead);
    expect(book.turns.filter((turn) => turn.startsWith('='))).toEqual([`= ${LOG}`]);
  });

  it('calls runs by the same keys as an import of the dropped folder', async () => {
    const disk = new LiveDisk();
    disk.write('runs/a/metrics.csv', 'epoch,step,loss\n0,1,0.5\n1,2,0.25\n');
    disk.write('b.log', 'toy\n1\n');
    const { book, reader } = watch(disk);
    await reader.look('all');
    const formats = [toyLog, ...FORMATS];
    expect(book.contents()).toEqual(await freshContents(disk, formats));
    expect(book.runs).toBe(2);
  });

  it('leaves half a record for the next time', async () => {
    const disk = new LiveDisk();
    disk.write('a.log', 'toy\n1\n2');
    const { book, reader } = watch(disk);
    await reader.look('all');
    expect(book.values(LOG)).toEqual([1]);
    disk.append('a.log', '5\n');
    await reader.look('all');
    expect(book.values(LOG)).toEqual([1, 25]);
  });

  it.each([
    ['truncated', (disk: LiveDisk) => disk.truncate('a.log', 8), [1, 2]],
    ['written anew', (disk: LiveDisk) => disk.write('a.log', 'toy\n7\n8\n9\n'), [7, 8, 9]],
    [
      'written anew and longer',
      (disk: LiveDisk) => disk.write('a.log', 'toy\n7\n8\n9\n10\n11\n'),
      [7, 8, 9, 10, 11],
    ],
  ])('reads a log that was %s from its start', async (_, act, expected) => {
    const disk = new LiveDisk();
    disk.write('a.log', 'toy\n1\n2\n3\n');
    const { book, reader } = watch(disk);
    await reader.look('all');
    act(disk);
    await reader.look('all');
    expect(book.values(LOG)).toEqual(expected);
    expect(book.turns).toEqual([`= ${LOG}`, `= ${LOG}`]);
  });

  it('follows rotation: the old log keeps its points under its new name', async () => {
    const disk = new LiveDisk();
    disk.write('a.log', 'toy\n1\n2\n');
    const { book, reader } = watch(disk);
    await reader.look('all');
    disk.rename('a.log', 'a.log.1');
    disk.write('a.log', 'toy\n9\n');
    await reader.look('all');
    expect(book.values(LOG)).toEqual([9]);
    expect(book.values('toy training/a.log.1')).toEqual([1, 2]);
  });

  it('drops a source whose file is gone, and takes it again when it is back', async () => {
    const disk = new LiveDisk();
    disk.write('sub/a.log', 'toy\n1\n');
    const { book, reader } = watch(disk);
    await reader.look('all');
    disk.remove('sub');
    await reader.look(at('sub'));
    expect(book.dropped).toEqual([['toy training/sub/a.log', false]]);
    disk.write('sub/a.log', 'toy\n5\n');
    await reader.look(at('sub'));
    expect(book.values('toy training/sub/a.log')).toEqual([5]);
  });

  it('asks again about a file that was empty when it came', async () => {
    const disk = new LiveDisk();
    disk.write('a.log', '');
    const { book, reader } = watch(disk);
    await reader.look('all');
    expect(book.runs).toBe(0);
    disk.append('a.log', 'to');
    await reader.look('hot');
    disk.append('a.log', 'y\n4\n');
    await reader.look('hot');
    expect(book.values(LOG)).toEqual([4]);
  });

  it('drops the poorer log where a richer one of the run appears', async () => {
    const disk = new LiveDisk();
    disk.write('run/metrics.csv', 'epoch,step,loss\n0,1,0.5\n1,2,0.25\n');
    const { book, reader } = watch(disk);
    await reader.look('all');
    expect([...book.sources.keys()]).toEqual(['csv training/run/metrics.csv']);
    disk.write('run/events.out.tfevents.1700000000.host.1.0', new Uint8Array(0));
    await reader.look('all');
    expect(book.dropped).toEqual([['csv training/run/metrics.csv', true]]);
  });

  it('reads of 10,000 files only the few that changed', async () => {
    const disk = new LiveDisk();
    for (let i = 0; i < 10_000; i++) disk.write(`data/${i % 100}/${i}.txt`, `file ${i} is nothing`);
    disk.write('a.log', 'toy\n1\n');
    const { book, reader } = watch(disk, [toyLog]);
    await reader.look('all');
    expect(reader.fileCount).toBe(10_001);
    const read = disk.bytesRead;
    disk.append('a.log', '2\n');
    disk.asked = 0;
    await reader.look(at('a.log'));
    expect(book.values(LOG)).toEqual([1, 2]);
    expect(disk.asked).toBe(1);
    expect(disk.bytesRead - read).toBeLessThan(100);
    await reader.look('all');
    expect(disk.bytesRead - read).toBeLessThan(100);
  });

  it('reads on where a browser refuses because the file changed in that moment', async () => {
    const disk = new LiveDisk();
    disk.write('a.log', 'toy\n1\n');
    const { book, reader } = watch(disk);
    let times = 1;
    disk.onRead = () => {
      if (times-- > 0) disk.append('a.log', '2\n');
    };
    await reader.look('all');
    await reader.look('all');
    expect(book.values(LOG)).toEqual([1, 2]);
  });

  it('tries a file again that could not be read, and says so when it lasts', async () => {
    const disk = new LiveDisk();
    disk.write('a.log', 'toy\n1\n');
    const { book, reader, clock } = watch(disk);
    await reader.look('all');
    disk.append('a.log', '2\n');
    disk.onRead = (path) => void disk.append(path, '3\n');
    for (let i = 0; i < 3; i++) {
      clock.ms += 10_000;
      await reader.look('all');
    }
    expect(reader.problems().listed.map(({ code }) => code)).toEqual(['unreadable-file']);
    disk.onRead = null;
    clock.ms += 100_000;
    await reader.look('all');
    expect(book.values(LOG).slice(0, 3)).toEqual([1, 2, 3]);
    expect(reader.problems().count).toBe(0);
  });

  it('keeps what it knows of a folder that does not answer', async () => {
    const disk = new LiveDisk();
    disk.write('sub/a.log', 'toy\n1\n');
    const { book, reader } = watch(disk);
    await reader.look('all');
    disk.locked.add('sub');
    await reader.look('all');
    expect(book.dropped).toEqual([]);
    expect(reader.problems().listed).toEqual([
      { code: 'unreadable-file', path: 'training/sub', facts: { watched: 1 } },
    ]);
  });

  const META = `mlruns/1/${RUN}/meta.yaml`;
  const METRIC = `mlruns/1/${RUN}/metrics/loss`;
  const STORE = 'mlruns ';
  function writeStore(disk: LiveDisk): void {
    const store = { ...makeExperiment('1'), ...makeRun(`1/${RUN}`, { 'metrics/loss': '1 0.5 1\n' }) };
    for (const [path, text] of Object.entries(store)) disk.write(`mlruns/${path}`, text);
  }

  it.each([
    ['when it is read first', 0],
    ['when it is over and goes on', 1],
  ])('reads a run later whose record is refused %s, although nothing changes', async (_, looks) => {
    const disk = new LiveDisk();
    writeStore(disk);
    const { book, reader, clock } = watch(disk);
    for (let i = 0; i < looks; i++) await reader.look('all');
    disk.onRead = (path) => path === META && disk.locked.add(META);
    disk.append(METRIC, '1 0.4 2\n');
    await reader.look('all');
    disk.onRead = null;
    disk.locked.clear();
    const { dueMs } = await reader.look('all');
    expect(book.values(STORE)).toEqual([0.5].slice(0, looks));
    expect(dueMs).toBeLessThanOrEqual(clock.ms + 1000);
    clock.ms += 1000;
    await reader.look('hot');
    expect(book.values(STORE)).toEqual([0.5, 0.4]);
  });

  it.each([
    ['and is asked about again', false],
    ['and is what it was until then', true],
  ])('a file may be refused when the formats are asked %s', async (_, isKnown) => {
    const disk = new LiveDisk();
    disk.write('a.log', 'toy\n1\n');
    const { book, reader, clock } = watch(disk);
    if (isKnown) await reader.look('all');
    disk.onRead = (path) => path === 'a.log' && disk.locked.add('a.log');
    disk.write('b.log', 'toy\n9\n');
    // Shorter: it may be another file by now.
    if (isKnown) disk.write('a.log', 'toy\n2\n');
    await reader.look('all');
    disk.onRead = null;
    disk.locked.clear();
    clock.ms += 1000;
    await reader.look('hot');
    expect(book.values(LOG)).toEqual([isKnown ? 2 : 1]);
    expect(book.dropped).toEqual([]);
    expect((await reader.look('hot')).dueMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('looks for what is new although the clock was set back', async () => {
    const disk = new LiveDisk();
    disk.write('a.log', 'toy\n1\n');
    const { book, reader, clock } = watch(disk);
    await reader.look('all');
    disk.write('b.log', 'toy\n2\n');
    await reader.look('all');
    clock.ms -= 3_600_000;
    disk.write('c.log', 'toy\n3\n');
    await reader.look('all');
    expect(book.values('toy training/c.log')).toEqual([3]);
  });

  it('is not held up by a file that cannot be read', async () => {
    const disk = new LiveDisk();
    for (const name of ['a.log', 'b.log', 'c.log']) disk.write(name, 'toy\n');
    const { book, reader, clock } = watch(disk);
    await reader.look('all');
    disk.onRead = (path) => path === 'a.log' && disk.append(path, toyLines(0));
    for (let i = 0; i < 20; i++) {
      for (const name of ['a.log', 'b.log', 'c.log']) disk.append(name, toyLines(i));
      clock.ms += 1000;
      await reader.look('all');
      expect(book.values('toy training/b.log').at(-1)).toBe(i);
      expect(book.values('toy training/c.log').at(-1)).toBe(i);
    }
  });

  it('reads what is written anew again and again although the clock was set back', async () => {
    const disk = new LiveDisk();
    const { book, reader, clock } = watch(disk);
    for (let value = 1; value < 5; value++) {
      disk.write('a.log', `toy\n${value}\n`);
      await reader.look('all');
      clock.ms += 60_000;
    }
    expect(book.values(LOG)).toEqual([4]);
    clock.ms -= 3_600_000;
    disk.write('a.log', 'toy\n5\n');
    await reader.look('all');
    clock.ms += 4000;
    await reader.look('hot');
    expect(book.values(LOG)).toEqual([5]);
  });

  it('names a file that cannot be read, also where its reader goes on without it', async () => {
    const disk = new LiveDisk();
    const store = { ...makeExperiment('1'), ...makeRun(`1/${RUN}`, { 'metrics/loss': '1 0.5 1\n' }) };
    for (const [path, text] of Object.entries(store)) disk.write(`mlruns/${path}`, text);
    const { reader, clock } = watch(disk);
    await reader.look('all');
    const metric = `mlruns/1/${RUN}/metrics/loss`;
    disk.onRead = (path) => path === metric && disk.append(path, '1 0.4 2\n');
    for (let i = 0; i < 4; i++) {
      disk.append(metric, '1 0.4 2\n');
      clock.ms += 10_000;
      await reader.look('all');
    }
    expect(reader.problems().listed).toEqual([
      { code: 'unreadable-file', path: `training/${metric}`, facts: { watched: 1 } },
    ]);
    disk.onRead = null;
    clock.ms += 100_000;
    await reader.look('all');
    expect(reader.problems().count).toBe(0);
  });

  it('says that a source is not there any more, until it is back', async () => {
    const disk = new LiveDisk();
    disk.write('a.log', 'toy\n1\n');
    disk.write('b.log', 'toy\n1\n');
    const { reader, clock } = watch(disk);
    await reader.look('all');
    disk.remove('a.log');
    clock.ms += 60_000;
    await reader.look('all');
    expect(reader.problems().listed).toEqual([{ code: 'source-gone', path: 'training/a.log' }]);
    disk.write('a.log', 'toy\n1\n2\n');
    clock.ms += 60_000;
    await reader.look('all');
    expect(reader.problems().count).toBe(0);
  });

  it('leaves a table alone of which a person has to decide, and names archives', async () => {
    const disk = new LiveDisk();
    disk.write('data.csv', 'a,b\n1,2\n3,4\n');
    disk.write('old.zip', Uint8Array.of(0x50, 0x4b, 3, 4, ...new Array(60).fill(7)));
    disk.write('train.py', 'import torch\n');
    const { book, reader } = watch(disk);
    await reader.look('all');
    expect(book.turns).toEqual([]);
    const told = reader.problems().listed.map(({ code, path }) => `${code} ${path}`);
    expect(told).toContain('archive-refused training/old.zip');
    expect(told.some((one) => one.endsWith('training/data.csv'))).toBe(true);
    expect(told).toHaveLength(2);
  });

  it('follows a table whose columns say that it is a log of training', async () => {
    const disk = new LiveDisk();
    disk.write('a/log.csv', 'step,loss,accuracy,lr\n0,2.4,0.1,0.01\n');
    disk.write('b/log.jsonl', '{"step":0,"train/loss":2.4}\n{"step":1,"train/loss":2.1}\n');
    // What lists runs, a row each, is nothing that a training writes on.
    disk.write('c/results.csv', 'run,accuracy,loss\nfirst,0.9,0.1\nsecond,0.8,0.2\n');
    const { book, reader } = watch(disk);
    await reader.look('all');
    expect([...book.sources.keys()].sort()).toEqual([
      'csv training/a/log.csv',
      'json-log training/b/log.jsonl',
    ]);
    expect(reader.problems().listed).toEqual([{ code: 'table-undecided', path: 'training/c/results.csv' }]);
  });

  it('spends on reading anew only its share of the time', async () => {
    const disk = new LiveDisk();
    const { book, reader, clock } = watch(disk);
    const row = (i: number) => `{"epoch":${i},"loss":${1 / i},"step":${i}}`;
    const state = (rows: number) =>
      `{"epoch":1,"global_step":${rows},"max_steps":100,"log_history":[${Array.from({ length: rows }, (_, i) => row(i + 1)).join(',')}]}`;
    disk.write('trainer_state.json', state(2));
    // Each reading takes a second.
    disk.onRead = () => {
      clock.ms += 1000;
    };
    await reader.look('all');
    const turns = book.turns.length;
    expect(turns).toBe(1);
    disk.write('trainer_state.json', state(3));
    const look = await reader.look('all');
    expect(book.turns.length).toBe(turns);
    expect(look.dueMs).toBeGreaterThan(clock.ms);
    clock.ms = look.dueMs;
    await reader.look('hot');
    expect(book.turns.length).toBe(turns + 1);
    expect(book.contents()).toEqual(await freshContents(disk, FORMATS));
  });

  it('ends in the middle of reading when it is told to', async () => {
    const disk = new LiveDisk();
    disk.write('a.log', 'toy\n1\n');
    const { reader, abort } = watch(disk);
    disk.onRead = () => abort.abort();
    await expect(reader.look('all')).rejects.toThrow('cancelled');
  });
});
