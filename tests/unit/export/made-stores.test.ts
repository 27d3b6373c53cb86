import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_EDITS, type WorkspaceEdits } from '../../../src/domain/edits.ts';
import {
  datasetKey,
  type ExperimentKey,
  mlflowExperimentKey,
  toRegistryEventId,
  toRunKey,
  toVersionRef,
} from '../../../src/domain/ids.ts';
import { foldRegistry } from '../../../src/domain/registry/fold-registry.ts';
import type { RegistryEvent } from '../../../src/domain/registry/registry-event.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import type { ImportEvent } from '../../../workers/import/format.ts';
import { SourceTree } from '../../../workers/import/source.ts';
import { FactReader } from '../../../workers/query/fact-reader.ts';
import {
  exportedFile,
  exportFrom,
  freshWorkspace,
  importEvents,
  importTree,
} from '../../support/exported.ts';
import { runRecord } from '../../support/made-run.ts';

const hexId = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 32, maxLength: 32 })
  .map((digits) => digits.join(''));
const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324));
const point = fc.tuple(fc.integer({ min: -100, max: 1e9 }), fc.integer({ min: 0, max: 2e12 }), value);
/** No key is the folder of another: both cannot lie in a file store. */
const key = fc.stringMatching(/^([a-y][A-Za-z0-9_. -]{0,12}[a-z]|z[a-z]{0,5}\/[a-z]{1,5})$/);
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ maxLength: 20 }),
  fc.constant('x'.repeat(6000)),
);
const experimentName = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });

const madeRun = fc.record({
  id: hexId,
  name: text,
  status: fc.constantFrom('running', 'scheduled', 'finished', 'failed', 'killed'),
  startMs: fc.integer({ min: 0, max: 2e12 }),
  lifecycle: fc.constantFrom('active', 'deleted'),
  params: fc.dictionary(key, text, { maxKeys: 5, noNullPrototype: true }),
  tags: fc.dictionary(key, text, { maxKeys: 5, noNullPrototype: true }),
  metrics: fc.dictionary(key, fc.array(point, { minLength: 1, maxLength: 8 }), { maxKeys: 3 }),
  context: fc.constantFrom('', 'training', 'a, b'),
});
type MadeRun = typeof madeRun extends fc.Arbitrary<infer Run> ? Run : never;

const dataset = {
  kind: 'dataset',
  key: datasetKey('trips: “2024”', 'd1'),
  name: 'trips: “2024”',
  digest: 'd1',
  sourceType: 'local',
  source: '{"uri": "trips.csv"}',
  schema: '',
  profile: '{"num_rows": 3}',
} as const;

function toEvents(runs: readonly MadeRun[], name: string): readonly ImportEvent[] {
  const experiment = mlflowExperimentKey('123456789012345678', name);
  const events: ImportEvent[] = [
    {
      kind: 'experiment',
      experiment: {
        kind: 'experiment',
        key: experiment,
        id: '123456789012345678',
        name,
        lifecycle: 'active',
        createdMs: 5,
        updatedMs: 6,
        artifactLocation: '',
        tags: [['kind of: it', 'yes']],
      },
    },
    { kind: 'dataset', dataset },
  ];
  for (const run of runs) {
    events.push({ kind: 'run', run: toRecord(run, experiment) });
    for (const [metric, points] of Object.entries(run.metrics)) {
      const column = (at: 0 | 1 | 2) => Float64Array.from(points, (one) => one[at]);
      const columns = { steps: column(0), timesMs: column(1), values: column(2) };
      events.push({ kind: 'points', run: toRunKey(run.id), metric, points: columns });
    }
    events.push({ kind: 'run-end', run: toRunKey(run.id) });
  }
  return events;
}

function toRecord(run: MadeRun, experiment: ExperimentKey) {
  const pairs = (from: Readonly<Record<string, string>>) =>
    Object.entries(from).sort(([a], [b]) => (a < b ? -1 : 1));
  const { name, status, startMs, lifecycle } = run;
  return {
    ...runRecord({ id: run.id, loss: '' }),
    ...{ key: toRunKey(run.id), experiment, name, status, startMs, endMs: startMs + 1, lifecycle },
    params: pairs(run.params),
    tags: pairs(run.tags),
    user: 'ana',
    parent: null,
    datasets: [
      {
        dataset: dataset.key,
        context: run.context,
        tags: run.context === '' ? [] : [['mlflow.data.context', run.context] as const],
      },
    ],
    models: [],
  };
}

/** What of a workspace an export has to keep. Points as a set: databases keep no order. */
async function contentOf(workspace: ReturnType<typeof freshWorkspace>, isOrdered: boolean): Promise<unknown> {
  const store = new FactStore(workspace);
  const facts = new FactReader(store);
  await facts.load();
  const runs: { readonly id: string; readonly [field: string]: unknown }[] = [];
  const keys = new Set(
    (await store.loadPackIndexes((await store.listImports()).flatMap((row) => row.packs)))
      .filter(({ holds }) => holds === 'runs')
      .flatMap((pack) => pack.keys),
  );
  await facts.forEachRun(
    async (run) => {
      const series: Record<string, readonly string[]> = {};
      for (const { key: metric } of run.series) {
        const { steps, timesMs, values } = (await facts.points(run, metric)).columns;
        const points = Array.from(steps, (step, i) => `${step} ${timesMs[i]} ${values[i]}`);
        series[metric] = isOrdered ? points : [...new Set(points)].sort();
      }
      const { key: id, name, status, startMs, endMs, lifecycle, params, datasets } = run;
      const tags = run.tags.filter(([tag]) => !tag.startsWith('mlflow.'));
      runs.push({ id, name, status, startMs, endMs, lifecycle, params, tags, datasets, series });
    },
    keys,
    () => true,
  );
  const { models, versions } = {
    models: [...facts.registeredModels.values()],
    versions: [...facts.modelVersions.values()],
  };
  const experiments = [...facts.experiments.values()]
    .filter(({ id }) => id !== '0')
    .map(({ id, name, tags }) => ({ id, name, tags }));
  store.close();
  runs.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { experiments, runs, datasets: [...facts.datasets.values()], models, versions };
}

describe.each(['mlflow-db', 'mlflow-folder'] as const)('whatever is exported as %s', (format) => {
  it('is read back the same', async () => {
    const runs = fc.uniqueArray(madeRun, { minLength: 1, maxLength: 4, selector: ({ id }) => id });
    await fc.assert(
      fc.asyncProperty(runs, experimentName, async (made, name) => {
        const from = freshWorkspace();
        await importEvents(from, toEvents(made, name));
        const to = freshWorkspace();
        await importTree(
          to,
          new SourceTree([
            await exportedFile(
              await exportFrom(from, NO_EDITS, {
                settings: { format, withArtifacts: false, artifactRoot: '' },
              }),
            ),
          ]),
        );
        const isOrdered = format === 'mlflow-folder';
        expect(await contentOf(to, isOrdered)).toEqual(await contentOf(from, isOrdered));
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it('does not double the registry when it comes back to where it was made', async () => {
    const workspace = freshWorkspace();
    const step = fc.record({
      model: fc.constantFrom('trips', 'fares “x”'),
      act: fc.oneof(
        fc.constant({ kind: 'make-version' as const }),
        fc.record({
          kind: fc.constant('stage' as const),
          to: fc.constantFrom('Staging', 'Production', 'Canary'),
        }),
        fc.record({ kind: fc.constant('alias' as const), alias: fc.constantFrom('champion', 'blue') }),
        fc.record({ kind: fc.constant('tag' as const), to: fc.constantFrom('a: b', "it's", '') }),
        fc.record({ kind: fc.constant('description' as const), to: fc.constantFrom('# one\n\ntwo', '') }),
        fc.record({ kind: fc.constant('deleted' as const), to: fc.boolean() }),
      ),
    });
    await importEvents(workspace, toEvents([], 'e'));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const events = makeEvents(steps);
        const edits: WorkspaceEdits = { ...NO_EDITS, registry: events };
        const before = foldRegistry({ models: [], versions: [] }, events);
        const there = freshWorkspace();
        const file = await exportedFile(
          await exportFrom(workspace, edits, {
            settings: { format, withArtifacts: false, artifactRoot: '' },
          }),
        );
        await importTree(there, new SourceTree([file]));
        const facts = new FactReader(new FactStore(there));
        await facts.load();
        const records = {
          models: [...facts.registeredModels.values()],
          versions: [...facts.modelVersions.values()],
        };
        const shape = (view: typeof before, isExported: boolean) =>
          view.models
            .filter(({ deleted }) => !deleted)
            .map(({ name, description, tags, aliases, versions }) => ({
              name,
              description,
              tags,
              aliases,
              versions: versions.map((one) => [
                one.number,
                one.deleted,
                ...(one.deleted ? [] : [one.description, isExported ? stageOf(one) : one.stage]),
              ]),
            }));
        // Alone, as somebody else sees it; and over the events that it was made of.
        expect(shape(foldRegistry(records, []), true)).toEqual(shape(before, true));
        const again = foldRegistry(records, events);
        for (const model of before.models.filter(({ deleted }) => !deleted))
          expect(
            again.models.find(({ name }) => name === model.name)?.versions.map(({ number }) => number),
          ).toEqual(model.versions.map(({ number }) => number));
      }),
      { numRuns: 10 },
    );
  }, 60_000);
});

/** A stage of the workspace reads None in MLflow. */
function stageOf({ stage }: { readonly stage: string }): string {
  return stage === 'Canary' ? 'None' : stage;
}

type Step = {
  readonly model: string;
  readonly act: { readonly kind: string; readonly to?: unknown; readonly alias?: string };
};

function makeEvents(steps: readonly Step[]): readonly RegistryEvent[] {
  const versions = new Map<string, number>();
  const events: RegistryEvent[] = [];
  const add = (model: string, version: RegistryEvent['version'], act: RegistryEvent['act']) => {
    const order = events.length + 1;
    const id = toRegistryEventId(order.toString(16).padStart(16, '0'));
    events.push({ id, order, atMs: 1000 + order, model, version, act, why: '', client: 1 });
  };
  const refOf = (model: string, number: number) => toVersionRef(`${model.length}abc${number}`);
  for (const { model, act } of steps) {
    const number = versions.get(model) ?? 0;
    if (number === 0) add(model, null, { kind: 'make-model' });
    if (number === 0 || act.kind === 'make-version') {
      versions.set(model, number + 1);
      add(model, refOf(model, number + 1), {
        kind: 'make-version',
        asked: number + 1,
        run: null,
        loggedModel: null,
        source: 's3://models/a',
      });
    } else if (act.kind === 'alias') {
      add(model, null, { kind: 'alias', alias: act.alias ?? '', to: refOf(model, number) });
    } else if (act.kind === 'tag') {
      add(model, refOf(model, number), { kind: 'tag', key: 'k: #', to: String(act.to) });
    } else {
      add(model, refOf(model, number), act as RegistryEvent['act']);
    }
  }
  return events;
}
