import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHash } from '../../../src/domain/ids.ts';
import type { StoredRun } from '../../../src/domain/run.ts';
import { schemaFields, sourceAddress } from '../../../workers/query/lineage/dataset-texts.ts';
import type { LineageSource } from '../../../workers/query/lineage/lineage-source.ts';
import { toRunEvent } from '../../../workers/query/lineage/open-lineage.ts';
import { runUuid } from '../../../workers/query/lineage/run-uuid.ts';
import { runRecord } from '../../support/made-run.ts';
import { madeSource } from './made-lineage.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ID = '8e4a0f09f194494b8304ac95f206e8cf';

function stored(id: string, parts: Partial<StoredRun> = {}): StoredRun {
  return { ...runRecord({ id, loss: '' }), content: toHash('0'.repeat(64)), series: [], ...parts };
}

function eventOf(run: StoredRun, source: LineageSource, others: readonly StoredRun[] = []) {
  return toRunEvent(run, {
    source,
    record: (key) => others.find((other) => other.key === key) ?? null,
    experiment: () => ({ name: 'taxi' }),
    nowMs: 0,
  });
}

test('the id of an MLflow run is its UUID; any other key has one that stays', () => {
  expect(runUuid(ID)).toBe('8e4a0f09-f194-494b-8304-ac95f206e8cf');
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(runUuid(a)).toMatch(UUID);
      expect(runUuid(a) === runUuid(b)).toBe(a === b);
    }),
  );
});

test('an event names what a run read, what it made, and the run it is nested in', () => {
  const parent = stored('sweep', { source: { ...stored('x').source, name: 'sweep.py' } });
  const run = stored(ID, {
    parent: parent.key,
    params: [['depth', '4']],
    source: {
      name: 'train.py',
      type: 'LOCAL',
      entryPoint: 'main',
      gitCommit: 'abc',
      gitBranch: 'main',
      gitRepo: 'https://me:secret@example.org/taxi.git',
    },
  });
  const made = madeSource({
    datasets: ['jan'],
    models: ['m1', 'm0'],
    runs: [
      {
        key: ID,
        datasets: ['jan', 'gone'],
        models: [
          { model: 'm1', direction: 'output', step: 12 },
          { model: 'm0', direction: 'input', step: 0 },
        ],
      },
    ],
    versions: [
      { number: 3, run: ID, model: 'm1', stage: 'Staging', aliases: ['champion'] },
      { number: 4, run: ID, deleted: true },
    ],
  });
  const schema = '{"mlflow_colspec":[{"name":"fare","type":"double"}]}';
  const source: LineageSource = {
    ...made,
    dataset: (key) => {
      const record = made.dataset(key);
      return record && { ...record, schema, source: '{"uri":"s3://bucket/jan.parquet"}', sourceType: 's3' };
    },
  };
  expect(eventOf(run, source, [parent])).toMatchObject({
    eventType: 'COMPLETE',
    eventTime: '1970-01-01T00:00:02.000Z',
    run: {
      runId: runUuid(ID),
      facets: {
        parent: { run: { runId: runUuid('sweep') }, job: { namespace: 'taxi', name: 'sweep.py' } },
        cairn_run: { params: { depth: '4' } },
      },
    },
    job: {
      namespace: 'taxi',
      name: 'train.py:main',
      facets: { sourceCodeLocation: { url: 'https://example.org/taxi.git', version: 'abc' } },
    },
    inputs: [
      {
        namespace: 's3://bucket',
        name: 'jan',
        facets: {
          version: { datasetVersion: 'abc' },
          schema: { fields: [{ name: 'fare', type: 'double' }] },
        },
        inputFacets: { cairn_use: { context: 'training' } },
      },
      { name: 'logged/m0/m0' },
    ],
    outputs: [
      { name: 'logged/m1/m1', facets: { cairn_model: { step: 12 } } },
      {
        name: 'registered/taxi',
        facets: { version: { datasetVersion: '3' }, cairn_model: { stage: 'Staging' } },
      },
    ],
  });
});

test.each([
  ['finished', 'COMPLETE'],
  ['failed', 'FAIL'],
  ['killed', 'ABORT'],
  ['running', 'START'],
] as const)('a run that is %s is an event of type %s', (status, eventType) => {
  expect(eventOf(stored('a', { status }), madeSource({ runs: [] }))).toMatchObject({ eventType });
});

test('what the specification demands is in every event, and every facet says whose it is', () => {
  const event: unknown = JSON.parse(
    JSON.stringify(eventOf(stored('a', { startMs: null, endMs: null }), madeSource({ runs: [] }))),
  );
  for (const key of ['eventTime', 'producer', 'schemaURL', 'run', 'job']) expect(event).toHaveProperty(key);
  const facets = facetsOf(event);
  expect(facets.length).toBeGreaterThan(1);
  for (const facet of facets) {
    expect(URL.canParse(String(facet._producer))).toBe(true);
    expect(URL.canParse(String(facet._schemaURL))).toBe(true);
  }
});

function facetsOf(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'facets' in value ? Object.values(value.facets as Record<string, Record<string, unknown>>) : [];
  return [...own, ...Object.values(value).flatMap(facetsOf)];
}

test.each([
  ['', null],
  ['{"uri":"data/jan.parquet"}', null],
  ['{"uri":"C:/data/jan.parquet"}', null],
  ['{"url":"https://example.org/jan.parquet"}', 'https://example.org/jan.parquet'],
  ['{"path":"dbfs:///jan"}', 'dbfs:///jan'],
  ['s3://bucket/jan', 's3://bucket/jan'],
  ['{"uri":7}', null],
])('the address of a dataset: %s', (text, address) => {
  expect(sourceAddress(text)).toBe(address);
});

test('a schema that is no list of columns has no fields', () => {
  for (const text of ['', '[', 'null', '{"mlflow_colspec":{}}', '{"mlflow_tensorspec":{}}'])
    expect(schemaFields(text)).toEqual([]);
});
