import 'fake-indexeddb/auto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeEventFile } from '../../support/event-file.ts';
import {
  differences,
  type Moments,
  watchedAndImported,
  writtenAndImported,
} from '../../support/grown-folder.ts';
import { openFolderSource } from '../../support/memory-source.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/tensorboard');

test.each(['together', 'apart'] as const)('all that tensorboardX writes, %s', async (how) => {
  const { tree } = openFolderSource(join(FIXTURES, 'tensorboardX-2.6.4'), (path) => path !== 'expected.json');
  const { watched, imported } = await watchedAndImported(tree, how);
  expect(differences(watched, imported)).toEqual([]);
});

const START = 1_700_000_000;
const eventsOf = (folder: string, begun: number): string =>
  `${folder}/events.out.tfevents.${START + begun}.box.7.${begun}`;

async function differencesOf(moments: Moments): Promise<readonly string[]> {
  const { watched, imported } = await writtenAndImported(moments);
  return differences(watched, imported);
}

const scalars = { loss: [3, 2, 1], acc: [0.1, 0.2, 0.3] };
const train = makeEventFile({ begun: START, scalars });

test('a second run comes, and a third deeper down', async () => {
  const found = await differencesOf([
    { [eventsOf('work/one/fit', 0)]: train },
    { [eventsOf('work/one/other', 1)]: makeEventFile({ begun: START + 1, scalars }) },
    { [eventsOf('work/two/runs/deep/fit', 2)]: makeEventFile({ begun: START + 2, scalars }) },
  ]);
  expect(found).toEqual([]);
});

test('a line of add_scalars is begun long before its first point is written', async () => {
  const line = makeEventFile({ begun: START + 5, scalars: { pair: [1, 2] } });
  const path = eventsOf('runs/a/pair/x', 5);
  const found = await differencesOf([
    { [eventsOf('runs/a', 0)]: train },
    { [path]: makeEventFile({ begun: START + 5 }) },
    {},
    { [path]: line },
  ]);
  expect(found).toEqual([]);
});

test('a sweep of add_hparams in one folder', async () => {
  const call = (at: number): Uint8Array =>
    makeEventFile({ begun: START + at, params: { lr: String(at) }, scalars: { 'hparam/acc': [at] } });
  const place = (at: number): string => eventsOf(`runs/sweep/${START + at}.5`, at);
  const found = await differencesOf([
    { [eventsOf('runs/sweep', 0)]: makeEventFile({ begun: START }) },
    { [place(1)]: call(1) },
    {},
    { [place(2)]: call(2) },
    { [place(3)]: call(3) },
  ]);
  expect(found).toEqual([]);
});

test('hyperparameters are written beside train when it is over', async () => {
  const found = await differencesOf([
    { [eventsOf('fit/a/train', 0)]: train },
    { [eventsOf('fit/a/validation', 1)]: makeEventFile({ begun: START + 1, scalars }) },
    {
      [eventsOf('fit/a', 9)]: makeEventFile({
        begun: START + 9,
        params: { lr: '1' },
        scalars: { best: [1] },
      }),
    },
  ]);
  expect(found).toEqual([]);
});
