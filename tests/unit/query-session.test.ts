import { NO_EDITS } from '../../src/domain/edits.ts';
import { ALL_RUNS_QUERY, onlyRuns } from '../support/questions.ts';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunEdits } from '../../src/domain/edits.ts';
import {
  mlflowExperimentKey,
  toHash,
  toImportId,
  toRegistryEventId,
  toRunKey,
  toVersionRef,
  toWorkspaceId,
  type VersionRef,
} from '../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import type { RegistryEvent } from '../../src/domain/registry/registry-event.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import type { TableQuery } from '../../src/rpc/query-api.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { WorkspaceDb } from '../../src/storage/workspace-db.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { ImportPipeline } from '../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../workers/import/progress-meter.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { QuerySession } from '../../workers/query/session.ts';
import { madeFormat, runRecord } from '../support/made-run.ts';

const EVERYTHING: TableQuery = {
  ...ALL_RUNS_QUERY,
  experiments: 'all',
  sort: [],
  lifecycle: 'active',
  tree: false,
  folded: [],
  filter: '',
};

let workspace = toWorkspaceId('');
let store: FactStore;
let session: QuerySession;
let imports = 0;

beforeEach(() => {
  workspace = toWorkspaceId(crypto.randomUUID());
  store = new FactStore(workspace);
  session = new QuerySession();
});
afterEach(() => store.close());

/** Imports runs and experiments as one source. */
async function importFacts(
  runs: readonly Partial<RunRecord>[],
  experiments: readonly ExperimentRecord[] = [],
) {
  imports += 1;
  const format = {
    ...madeFormat([]),
    async *read(): AsyncIterable<ImportEvent> {
      for (const experiment of experiments) yield { kind: 'experiment', experiment };
      for (const part of runs) {
        const run = { ...runRecord({ id: part.key ?? 'a', loss: '' }), ...part };
        yield { kind: 'run', run };
        yield { kind: 'run-end', run: run.key };
      }
    },
  };
  const pipeline = new ImportPipeline(
    store,
    {
      id: toImportId(`import-${imports}`),
      label: '',
      artifacts: { budgetBytes: 0, limitBytes: 0 },
      layouts: {},
      waitForSpace: () => Promise.reject(new Error('no space')),
      nowMs: () => imports,
    },
    new ProgressMeter(0, () => undefined),
    [],
  );
  const claim = { format, path: '', file: null, sizeBytes: 0 };
  await pipeline.run([claim], new SourceTree([]), new AbortController().signal);
}

function experiment(id: string, name: string, updatedMs: number | null = null): ExperimentRecord {
  const key = mlflowExperimentKey(id, name);
  return {
    kind: 'experiment',
    key,
    id,
    name,
    lifecycle: 'active',
    createdMs: null,
    updatedMs,
    artifactLocation: '',
    tags: [],
  };
}

const editTags = (key: string, tags: RunEdits['tags'] & object) =>
  session.setEdits({ ...NO_EDITS, runs: new Map([[toRunKey(key), { tags }]]) });

describe('what several imports tell of one thing', () => {
  const real = experiment('123456789012', 'taxi');
  const standIn = experiment('123456789012', '123456789012', 5);

  test.each([
    [[real], [standIn]],
    [[standIn], [real]],
  ])('a stand-in for an experiment gives way to the real one', async (first, second) => {
    await importFacts([{ key: toRunKey('a'), experiment: real.key }], first);
    await importFacts([{ key: toRunKey('b'), experiment: real.key }], second);
    await session.open(workspace);
    expect((await session.experiments()).map(({ record }) => record.name)).toEqual(['taxi']);
  });

  test.each([0, 1])('a run stays in its experiment, whichever was dropped first', async (order) => {
    const named = experiment('1', 'taxi');
    const madeUp = experiment('1', '1');
    const drops = [
      () => importFacts([{ experiment: named.key, user: 'ana' }], [named]),
      () => importFacts([{ experiment: madeUp.key, user: '', name: 'zzz' }], [madeUp]),
    ];
    for (const drop of order === 0 ? drops : drops.toReversed()) await drop();
    await session.open(workspace);
    const experiments = await session.experiments();
    expect(experiments).toMatchObject([{ record: { name: 'taxi' }, activeRuns: 1 }]);
    expect(await session.run(toRunKey('a'))).toMatchObject({
      experiment: { name: 'taxi' },
      run: { user: 'ana' },
    });
  });

  test('what the newest version of a run leaves empty is filled by the others', async () => {
    const dataset = { dataset: 'd1' as never, context: 'training', tags: [] };
    await importFacts([{ name: 'tuned', user: 'ana', status: 'running', endMs: null, datasets: [dataset] }]);
    await importFacts([{ name: '', user: '', status: 'finished', datasets: [] }]);
    await session.open(workspace);
    expect((await session.run(toRunKey('a')))?.run).toMatchObject({
      name: 'tuned',
      user: 'ana',
      status: 'finished',
      datasets: [dataset],
    });
  });
});

describe('people’s tags', () => {
  beforeEach(async () => {
    await importFacts([
      { key: toRunKey('a'), tags: [['constructor', 'x']] },
      { key: toRunKey('b'), tags: [['team', 'red']] },
      { key: toRunKey('c'), tags: [['team', 'blue']] },
    ]);
    await session.open(workspace);
  });

  test('do not bring the properties of objects into the table', async () => {
    await editTags('b', { other: '1' });
    const { table } = await session.table(EVERYTHING);
    const rows = await session.rows(table, 0, 9, ['tags.constructor', 'tags.toString']);
    expect(rows.map((row) => row.cells).sort()).toEqual(
      [
        [null, null],
        [null, null],
        ['x', null],
      ].sort(),
    );
  });

  test('are counted and found', async () => {
    await editTags('b', { team: null, mine: '7' });
    const { columns } = await session.table(EVERYTHING);
    const tags = columns.filter((column) => column.kind === 'tag');
    expect(tags).toMatchObject([
      { key: 'constructor', filled: 1 },
      { key: 'mine', filled: 1, distinct: 1, numeric: true },
      { key: 'team', filled: 1 },
    ]);
    const find = async (filter: string) => (await session.table({ ...EVERYTHING, filter })).matchCount;
    expect([await find('red'), await find('BLUE'), await find('7'), await find('blue x')]).toEqual([
      0, 1, 1, 0,
    ]);
  });

  test('given to many runs fill their column for each', async () => {
    const tags = { mine: 'same' };
    const runs = new Map(['a', 'b', 'c'].map((key) => [toRunKey(key), { tags }]));
    await session.setEdits({ ...NO_EDITS, runs });
    const { columns } = await session.table(EVERYTHING);
    expect(columns.find((column) => column.id === 'tags.mine')).toMatchObject({ filled: 3, distinct: 1 });
  });
});

test('runs are found by what people call them, and the table that is open stays', async () => {
  const keys = ['aa1', 'bb2', 'cc3', 'dd4'].map(toRunKey);
  await importFacts(keys.map((key) => ({ key, name: `Run of ${key}` })));
  await session.open(workspace);
  await session.setEdits({
    ...NO_EDITS,
    runs: new Map<(typeof keys)[number], RunEdits>([
      [keys[1]!, { name: 'a good run of ours' }],
      [keys[2]!, { deleted: true }],
    ]),
  });
  const { table } = await session.table(EVERYTHING);
  const found = async (typed: string, limit = 9) =>
    (await session.findRuns(typed, limit)).map(({ run }) => run);
  expect((await found('RUN OF')).sort()).toEqual(['aa1', 'bb2', 'dd4']);
  expect((await found('run of')).at(-1)).toBe('bb2');
  expect(await found('run of', 1)).toEqual(['aa1']);
  expect(await found('dd')).toEqual(['dd4']);
  expect(await found('cc3')).toEqual([]);
  expect(await found(' ')).toEqual([]);
  expect(await session.keys(table)).toHaveLength(3);
});

test('before anything is typed, siblings are offered, then the last of the experiment, then of all', async () => {
  const [here, there] = [experiment('1', 'taxi'), experiment('2', 'other')];
  const parent = toRunKey('p');
  const made = (key: string, startMs: number, more: object = {}) => ({
    ...{ key: toRunKey(key), experiment: here.key, startMs },
    ...more,
  });
  await importFacts(
    [
      made('p', 1),
      made('a', 2, { parent }),
      made('b', 3, { parent }),
      made('c', 4, { parent }),
      made('late', 9),
      made('elsewhere', 99, { experiment: there.key }),
    ],
    [here, there],
  );
  await session.open(workspace);
  const offered = async (limit: number) =>
    (await session.findRuns(' ', limit, toRunKey('a'))).map(({ run }) => run);
  expect(await offered(9)).toEqual(['c', 'b', 'late', 'p', 'elsewhere']);
  expect(await offered(2)).toEqual(['c', 'b']);
});

test('runs that were chosen under another filter are counted, and downloaded with the others', async () => {
  const here = experiment('1', 'taxi');
  await importFacts(
    ['a', 'b', 'c'].map((key) => ({ key: toRunKey(key), experiment: here.key, name: `run-${key}` })),
    [here],
  );
  await session.open(workspace);
  const { table } = await session.table({ ...ALL_RUNS_QUERY, filter: "run_name = 'run-c'" });
  const chosen = ['a', 'c', 'gone'].map(toRunKey);
  expect(await session.unlisted(table, chosen)).toBe(2);
  const file = await session.tableFile({ table, format: 'csv', runs: chosen, columns: ['name'] });
  expect((await file.text()).match(/run-\w/g)).toEqual(['run-c', 'run-a']);
});

test('the first rows come with the table, and are those that would have been asked for', async () => {
  await importFacts([{ key: toRunKey('a') }, { key: toRunKey('b') }, { key: toRunKey('c') }]);
  await session.open(workspace);
  const columns = ['name', 'started'];
  const { table, firstRows } = await session.table(EVERYTHING, { count: 2, columns });
  expect(firstRows).toEqual({ columns, rows: await session.rows(table, 0, 2, columns) });
  expect(firstRows?.rows).toHaveLength(2);
  expect((await session.table(EVERYTHING)).firstRows).toBeUndefined();
  const ofPoints = { count: 2, columns: ['at(a)(metrics.b)'] };
  expect((await session.table(EVERYTHING, ofPoints)).firstRows).toBeUndefined();
});

test('a table that has changed gives no empty download', async () => {
  await importFacts([{ key: toRunKey('a') }]);
  await session.open(workspace);
  const { table } = await session.table(EVERYTHING);
  await session.open(workspace);
  await expect(session.tableFile({ table, format: 'csv', runs: null, columns: null })).rejects.toThrow(
    'has changed',
  );
});

test('while another workspace is being opened the former one answers', async () => {
  await importFacts([{ key: toRunKey('a') }]);
  await session.open(workspace);
  const next = session.open(toWorkspaceId(crypto.randomUUID()));
  expect((await session.run(toRunKey('a')))?.run.key).toBe('a');
  expect((await next).runCount).toBe(0);
});

test('a workspace that was deleted and is opened again is empty', async () => {
  await importFacts([{ key: toRunKey('a') }]);
  await session.open(workspace);
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(`cairn-workspace-${workspace}`).onsuccess = resolve;
  });
  expect((await session.open(workspace)).runCount).toBe(0);
  expect(await session.experiments()).toEqual([]);
});

describe('a workspace that is opened again after an import', () => {
  const key = toRunKey;
  const columns = ['name', 'params.lr', 'tags.team', 'status'];
  const lr = (value: string) => [['lr', value]] as const;

  /** Rows by run, from a session that may have grown and from one that reads everything. */
  async function readRows(from: QuerySession) {
    const { table, rowCount, columns: described } = await from.table(EVERYTHING);
    const rows = onlyRuns(await from.rows(table, 0, rowCount, columns));
    const byRun = [...rows].sort((a, b) => (a.run < b.run ? -1 : 1));
    return { rows: byRun, columns: described };
  }

  async function expectSameAsAnew() {
    const fresh = new QuerySession();
    const { runCount } = await session.open(workspace);
    expect(runCount).toBe((await fresh.open(workspace)).runCount);
    expect(await readRows(session)).toEqual(await readRows(fresh));
  }

  test('shows what is new beside what was there', async () => {
    await importFacts([{ key: key('a'), params: lr('1') }, { key: key('b') }]);
    await expectSameAsAnew();
    await importFacts([{ key: key('c'), params: lr('many'), tags: [['team', 'x']] }]);
    await expectSameAsAnew();
    expect((await readRows(session)).rows.map((row) => row.cells[1])).toEqual(['1', null, 'many']);
  });

  test('shows runs that came with an experiment of their own', async () => {
    const [first, second] = [experiment('1', 'taxi'), experiment('2', 'bikes')];
    await importFacts([{ key: key('a'), experiment: first.key }], [first]);
    await expectSameAsAnew();
    await importFacts([{ key: key('b'), experiment: second.key }], [second]);
    const visited = vi.spyOn(FactReader.prototype, 'forEachBlock');
    await session.open(workspace);
    // Only what is new was read.
    expect(visited).not.toHaveBeenCalled();
    visited.mockRestore();
    await expectSameAsAnew();
    const { columns, table } = await session.table({ ...EVERYTHING, filter: "experiment = 'bikes'" });
    expect(columns.length).toBeGreaterThan(0);
    expect(await session.rows(table, 0, 9, [])).toMatchObject([{ run: 'b' }]);
  });

  test('shows a run that has changed once', async () => {
    await importFacts([{ key: key('a'), status: 'running' }]);
    await expectSameAsAnew();
    await importFacts([{ key: key('a'), status: 'finished', endMs: 5 }, { key: key('d') }]);
    await expectSameAsAnew();
  });

  test('shows what comes later of a pack that could not be read', async () => {
    await importFacts([{ key: key('a') }]);
    const [pack = toHash('')] = (await store.listImports())[0]?.packs.slice(-1) ?? [];
    const bytes = await store.loadChunk(pack);
    await forgetChunk(pack);
    expect((await session.open(workspace)).runCount).toBe(0);
    await store.keepFetched([{ hash: pack, bytes: bytes ?? new Uint8Array() }]);
    await expectSameAsAnew();
    expect((await readRows(session)).rows).toHaveLength(1);
  });
});

async function forgetChunk(hash: string): Promise<void> {
  const db = new WorkspaceDb(workspace);
  await db.chunks.delete(toHash(hash));
  db.close();
}

describe('an artifact whose bytes are not all on this device', () => {
  const bytes = new TextEncoder().encode('abc');
  const here = toHash('a'.repeat(64));
  const elsewhere = toHash('b'.repeat(64));

  beforeEach(async () => {
    await store.keepFetched([{ hash: here, bytes }]);
    await session.open(workspace);
  });

  test('is an outcome that names what is missing, each chunk once', async () => {
    const chunks = [here, elsewhere, elsewhere];
    expect(await session.artifact(chunks)).toEqual({ kind: 'missing', chunks: [elsewhere] });
    expect(await session.missingChunks(chunks)).toEqual([elsewhere]);
  });

  test('is whole once the rest has come', async () => {
    await store.keepFetched([{ hash: elsewhere, bytes }]);
    const result = await session.artifact([here, elsewhere]);
    expect(result.kind === 'bytes' && (await result.blob.text())).toBe('abcabc');
  });
});

describe('what people did in the registry', () => {
  const ref = toVersionRef('00000000000000aa');
  const made = (
    order: number,
    act: RegistryEvent['act'],
    version: VersionRef | null = ref,
  ): RegistryEvent => ({
    id: toRegistryEventId(order.toString(16).padStart(16, '0')),
    order,
    atMs: order,
    model: 'taxi',
    version,
    act,
    why: '',
    client: 1,
  });
  const registered = [
    made(1, { kind: 'make-model' }, null),
    made(2, { kind: 'make-version', asked: 1, run: toRunKey('a'), loggedModel: null, source: '' }),
  ];
  const models = async (filter = '') => {
    const { table, matchCount } = await session.table({ ...EVERYTHING, filter });
    const rows = await session.rows(table, 0, matchCount, ['models']);
    return rows.map(({ cells }) => cells[0]);
  };

  test('stands in the Models column, on the page of the run, and is found', async () => {
    await importFacts([{}, { key: toRunKey('b') }]);
    await session.open(workspace);
    await session.setEdits({ ...NO_EDITS, registry: registered });
    expect((await models()).toSorted()).toEqual(['taxi v1', null].toSorted());
    expect(await models("models LIKE 'taxi%'")).toEqual(['taxi v1']);
    expect((await session.run(toRunKey('a')))?.versions).toMatchObject([{ model: 'taxi', number: 1 }]);
    expect((await session.run(toRunKey('b')))?.versions).toEqual([]);
  });

  test('goes with a version that is deleted', async () => {
    await importFacts([{}]);
    await session.open(workspace);
    await session.setEdits({ ...NO_EDITS, registry: registered });
    await session.setEdits({
      ...NO_EDITS,
      registry: [...registered, made(3, { kind: 'deleted', to: true })],
    });
    expect(await models()).toEqual([null]);
    expect((await session.run(toRunKey('a')))?.versions).toEqual([]);
  });
});

test('events of the registry that were told before need not be told again', async () => {
  await importFacts([{ key: toRunKey('a') }]);
  await session.open(workspace);
  const made = { id: toRegistryEventId('0'.repeat(16)), order: 1, atMs: 1, why: '', client: 1 };
  const event = { ...made, model: 'taxi', version: null, act: { kind: 'make-model' as const } };
  await session.setEdits({ ...NO_EDITS, registry: [event] });
  await session.setEdits({ ...NO_EDITS, stages: ['Canary'], registry: null });
  expect((await session.registry(null)).models.map(({ name }) => name)).toEqual(['taxi']);
});
