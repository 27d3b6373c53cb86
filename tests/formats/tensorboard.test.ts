import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportProblem } from '../../src/domain/problem.ts';
import { detect } from '../../workers/import/detect/detect.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { tensorboard } from '../../workers/import/formats/tensorboard/index.ts';
import { readTensorboard } from '../../workers/import/formats/tensorboard/read.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import type { SourceTree } from '../../workers/import/source.ts';
import { readCase, runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource, openFolderSource } from '../support/memory-source.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'tensorboard');
const signal = new AbortController().signal;

describe('tensorboard', () => {
  runGauntlet({ format: tensorboard, fixtures: 'tensorboard', readBudget: 2 });
});

function open(name: string): SourceTree {
  return openFolderSource(join(FIXTURES, name), (path) => path !== 'expected.json').tree;
}

/** The same files below another folder. */
function moved(tree: SourceTree, from: string, to: string): SourceTree {
  const files = tree.files.map(({ path }) => path).filter((path) => path.startsWith(from));
  const bytes = (path: string) => new Uint8Array(tree.get(path)!.sliceSync!(0, 1e9));
  return makeMemorySource(new Map(files.map((path) => [to + path.slice(from.length), bytes(path)]))).tree;
}

async function read(tree: SourceTree, foldRuns = true): Promise<ImportSummary> {
  return summarise(eventsOf(tree, foldRuns));
}

async function* eventsOf(
  tree: SourceTree,
  foldRuns = true,
  mostHeldBytes?: number,
): AsyncGenerator<ImportEvent> {
  for (const group of tensorboard.groups!(tree.files.map(({ path }) => path))) {
    const files = group.files.flatMap((path) => tree.get(path) ?? []);
    yield* readTensorboard(
      { path: group.folder, file: null, files, tree },
      { signal, foldRuns },
      mostHeldBytes,
    );
  }
}

const namesOf = (summary: ImportSummary) =>
  Object.values(summary.runs)
    .map(({ name }) => name)
    .sort();

describe('folders of one run', () => {
  it('each is a run of its own where the person says so', async () => {
    expect(namesOf(await read(open('tensorboardX-2.6.4'), false))).toEqual([
      'exp',
      expect.stringMatching(/^exp\/1700000\d+\.\d+$/),
      'exp/pair/a',
      'exp/pair/b',
      'exp/val_loss_down',
      'exp/val_loss_up',
    ]);
  });

  it('the folded run and the one apart are two runs, so that neither replaces the other', async () => {
    const folded = Object.keys((await read(open('tensorboardX-2.6.4'))).runs);
    const apart = Object.keys((await read(open('tensorboardX-2.6.4'), false)).runs);
    expect(folded).toHaveLength(1);
    expect(apart).not.toContain(folded[0]);
  });

  it('a run where nothing is folded is the same run either way', async () => {
    const keys = async (fold: boolean) => Object.keys((await read(open('restarted'), fold)).runs);
    expect(await keys(true)).toEqual(await keys(false));
  });

  it('keep their keys when the folder is dropped from further in or further out', async () => {
    const tree = open('tensorboard-2.20.0');
    const keys = Object.keys((await read(tree)).runs).sort();
    expect(Object.keys((await read(moved(tree, 'fit/', ''))).runs).sort()).toEqual(keys);
    expect(Object.keys((await read(moved(tree, 'fit/', 'home/ana/logs/fit/'))).runs).sort()).toEqual(keys);
  });

  it('keep their keys when the files grow', async () => {
    const tree = open('restarted');
    const [key] = Object.keys((await read(tree)).runs);
    const first = tree.files[0]!;
    const part = makeMemorySource({ [first.path]: await first.slice(0, 300) }).tree;
    expect(Object.keys((await read(part)).runs)).toEqual([key]);
  });

  it('the name is the folder as seen from the one that TensorBoard would be started in', async () => {
    const summary = await read(open('tensorboard-2.20.0'));
    expect(summary.experiments.map(({ name }) => name)).toEqual(['fit', 'fit']);
    expect(namesOf(summary)).toEqual(['run-1', 'run-2']);
  });
});

describe('event files', () => {
  it('one under another name is known by its first record', async () => {
    const bytes = await open('restarted').files[0]!.slice(0, 1e6);
    const { tree } = makeMemorySource({ 'somewhere/history.bin': bytes });
    const { claims } = await detect(tree, FORMATS, signal);
    expect(claims.map(({ format, path }) => [format.id, path])).toEqual([
      ['tensorboard', 'somewhere/history.bin'],
    ]);
    expect(namesOf(await summarise(readCase(tensorboard, tree)))).toEqual(['history.bin']);
  });

  it('a group larger than memory is read twice and tells the same', async () => {
    for (const name of ['tensorboardX-2.6.4', 'restarted', 'kinds', 'tensorboard-2.20.0'])
      expect(await summarise(eventsOf(open(name), true, 0)), name).toEqual(await read(open(name)));
  });

  it('the CSV of the same run is named and not read', async () => {
    const tree = open('restarted');
    const folder = 'lightning_logs/version_0';
    const files = new Map<string, string | Uint8Array>([
      [`${folder}/metrics.csv`, 'step,epoch,loss\n0,0,1\n1,0,0.5\n2,1,0.25\n'],
    ]);
    for (const { path } of tree.files) files.set(path, await tree.get(path)!.slice(0, 1e6));
    const { claims } = await detect(makeMemorySource(files).tree, FORMATS, signal);
    // Files that a run's own plugins and settings are made of are no sources of their own either.
    expect(claims.filter(({ format }) => format.id === 'tensorboard')).toHaveLength(1);
    expect(claims.flatMap(({ files: of = [] }) => of.map(({ path }) => path))).toContain(
      `${folder}/hparams.yaml`,
    );
  });

  it('settings that Ray and Ultralytics keep beside the events are the run’s', async () => {
    const bytes = await open('restarted').files[0]!.slice(0, 1e6);
    const { tree } = makeMemorySource({
      'detect/train/events.out.tfevents.1700000000.box.0': bytes,
      'detect/train/args.yaml': 'epochs: 3\nmodel: yolo.pt\n',
      'detect/train/results.csv': 'epoch,loss\n0,1\n',
      'trial/events.out.tfevents.1700000000.box.0': bytes,
      'trial/params.json': '{"lr": 0.5}',
      'trial/result.json': '{}',
      'other/events.out.tfevents.1700000000.box.0': bytes,
      'other/params.json': '{"not": "of this run"}',
    });
    const runs = Object.values((await read(tree)).runs);
    expect(Object.fromEntries(runs.map(({ name, params }) => [name, params]))).toEqual({
      train: { epochs: '3', model: 'yolo.pt' },
      trial: { lr: '0.5' },
      other: {},
    });
  });

  it('texts and histograms by step are files of lines', async () => {
    const found = new Map<string, string>();
    for await (const event of eventsOf(open('kinds')))
      if (event.kind === 'artifact' && /\.(jsonl|json)$/.test(event.path))
        found.set(event.path, new TextDecoder().decode(await event.file.slice(0, 1e6)));
    const lines = (path: string) =>
      found
        .get(path)!
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect(lines('histograms/weights.jsonl')).toMatchObject([
      { step: 1, edges: [-1, 0, 1], counts: [1, 2] },
      { step: 2, edges: [], counts: [] },
    ]);
    expect(lines('texts/words.jsonl')).toMatchObject([{ step: 1, text: 'first\nsecond' }]);
    expect(lines('texts/table.jsonl')[0].text).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });

  it('images are the bytes that were logged', async () => {
    const images: Uint8Array[] = [];
    for await (const event of eventsOf(open('kinds')))
      if (event.kind === 'artifact' && event.path.startsWith('images/'))
        images.push(await event.file.slice(0, 1e6));
    expect(images).toHaveLength(3);
    for (const image of images) {
      expect([...image.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
      expect(new TextDecoder('latin1').decode(image.subarray(-8, -4))).toBe('IEND');
    }
  });

  it('damage has a place', async () => {
    const problems: ImportProblem[] = [];
    for await (const event of eventsOf(open('damaged')))
      if (event.kind === 'problem') problems.push(event.problem);
    const at = (code: string) => problems.find((one) => one.code === code);
    expect(at('records-damaged')).toMatchObject({ facts: { records: 1, step: 1 }, byte: expect.any(Number) });
    expect(at('record-cut')).toMatchObject({ facts: { step: 4 }, byte: expect.any(Number) });
    expect(at('records-unreadable')).toMatchObject({ facts: { step: 2 }, byte: expect.any(Number) });
  });

  it('a pointer of Git LFS is named, under an event file’s name and alone', async () => {
    const pointer = readFileSync(
      join(FIXTURES, 'restarted/lightning_logs/version_0/events.out.tfevents.1900000000.box.9'),
    );
    const { tree } = makeMemorySource({ 'a/events.out.tfevents.1.box': pointer });
    const summary = await read(tree);
    expect(summary.problems).toEqual(['lfs-pointer']);
    expect(summary.runs).toEqual({});
  });
});
