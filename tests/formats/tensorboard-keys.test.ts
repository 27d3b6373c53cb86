import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunRecord } from '../../src/domain/run.ts';
import { tensorboard } from '../../workers/import/formats/tensorboard/index.ts';
import { makeEventFile } from '../support/event-file.ts';
import { makeMemorySource } from '../support/memory-source.ts';

interface Told {
  readonly run: RunRecord;
  readonly isOpen: boolean;
}

type Files = Readonly<Record<string, Uint8Array>>;

async function read(files: Files): Promise<ReadonlyMap<string, Told>> {
  const { tree } = makeMemorySource(files);
  const signal = new AbortController().signal;
  const told = new Map<string, Told>();
  for (const group of tensorboard.groups!(Object.keys(files))) {
    const source = {
      path: group.folder,
      file: null,
      files: group.files.map((path) => tree.get(path)!),
      tree,
    };
    for await (const event of tensorboard.read(source, { signal }))
      if (event.kind === 'run') told.set(event.run.key, { run: event.run, isOpen: event.isOpen ?? false });
  }
  return told;
}

/** What a run is called, without what grows. */
const called = ({ key, name, experiment }: RunRecord) => ({ key, name, experiment });
const names = (told: ReadonlyMap<string, Told>) => [...told.values()].map(({ run }) => run.name).sort();

const START = 1_700_000_000;

/** Files by the folders of their writers, each begun a while after the one before. */
function trained(writers: readonly (readonly [string, Writer])[]): Files {
  return Object.fromEntries(
    writers.map(([folder, { events, ...made }], at) => {
      const begun = START + at * 100;
      const whole = makeEventFile({ begun, ...made });
      const path = `${folder}/events.out.tfevents.${begun}.box.7.${at}`;
      return [path, events === undefined ? whole : whole.subarray(0, cutAt(whole, events))];
    }),
  );
}

interface Writer {
  readonly params?: Readonly<Record<string, string>>;
  readonly scalars?: Readonly<Record<string, readonly number[]>>;
  /** So many events are on the disk by now; all where absent. */
  readonly events?: number;
}

function cutAt(bytes: Uint8Array, events: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 0;
  for (let count = 0; count < events && at < bytes.length; count++) at += 16 + view.getUint32(at, true);
  return at;
}

const LOSS: Writer = { scalars: { loss: [3, 2, 1], acc: [0, 0.5] } };
const CALL: Writer = { params: { lr: '0.1' }, scalars: { 'hparam/acc': [0.5] } };

test('a second run beside the first leaves it its name and experiment', async () => {
  const first = await read(trained([['project/runs/exp1', LOSS]]));
  const [one] = [...first.values()];
  expect(one).toMatchObject({ run: { name: 'exp1' }, isOpen: false });
  const both = await read(
    trained([
      ['project/runs/exp1', LOSS],
      ['project/runs/deep/exp2', LOSS],
      ['project/other/exp3', LOSS],
    ]),
  );
  expect(names(both)).toEqual(['deep/exp2', 'exp1', 'other/exp3']);
  expect(called(both.get(one!.run.key)!.run)).toEqual(called(one!.run));
});

test('a run called train is the same, whatever comes beside it', async () => {
  const alone = await read(trained([['logs/a/train', LOSS]]));
  const beside = await read(
    trained([
      ['logs/a/train', LOSS],
      ['logs/a/images', LOSS],
    ]),
  );
  const [one] = [...alone.values()];
  expect(called(beside.get(one!.run.key)!.run)).toEqual(called(one!.run));
});

test('hyperparameters written when the training is over leave its key as it is', async () => {
  const before = await read(trained([['fit/a/train', LOSS]]));
  const after = await read(
    trained([
      ['fit/a/train', LOSS],
      ['fit/a/validation', LOSS],
      ['fit/a', CALL],
    ]),
  );
  expect([...after.keys()]).toEqual([...before.keys()]);
});

test.each<[string, readonly (readonly [string, Writer])[]]>([
  [
    'a line of add_scalars without a point',
    [
      ['runs/a', LOSS],
      ['runs/a/pair/x', { ...LOSS, events: 1 }],
    ],
  ],
  [
    'add_hparams before its first event',
    [
      ['runs/a', LOSS],
      ['runs/a/1700000100.5', { ...CALL, events: 1 }],
    ],
  ],
  [
    'one add_hparams of what may become a sweep',
    [
      ['runs/a', {}],
      ['runs/a/1700000100.5', CALL],
    ],
  ],
  [
    'a set of Keras below a folder that may train',
    [
      ['fit', {}],
      ['fit/run-0', CALL],
    ],
  ],
  ['validation before train', [['fit/a/validation', LOSS]]],
  [
    'a file of which nothing is written beside train',
    [
      ['fit/a', { ...CALL, events: 0 }],
      ['fit/a/train', LOSS],
    ],
  ],
])('%s is not settled', async (_, writers) => {
  const told = [...(await read(trained(writers))).values()];
  expect(told.filter(({ isOpen }) => isOpen)).toHaveLength(1);
});

test('what trains is settled, beside parts and before they come', async () => {
  const told = await read(
    trained([
      ['runs/a', LOSS],
      ['runs/a/1700000100.5', CALL],
      ['runs/b/train', LOSS],
      ['runs/c', LOSS],
    ]),
  );
  expect(names(told)).toEqual(['a', 'b', 'c']);
  expect([...told.values()].some(({ isOpen }) => isOpen)).toBe(false);
});

const folder = fc
  .array(fc.constantFrom('a', 'b', 'train', 'validation', 'eval', 'pair', 'x', '1700000005.5', 'loss_x'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => ['runs', ...parts].join('/'));
const writer = fc.record(
  {
    params: fc.constant({ lr: '0.1' }),
    scalars: fc.dictionary(
      fc.constantFrom('loss', 'acc', 'pair'),
      fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
      {
        maxKeys: 2,
      },
    ),
  },
  { requiredKeys: [] },
);
const training = fc
  .uniqueArray(fc.tuple(folder, writer), { selector: ([path]) => path, minLength: 2, maxLength: 8 })
  .map(parentsFirst);

/** Whoever makes a folder for a part of its run has begun a file of its own before, but for `train` and its like. */
function parentsFirst<One>(writers: readonly (readonly [string, One])[]): (readonly [string, One])[] {
  const left = new Map(writers);
  const ordered: (readonly [string, One])[] = [];
  const add = (path: string): void => {
    const one = left.get(path);
    if (one === undefined) return;
    const [, run] = /^(.+)\/(?:train|validation|eval)$/.exec(path) ?? [];
    for (const other of [...left.keys()]) if (path.startsWith(`${other}/`) && other !== run) add(other);
    left.delete(path);
    ordered.push([path, one]);
  };
  for (const [path] of writers) add(path);
  return ordered;
}

test('whatever is added later, a run that is settled stays what it is called', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      training,
      fc.nat(7),
      fc.array(fc.nat(4), { minLength: 8, maxLength: 8 }),
      async (all, cut, events) => {
        const now = all
          .slice(0, 1 + (cut % all.length))
          .map(([path, made], at) => [path, { ...made, events: events[at]! }] as const);
        const before = await read(trained(now));
        const after = await read(trained(all));
        for (const [key, { run, isOpen }] of before) {
          if (isOpen) continue;
          expect(after.has(key), `${run.name} of ${JSON.stringify(now)}`).toBe(true);
          expect(called(after.get(key)!.run)).toEqual(called(run));
        }
      },
    ),
    { numRuns: Number(process.env.FOLLOW ?? 150) },
  );
});
