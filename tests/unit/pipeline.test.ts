import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunKey, toHash, toImportId, toRunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { parseRecordLines } from '../../src/storage/record-lines.ts';
import type { ImportFormat } from '../../workers/import/format.ts';
import { ImportPipeline, layoutOf } from '../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../workers/import/progress-meter.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { StagingWriter } from '../../workers/import/storing/staging-writer.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { hugeFormat, type MadeRun, madeFormat } from '../support/made-run.ts';

let store: FactStore;
let imports = 0;

beforeEach(() => {
  store = new FactStore(toWorkspaceId(crypto.randomUUID()));
});
afterEach(() => store.close());

interface Options {
  readonly fail?: boolean;
  readonly signal?: AbortSignal;
  readonly waitForSpace?: () => Promise<void>;
}

function importRuns(runs: readonly MadeRun[], options: Options = {}) {
  return importFormat(madeFormat(runs, options.fail), options);
}

async function importFormat(format: ImportFormat, options: Options = {}) {
  imports += 1;
  const pipeline = new ImportPipeline(
    store,
    {
      id: toImportId(`import-${imports}`),
      label: 'made',
      artifacts: { budgetBytes: 1e9, limitBytes: 1e9 },
      layouts: {},
      waitForSpace: options.waitForSpace ?? (() => Promise.reject(new Error('no space was asked for'))),
      nowMs: () => imports,
    },
    new ProgressMeter(0, () => undefined),
    [],
  );
  const claim = { format, path: '', file: null, sizeBytes: 0 };
  return pipeline.run([claim], new SourceTree([]), options.signal ?? new AbortController().signal);
}

async function readRuns() {
  const facts = new FactReader(store);
  await facts.load();
  const runs: { key: string; loss: number[]; count: number; params: string }[] = [];
  const keys: (RunKey | null)[] = [];
  await facts.forEachBlock((_, own) => void keys.push(...own));
  for (const key of keys) {
    const run = key && (await facts.run(key));
    if (!run) continue;
    const loss = [...(await facts.points(run, 'loss')).columns.values];
    runs.push({ key: run.key, loss, count: run.series[0]?.count ?? 0, params: run.params.join(' ') });
  }
  return runs.sort((a, b) => (a.key < b.key ? -1 : 1));
}

describe('an import', () => {
  test('brings runs with their points', async () => {
    const report = await importRuns([{ id: 'a', loss: '0.9 nan 0.7', params: { lr: '0.1' } }]);
    expect(report).toMatchObject({ outcome: 'committed', newRuns: 1, pointCount: 3, experimentCount: 1 });
    expect(await readRuns()).toEqual([
      { key: 'a', loss: [0.9, Number.NaN, 0.7], count: 3, params: 'lr,0.1' },
    ]);
  });

  test('twice changes nothing', async () => {
    const runs = [
      { id: 'a', loss: '0.9 0.7' },
      { id: 'b', loss: '1 2 3' },
    ];
    await importRuns(runs);
    const before = await store.listImports();
    expect(await importRuns(runs)).toMatchObject({
      outcome: 'nothing-new',
      newRuns: 0,
      grownRuns: 0,
      sameRuns: 2,
    });
    expect(await store.listImports()).toEqual(before);
  });

  test('of a grown run adds what grew and keeps the parts it had', async () => {
    await importRuns([{ id: 'a', loss: '0.9 0.7', status: 'running' }]);
    const report = await importRuns([{ id: 'a', loss: '0.9 0.7 0.5' }]);
    expect(report).toMatchObject({ newRuns: 0, grownRuns: 1 });
    expect(await readRuns()).toMatchObject([{ key: 'a', loss: [0.9, 0.7, 0.5], count: 3 }]);
    const facts = new FactReader(store);
    await facts.load();
    const run = await facts.run(toRunKey('a'));
    expect(run?.status).toBe('finished');
    expect(run?.series[0]?.parts.map((part) => part.count)).toEqual([2, 1]);
  });

  test('of a drop that holds the same run twice counts it once, and twice changes nothing', async () => {
    const runs = [
      { id: 'a', loss: '0.9 0.7', status: 'running' as const },
      { id: 'a', loss: '0.9 0.7 0.5' },
    ];
    expect(await importRuns(runs)).toMatchObject({ newRuns: 1, grownRuns: 0, sameRuns: 0 });
    expect(await importRuns(runs)).toMatchObject({ outcome: 'nothing-new', sameRuns: 1, grownRuns: 0 });
    expect(await readRuns()).toMatchObject([{ key: 'a', loss: [0.9, 0.7, 0.5] }]);
  });

  test('of a run that two copies tell differently goes on from the copy that grew', async () => {
    await importRuns([{ id: 'a', loss: '0.9 0.7 0.6' }]);
    await importRuns([{ id: 'a', loss: '0.9 0.8' }]);
    await importRuns([{ id: 'a', loss: '0.9 0.8 0.5' }]);
    const [last] = (await store.listImports()).slice(-1);
    const stored = parseRecordLines((await store.loadChunk(last!.packs[0]!))!)[0] as StoredRun;
    expect(stored.series[0]?.parts.map((part) => part.count)).toEqual([2, 1]);
  });

  test('of an older copy after a newer one keeps the newer', async () => {
    await importRuns([{ id: 'a', loss: '0.9 0.7 0.5' }]);
    await importRuns([{ id: 'a', loss: '0.9', status: 'running' }]);
    expect(await readRuns()).toMatchObject([{ key: 'a', loss: [0.9, 0.7, 0.5], count: 3 }]);
  });

  test('unites points that two sources tell differently', async () => {
    await importRuns([{ id: 'a', loss: '0.9 0.7' }]);
    await importRuns([{ id: 'a', loss: '0.9 0.8' }]);
    const [run] = await readRuns();
    expect(run?.count).toBe(3);
    expect(run?.loss.toSorted()).toEqual([0.7, 0.8, 0.9]);
  });

  test('takes more runs than one pack holds', async () => {
    const runs = Array.from({ length: 1203 }, (_, i) => ({ id: `run-${i}`, loss: `${i} ${i + 1}` }));
    expect(await importRuns(runs)).toMatchObject({ newRuns: 1203 });
    const read = await readRuns();
    expect(read).toHaveLength(1203);
    expect(read.find((run) => run.key === 'run-777')?.loss).toEqual([777, 778]);
  });

  test('splits a series that is longer than a pack', async () => {
    const loss = Array.from({ length: 50_000 }, (_, i) => i);
    await importRuns([{ id: 'long', loss: loss.join(' ') }]);
    expect((await readRuns())[0]?.loss).toEqual(loss);
  });
});

describe('an import larger than memory', () => {
  test('packs points before their run ends, in order', async () => {
    const format = hugeFormat(3, 1_500_000);
    expect(await importFormat(format)).toMatchObject({ newRuns: 3, pointCount: 4_500_000 });
    const facts = new FactReader(store);
    await facts.load();
    const run = await facts.run(toRunKey('huge-1'));
    const { values } = (await facts.points(run!, 'loss')).columns;
    expect(values).toHaveLength(1_500_000);
    for (let i = 0; i < values.length; i += 9973) expect(values[i]).toBe(i);
    expect(run?.series[0]).toMatchObject({ count: 1_500_000, last: 1_499_999, min: 0, backwardSteps: 0 });
  });
});

describe('an import that does not end', () => {
  test('leaves nothing when it is cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    expect(await importRuns([{ id: 'a', loss: '1' }], { signal: abort.signal })).toMatchObject({
      outcome: 'cancelled',
    });
    expect(await readRuns()).toEqual([]);
    expect(await store.listInterrupted()).toEqual([]);
  });

  test('leaves nothing when the reader has a bug', async () => {
    await expect(importRuns([{ id: 'a', loss: '1' }], { fail: true })).rejects.toThrow('a bug');
    expect(await readRuns()).toEqual([]);
    expect(await store.listInterrupted()).toEqual([]);
  });

  test('shows nothing of what a killed browser had staged, and its leftovers go', async () => {
    await importRuns([{ id: 'a', loss: '1 2' }]);
    const dead = toImportId('dead');
    const row = { id: dead, label: 'dead', startedMs: 0, finishedMs: null, packs: [], report: null };
    await store.beginImport({ ...row, state: 'staging' });
    const hash = 'f'.repeat(64) as Parameters<FactStore['loadChunk']>[0];
    await store.stageChunks(dead, [{ hash, bytes: new Uint8Array(8) }]);
    expect(await readRuns()).toHaveLength(1);
    for (const left of await store.listInterrupted()) await store.rollBackImport(left);
    expect(await store.loadChunk(hash)).toBeNull();
    expect(await readRuns()).toMatchObject([{ key: 'a', loss: [1, 2] }]);
  });

  test('keeps chunks that a committed import shares with the one rolled back', async () => {
    await importRuns([{ id: 'a', loss: '1 2' }]);
    await expect(importRuns([{ id: 'b', loss: '1 2' }], { fail: true })).rejects.toThrow();
    expect(await readRuns()).toMatchObject([{ key: 'a', loss: [1, 2] }]);
  });

  test('waits when the disk is full, and loses nothing when it goes on', async () => {
    const stage = store.stageChunks.bind(store);
    let full = 2;
    store.stageChunks = async (...args) => {
      if (full-- > 0) throw new DOMException('full', 'QuotaExceededError');
      return stage(...args);
    };
    let waits = 0;
    const waitForSpace = async () => {
      waits += 1;
    };
    const report = await importRuns([{ id: 'a', loss: '1 2 3' }], { waitForSpace });
    expect(waits).toBe(2);
    expect(report.outcome).toBe('committed');
    expect(await readRuns()).toMatchObject([{ key: 'a', loss: [1, 2, 3] }]);
  });

  test('waits at its first and at its last write too', async () => {
    const begin = store.beginImport.bind(store);
    const commit = store.commitImport.bind(store);
    let full = 2;
    const refuse = () => {
      full -= 1;
      throw new DOMException('full', 'QuotaExceededError');
    };
    store.beginImport = async (row) => (full === 2 ? refuse() : begin(row));
    store.commitImport = async (row) => (full === 1 ? refuse() : commit(row));
    const report = await importRuns([{ id: 'a', loss: '1' }], { waitForSpace: async () => undefined });
    expect(report.outcome).toBe('committed');
    expect(full).toBe(0);
  });

  test('asks once for space when several writes find none', async () => {
    const bulk = Object.assign(new Error('bulk'), {
      failures: [new DOMException('full', 'QuotaExceededError')],
    });
    let full = true;
    const stageChunks = store.stageChunks.bind(store);
    const stagePack = store.stagePack.bind(store);
    store.stageChunks = async (...args) => (full ? Promise.reject(bulk) : stageChunks(...args));
    store.stagePack = async (...args) => (full ? Promise.reject(bulk) : stagePack(...args));
    let asked = 0;
    const waitForSpace = () =>
      new Promise<void>((resolve) => {
        asked += 1;
        setTimeout(() => {
          full = false;
          resolve();
        }, 20);
      });
    const writer = new StagingWriter(store, toImportId('full'), waitForSpace);
    const big = new Uint8Array(4 * 1024 * 1024);
    await writer.addChunk(toHash('a'), big);
    const pack = { hash: toHash('p'), holds: 'others' as const, keys: [] };
    await writer.addPack(pack, new Uint8Array(1));
    await writer.flush();
    expect(asked).toBe(1);
    expect(await store.loadChunk(toHash('a'))).not.toBeNull();
  });

  test('writes nothing after it was rolled back', async () => {
    const stage = store.stageChunks.bind(store);
    store.stageChunks = async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return stage(...args);
    };
    const abort = new AbortController();
    const writer = new StagingWriter(store, toImportId('late'), () => Promise.reject(abort.signal.reason));
    const big = (name: string) => writer.addChunk(toHash(name), new Uint8Array(4 * 1024 * 1024));
    void Promise.allSettled([big('a'), big('b'), big('c')]);
    await writer.stop();
    await store.rollBackImport(toImportId('late'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (const name of ['a', 'b', 'c']) expect(await store.loadChunk(toHash(name))).toBeNull();
    expect(await store.listInterrupted()).toEqual([]);
  });

  test('leftovers without a journal row are found', async () => {
    const lost = toImportId('lost');
    await store.stageChunks(lost, [{ hash: toHash('x'), bytes: new Uint8Array(1) }]);
    expect(await store.listInterrupted()).toEqual([lost]);
  });

  test('a committed import cannot be rolled back', async () => {
    await importRuns([{ id: 'a', loss: '1' }]);
    const [row] = await store.listImports();
    await store.rollBackImport(row!.id);
    expect(await readRuns()).toHaveLength(1);
  });
});

test('a path that is called like a property of objects has no layout', () => {
  expect(layoutOf({}, 'constructor')).toBeUndefined();
  expect(layoutOf({ 'a.csv': null }, 'a.csv')).toBeNull();
});

test('runs that join an experiment which was there are told of, a source that has grown is not', async () => {
  const first = await importRuns([{ id: 'a', loss: '1' }]);
  expect(first.joinedExperiments).toBe(0);
  const grown = await importRuns([
    { id: 'a', loss: '1 2' },
    { id: 'b', loss: '1' },
  ]);
  expect(grown.joinedExperiments).toBe(0);
  const other = await importRuns([{ id: 'c', loss: '1' }]);
  expect(other.joinedExperiments).toBe(1);
});
