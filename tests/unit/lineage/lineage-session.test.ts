import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_EDITS, type WorkspaceEdits } from '../../../src/domain/edits.ts';
import {
  datasetKey,
  toHash,
  toImportId,
  toModelKey,
  toRegistryEventId,
  toRunKey,
  toVersionRef,
  toWorkspaceId,
} from '../../../src/domain/ids.ts';
import { type LineageGraph, WHOLE_DEPTH } from '../../../src/domain/lineage/lineage-graph.ts';
import type { RegistryEvent } from '../../../src/domain/registry/registry-event.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import type { ImportEvent } from '../../../workers/import/format.ts';
import { ImportPipeline } from '../../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../../workers/import/progress-meter.ts';
import { SourceTree } from '../../../workers/import/source.ts';
import { QuerySession } from '../../../workers/query/session.ts';
import { madeFormat, runRecord } from '../../support/made-run.ts';
import { madeModel } from './made-lineage.ts';

const WHOLE = { depth: WHOLE_DEPTH, expanded: [] };
const JAN = datasetKey('jan', 'abc');
const MODEL = toModelKey('m-1');
const TRAIN = toRunKey('train');
const JUDGE = toRunKey('judge');

let store: FactStore;
let session: QuerySession;

beforeEach(async () => {
  const workspace = toWorkspaceId(crypto.randomUUID());
  store = new FactStore(workspace);
  session = new QuerySession();
  await importStory();
  await session.open(workspace);
});
afterEach(() => store.close());

async function* story(): AsyncGenerator<ImportEvent> {
  const blank = { sourceType: '', source: '', schema: '', profile: '' };
  yield { kind: 'dataset', dataset: { kind: 'dataset', key: JAN, name: 'jan', digest: 'abc', ...blank } };
  const run = (key: string) => runRecord({ id: key, loss: '' });
  const datasets = [{ dataset: JAN, context: 'training', tags: [] }];
  const runs = [
    { ...run(TRAIN), datasets, models: [{ model: MODEL, direction: 'output' as const, step: 12 }] },
    { ...run(JUDGE), models: [{ model: MODEL, direction: 'input' as const, step: 0 }] },
  ];
  for (const one of runs) {
    yield { kind: 'run', run: one };
    yield { kind: 'run-end', run: one.key };
  }
  yield { kind: 'logged-model', model: { ...madeModel(MODEL), sourceRun: TRAIN } };
}

async function importStory(): Promise<void> {
  const format = { ...madeFormat([]), read: story };
  const pipeline = new ImportPipeline(
    store,
    {
      id: toImportId('import-1'),
      label: '',
      artifacts: { budgetBytes: 0, limitBytes: 0 },
      layouts: {},
      waitForSpace: () => Promise.reject(new Error('no space')),
      nowMs: () => 1,
    },
    new ProgressMeter(0, () => undefined),
    [],
  );
  const claim = { format, path: '', file: null, sizeBytes: 0 };
  await pipeline.run([claim], new SourceTree([]), new AbortController().signal);
}

async function draw(edits: Partial<WorkspaceEdits> = {}): Promise<LineageGraph> {
  await session.setEdits({ ...NO_EDITS, ...edits });
  const graph = await session.lineage({ kind: 'dataset', dataset: JAN }, WHOLE);
  if (!graph) throw new Error('The dataset is not here');
  return graph;
}

const edgesOf = ({ edges }: LineageGraph) => edges.map(({ from, to, label }) => [from, to, label].join(' '));

const made = (order: number, act: RegistryEvent['act']): RegistryEvent => ({
  id: toRegistryEventId(String(order).padStart(16, '0')),
  order,
  atMs: order,
  client: 1,
  model: 'taxi',
  version: act.kind === 'make-model' || act.kind === 'alias' ? null : toVersionRef('0000000000000002'),
  why: '',
  act,
});
const EVENTS: readonly RegistryEvent[] = [
  made(1, { kind: 'make-model' }),
  made(2, { kind: 'make-version', asked: 1, run: TRAIN, loggedModel: MODEL, source: '' }),
  made(3, { kind: 'stage', to: 'Staging' }),
  made(4, { kind: 'alias', alias: 'best', to: toVersionRef('0000000000000002') }),
];

test('facts alone lead from a dataset over the run and its model to the run that judged it', async () => {
  expect(edgesOf(await draw())).toEqual([
    `dataset:${JAN} run:train training`,
    'model:m-1 run:judge input',
    'run:train model:m-1 step 12',
  ]);
});

test('what people made and renamed is there: a version with its stage and alias', async () => {
  const graph = await draw({ registry: EVENTS, runs: new Map([[TRAIN, { name: 'the champion' }]]) });
  const version = 'version:0000000000000002:taxi';
  expect(edgesOf(graph)).toEqual(
    expect.arrayContaining([
      `model:m-1 ${version} `,
      `${version} stage:0000000000000002:taxi `,
      `${version} alias:0000000000000002:taxi@best `,
    ]),
  );
  expect(graph.nodes.find(({ id }) => id === 'run:train')?.label).toBe('the champion');
});

test('a run that a person deleted is gone with what came of it, and the files of a dataset are told', async () => {
  const graph = await draw({
    runs: new Map([[TRAIN, { deleted: true }]]),
    fingerprints: new Map([[JAN, [toHash('a'.repeat(64))]]]),
  });
  expect(graph.nodes.map(({ id, detail }) => [id, detail])).toEqual([
    [`dataset:${JAN}`, 'abc · 1 known file'],
  ]);
});

test('every run of a lineage is an event in its file', async () => {
  await session.setEdits({ ...NO_EDITS, registry: EVENTS });
  const file = await session.openLineage({ kind: 'dataset', dataset: JAN }, WHOLE_DEPTH);
  expect(JSON.parse((await file?.blob.text()) ?? '')).toMatchObject([
    { job: { name: expect.any(String) }, inputs: [{ name: 'logged/m-1/m-1' }] },
    { inputs: [{ name: 'jan' }], outputs: [{ name: 'logged/m-1/m-1' }, { name: 'registered/taxi' }] },
  ]);
  expect(file).toMatchObject({ runs: 2, leftOut: 0 });
});
