import 'fake-indexeddb/auto';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import type { SourceTree } from '../../workers/import/source.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { listImages } from '../../workers/query/image-list.ts';
import { importInto } from '../support/import-folder.ts';
import { makeMemorySource, openFolderSource, withFile } from '../support/memory-source.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'tensorboard');
let store: FactStore;
const ARTIFACTS = { budgetBytes: 1e9, limitBytes: 1e9 };

beforeEach(() => {
  store = new FactStore(toWorkspaceId(crypto.randomUUID()));
});
afterEach(() => store.close());

function open(name: string): SourceTree {
  return openFolderSource(join(FIXTURES, name), (path) => path !== 'expected.json').tree;
}

function importTree(tree: SourceTree, foldRuns = true) {
  return importInto(store, tree, { foldRuns, artifacts: ARTIFACTS });
}

test('event files dropped again change nothing', async () => {
  for (const name of ['tensorboardX-2.6.4', 'tensorboard-2.20.0', 'kinds']) {
    expect(await importTree(open(name)), name).toMatchObject({ outcome: 'committed' });
    expect(await importTree(open(name)), name).toMatchObject({ outcome: 'nothing-new' });
  }
});

test('an event file that has grown adds to its run', async () => {
  const tree = open('restarted');
  const first = tree.files[0]!;
  const before = withFile(tree, first.path, await first.slice(0, 300));
  expect(await importTree(before)).toMatchObject({ newRuns: 1 });
  expect(await importTree(tree)).toMatchObject({ newRuns: 0, grownRuns: 1 });
});

test('training that goes on: the validation folder joins the run that has only train', async () => {
  const tree = open('tensorboard-2.20.0');
  const parts = async (wanted: RegExp) => {
    const files = tree.files.filter(({ path }) => wanted.test(path));
    const bytes = files.map(async (file) => [file.path, await file.slice(0, 1e6)] as const);
    return makeMemorySource(new Map(await Promise.all(bytes))).tree;
  };
  expect(await importTree(await parts(/run-1\/train\//))).toMatchObject({ newRuns: 1 });
  const both = await parts(/run-1\/(train|validation)\//);
  expect(await importTree(both)).toMatchObject({ newRuns: 0, grownRuns: 1 });
});

test('the other way of folding adds its runs and replaces none', async () => {
  expect(await importTree(open('tensorboardX-2.6.4'))).toMatchObject({ newRuns: 1 });
  expect(await importTree(open('tensorboardX-2.6.4'), false)).toMatchObject({ newRuns: 6, grownRuns: 0 });
  expect(await importTree(open('tensorboardX-2.6.4'))).toMatchObject({ outcome: 'nothing-new' });
});

test('images of event files are found by key and step', async () => {
  await importTree(open('tensorboardX-2.6.4'));
  const facts = new FactReader(store);
  await facts.load();
  const keys: string[] = [];
  await facts.forEachBlock((_, own) => void keys.push(...own.flatMap((key) => key ?? [])));
  const run = await facts.run(keys[0] as Parameters<FactReader['run']>[0]);
  const images = listImages(run!.key, await facts.artifacts(run!.key));
  expect(images.map(({ key, step }) => [key, step]).sort()).toEqual([
    ['batch', 3],
    ['pic', 0],
    ['pic', 10],
  ]);
});
