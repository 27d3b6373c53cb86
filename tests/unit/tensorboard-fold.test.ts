import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FolderFacts, foldFolders } from '../../workers/import/formats/tensorboard/fold.ts';
import { findFamilies } from '../../workers/import/formats/tensorboard/folders.ts';
import { hostOf } from '../../workers/import/formats/tensorboard/run-record.ts';

function facts(
  folder: string,
  counts: Record<string, number> = {},
  more: Partial<FolderFacts> = {},
): FolderFacts {
  return {
    folder,
    counts: new Map(Object.entries(counts)),
    hasSession: false,
    isRun: false,
    hasOthers: false,
    ...more,
  };
}

/** Each run as `folder: member→metric names`. */
function folded(folders: readonly FolderFacts[]): Record<string, readonly string[]> {
  const byFolder = new Map(folders.map((one) => [one.folder, one]));
  return Object.fromEntries(
    foldFolders(folders).map(({ folder, members }) => [
      folder,
      members.flatMap((member) =>
        [...byFolder.get(member.folder)!.counts.keys()].map((key) => member.rename(key)),
      ),
    ]),
  );
}

const session = { hasSession: true };

describe('folders that are folded', () => {
  test('Keras: train and validation into a parent that has only hyperparameters', () => {
    const folders = [
      facts('run', {}, session),
      facts('run/train', { loss: 4 }),
      facts('run/validation', { loss: 4 }),
    ];
    expect(folded(folders)).toEqual({ run: ['train/loss', 'validation/loss'] });
  });

  test('Keras: train and validation into a parent without event files', () => {
    expect(folded([facts('fit/1/train', { loss: 4 }), facts('fit/1/validation', { loss: 4 })])).toEqual({
      'fit/1': ['train/loss', 'validation/loss'],
    });
  });

  test('a first epoch: train alone is the same run that it will be later', () => {
    expect(folded([facts('fit/1/train', { loss: 4 })])).toEqual({ 'fit/1': ['train/loss'] });
  });

  test('an estimator: eval into the folder that has the training', () => {
    expect(folded([facts('model', { loss: 9 }), facts('model/eval', { loss: 2 })])).toEqual({
      model: ['loss', 'eval/loss'],
    });
  });

  test('PyTorch: the child of add_hparams into its parent', () => {
    const child = facts('run/1700000005.25', { 'hparam/acc': 1 }, session);
    const [run, ...others] = foldFolders([facts('run', { loss: 9 }), child]);
    expect(others).toEqual([]);
    expect(run!.members.map(({ folder, yields }) => [folder, yields])).toEqual([
      ['run', false],
      ['run/1700000005.25', true],
    ]);
  });

  test('PyTorch: a folder for each line of add_scalars', () => {
    const folders = [
      facts('run', { lr: 9 }),
      facts('run/val_loss_a', { 'val/loss': 9 }),
      facts('run/pair/b', { pair: 9 }),
    ];
    expect(folded(folders)).toEqual({ run: ['lr', 'pair/b', 'val/loss/a'] });
  });
});

describe('folders that are left alone', () => {
  test('a sweep of add_hparams in one folder: each set is a run, and the empty folder around them none', () => {
    const sets = ['1700000001.5', '1700000002.5'].map((name) => facts(`runs/${name}`, { acc: 1 }, session));
    expect(Object.keys(folded([facts('runs'), ...sets]))).toEqual(sets.map(({ folder }) => folder));
  });

  test('runs below a run that have several metrics of their own', () => {
    expect(Object.keys(folded([facts('a', { x: 1 }), facts('a/b', { x: 3, y: 3 })]))).toEqual(['a', 'a/b']);
  });

  test('a run that is called test among others', () => {
    expect(Object.keys(folded([facts('runs/test', { x: 3 }), facts('runs/big', { x: 3 })]))).toEqual([
      'runs/big',
      'runs/test',
    ]);
  });

  test('parts of parts, where nothing in between was trained', () => {
    const folders = [facts('validation/train', { x: 3 }), facts('validation/eval/train', { x: 3 })];
    expect(Object.keys(folded(folders))).toEqual(['validation', 'validation/eval']);
  });

  test('a run that Ultralytics calls train', () => {
    const run = facts('detect/train', { x: 3 }, { isRun: true });
    expect(Object.keys(folded([run]))).toEqual(['detect/train']);
  });

  test('a run that holds nothing yet', () => {
    expect(Object.keys(folded([facts('runs/new')]))).toEqual(['runs/new']);
  });
});

const name = fc.constantFrom('train', 'validation', 'eval', 'run', 'x', '1700000005.25', 'loss_a');
const folder = fc.array(name, { maxLength: 4 }).map((parts) => parts.join('/'));
const counts = fc.dictionary(fc.constantFrom('loss', 'acc', 'run'), fc.integer({ min: 1, max: 3 }), {
  maxKeys: 2,
});

test('whatever the folders, each is part of exactly one run, unless it holds nothing', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(folder, { maxLength: 12 }),
      fc.array(counts, { minLength: 12, maxLength: 12 }),
      (paths, all) => {
        const folders = paths.map((path, at) => facts(path, all[at], { hasSession: at % 3 === 0 }));
        const runs = foldFolders(folders);
        const members = runs.flatMap((run) => run.members.map((member) => member.folder));
        expect(new Set(members).size).toBe(members.length);
        for (const one of folders)
          if (one.counts.size > 0 || one.hasSession) expect(members).toContain(one.folder);
        expect(new Set(runs.map((run) => run.folder)).size).toBe(runs.length);
      },
    ),
  );
});

test('what may be folded together is one group, whatever the folders', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(folder, { maxLength: 12 }),
      fc.array(counts, { minLength: 12, maxLength: 12 }),
      (paths, all) => {
        const files = paths.map((path) => (path === '' ? 'events.tfevents.1' : `${path}/events.tfevents.1`));
        const groups = findFamilies(files);
        expect(groups.flatMap((group) => group.files).sort()).toEqual(files.sort());
        const groupOf = (path: string) =>
          groups.findIndex((group) =>
            group.files.includes(path === '' ? 'events.tfevents.1' : `${path}/events.tfevents.1`),
          );
        for (const run of foldFolders(paths.map((path, at) => facts(path, all[at]))))
          expect(new Set(run.members.map((member) => groupOf(member.folder))).size).toBe(1);
      },
    ),
  );
});

test.each([
  ['events.out.tfevents.1585754872.ezio-virtual-machine.111180.265.v2', 'ezio-virtual-machine'],
  ['events.out.tfevents.1622543341.janoshs-mbp.lan.86862.4', 'janoshs-mbp.lan'],
  ['events.out.tfevents.1548797801.omaha', 'omaha'],
  ['events.out.tfevents.1700000000.10.0.0.7.12.0', ''],
  ['history.bin', ''],
])('%s was written on %s', (name, host) => expect(hostOf(name)).toBe(host));
