import 'fake-indexeddb/auto';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toRunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { nameOf, type SourceTree } from '../../workers/import/source.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { listImages } from '../../workers/query/image-list.ts';
import { importInto } from '../support/import-folder.ts';
import { makeMemorySource, openFolderSource, withFile } from '../support/memory-source.ts';
import { exitRecord, row, runRecord, wandbLog } from '../support/wandb-log.js';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
let store: FactStore;
const ARTIFACTS = { budgetBytes: 1e9, limitBytes: 1e9 };

beforeEach(() => {
  store = new FactStore(toWorkspaceId(crypto.randomUUID()));
});
afterEach(() => store.close());

function open(name: string): SourceTree {
  return openFolderSource(join(FIXTURES, name), (path) => path !== 'expected.json').tree;
}

function importTree(tree: SourceTree) {
  return importInto(store, tree, { artifacts: ARTIFACTS });
}

async function readFacts(): Promise<FactReader> {
  const facts = new FactReader(store);
  await facts.load();
  return facts;
}

test('run folders dropped again change nothing', async () => {
  for (const name of ['wandb/wandb-0.30.0', 'wandb/wandb-0.9.7', 'swanlab/swanlab-0.10.3']) {
    expect(await importTree(open(name)), name).toMatchObject({ outcome: 'committed' });
    expect(await importTree(open(name)), name).toMatchObject({ outcome: 'nothing-new' });
  }
});

test('a log that has grown adds to its run, wherever it is dropped from', async () => {
  const rows = Array.from({ length: 60 }, (_, step) =>
    row({ _step: String(step), loss: String(1 / (step + 1)) }),
  );
  const log = wandbLog([runRecord('abc'), ...rows, exitRecord(0)]);
  const started = makeMemorySource({ 'a/run-abc.wandb': log.subarray(0, 900) });
  expect(await importTree(started.tree)).toMatchObject({ newRuns: 1 });
  const finished = makeMemorySource({ 'wandb/run-20260102_030405-abc/run-abc.wandb': log });
  expect(await importTree(finished.tree)).toMatchObject({ newRuns: 0, grownRuns: 1 });
  const run = await (await readFacts()).run(toRunKey('abc'));
  expect(run).toMatchObject({ status: 'finished', series: [{ key: 'loss', count: 60 }] });
});

test('one run in two places of one drop is one', async () => {
  const rows = [row({ _step: '0', loss: '1' }), row({ _step: '1', loss: '0.5' })];
  const whole = wandbLog([runRecord('abc'), ...rows, exitRecord(0)]);
  const copies = makeMemorySource({
    'a/run-abc.wandb': whole,
    'backup/run-abc.wandb': whole.subarray(0, 60),
  });
  expect(await importTree(copies.tree)).toMatchObject({ newRuns: 1 });
  const run = await (await readFacts()).run(toRunKey('abc'));
  expect(run).toMatchObject({ status: 'finished', series: [{ key: 'loss', count: 2 }] });
});

test('images are found by key and step', async () => {
  await importTree(open('wandb/wandb-0.30.0'));
  const key = toRunKey('fix00001');
  const images = listImages(key, await (await readFacts()).artifacts(key));
  expect(images.map((image) => [image.key, image.step])).toEqual([
    ['img', 20],
    ['many/0', 20],
    ['many/1', 20],
  ]);
});

test('a damaged log costs its run nothing that was imported before', async () => {
  const tree = open('wandb/wandb-0.30.0');
  await importTree(tree);
  const log = tree.files.find(({ path }) => nameOf(path) === 'run-fix00001.wandb')!;
  const bytes = await log.slice(0, log.sizeBytes);
  bytes.fill(0x55, 4000, 5000);
  const report = await importTree(withFile(tree, log.path, bytes));
  expect(report.problems.map(({ code }) => code)).toContain('log-damaged');
  const run = await (await readFacts()).run(toRunKey('fix00001'));
  expect(run!.series.find((series) => series.key === 'loss')!.count).toBe(7);
});
