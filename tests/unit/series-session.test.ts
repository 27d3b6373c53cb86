import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PointBuilder } from '../../src/base/columns.ts';
import { toImportId, toRunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { ImportPipeline } from '../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../workers/import/progress-meter.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { QuerySession } from '../../workers/query/session.ts';
import { madeFormat, runRecord } from '../support/made-run.ts';
import { PLAIN_SERIES } from '../support/questions.ts';

type Metrics = Readonly<Record<string, readonly number[]>>;

const a = toRunKey('a');
const b = toRunKey('b');
let store: FactStore;
let session: QuerySession;

beforeEach(async () => {
  const workspace = toWorkspaceId(crypto.randomUUID());
  store = new FactStore(workspace);
  session = new QuerySession();
  await importRuns({
    a: { 'train/loss': [4, 3, 2, 1], 'val-loss': [5, 5, 4, 4], epoch: [0, 0, 1, 1] },
    b: { 'train/loss': [2, 1] },
  });
  await session.open(workspace);
});
afterEach(() => store.close());

/** Runs with values at steps 0, 1, 2 …, through the real import. */
async function importRuns(runs: Readonly<Record<string, Metrics>>): Promise<void> {
  const format = {
    ...madeFormat([]),
    async *read(): AsyncIterable<ImportEvent> {
      for (const [id, metrics] of Object.entries(runs)) {
        const run = runRecord({ id, loss: '' });
        yield { kind: 'run', run };
        for (const [metric, values] of Object.entries(metrics)) {
          const points = new PointBuilder();
          for (const [step, value] of values.entries()) points.push(step, 1000 + step, value);
          yield { kind: 'points', run: run.key, metric, points: points.columns() };
        }
        yield { kind: 'run-end', run: run.key };
      }
    },
  };
  const request = {
    id: toImportId('import'),
    label: '',
    artifacts: { budgetBytes: 0, limitBytes: 0 },
    layouts: {},
    waitForSpace: () => Promise.reject(new Error('no space')),
    nowMs: () => 1,
  };
  const pipeline = new ImportPipeline(store, request, new ProgressMeter(0, () => undefined), []);
  const claim = { format, path: '', file: null, sizeBytes: 0 };
  await pipeline.run([claim], new SourceTree([]), new AbortController().signal);
}

const ask = (ys: readonly string[], axis = 'step') =>
  session.series({ ...PLAIN_SERIES, runs: [a, b], ys, axis, range: null, widthPx: 100 });

test('metrics of runs are known with their counts', async () => {
  expect(await session.metricsOf([a, b, toRunKey('gone')])).toEqual([
    { key: 'epoch', runs: 1, mostPoints: 4, last: 1 },
    { key: 'train/loss', runs: 2, mostPoints: 4, last: Number.NaN },
    { key: 'val-loss', runs: 1, mostPoints: 4, last: 4 },
  ]);
  expect(await session.metricsOf([b])).toEqual([{ key: 'train/loss', runs: 1, mostPoints: 2, last: 1 }]);
});

test('expressions and epochs are made of what a workspace has', async () => {
  const { lines, mistakes } = await ask(['= val-loss - train/loss', '= train/los']);
  expect(lines.map((line) => [line.of, Array.from(line.y)])).toEqual([[a, [1, 2, 2, 3]]]);
  expect(mistakes).toEqual([null, 'No metric is called “train/los”.']);
  const epochs = await ask(['train/loss'], 'epoch');
  expect(Array.from(epochs.x)).toEqual([0, 0, 1, 1]);
  expect(epochs.lines.map((line) => line.unplaced)).toEqual([0, 2]);
});

test('a group of runs is one line', async () => {
  const { lines } = await session.series({
    ...PLAIN_SERIES,
    runs: [],
    groups: [{ id: 'g', runs: [a, b] }],
    ys: ['train/loss'],
    range: null,
    widthPx: 100,
  });
  expect(lines.map(({ of, y, runs }) => [of, Array.from(y), Array.from(runs ?? [])])).toEqual([
    ['g', [3, 2, 2, 1], [2, 2, 1, 1]],
  ]);
});
