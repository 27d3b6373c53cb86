import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toHash, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import type { CachedView } from '../../src/storage/view-cache.ts';
import { WorkspaceDb } from '../../src/storage/workspace-db.ts';
import { QuerySession } from '../../workers/query/session.ts';
import { seedWorkspace } from '../perf/seed-runs.ts';
import { ALL_RUNS_QUERY } from '../support/questions.ts';

const RUNS = 1200;
const SHAPE = { runs: RUNS, experiments: 3 };
const COLUMNS = ['name', 'metrics.loss', 'params.param_03', 'tags.tag_own', 'experiment', 'started'];

let workspace = toWorkspaceId('');
let store: FactStore;

beforeEach(async () => {
  workspace = toWorkspaceId(crypto.randomUUID());
  store = new FactStore(workspace);
  await seedWorkspace(workspace, SHAPE);
});
afterEach(() => store.close());

async function readTable() {
  const session = new QuerySession();
  const { runCount } = await session.open(workspace);
  const { table, columns } = await session.table({ ...ALL_RUNS_QUERY, filter: 'min(metrics.loss) < 0.4' });
  const rows = await session.rows(table, 0, runCount, COLUMNS);
  await session.settled;
  return { runCount, columns, rows };
}

async function packsOfRuns() {
  const hashes = (await store.listImports()).flatMap((row) => row.packs);
  return (await store.loadPackIndexes(hashes)).filter((pack) => pack.holds === 'runs');
}

test('what was kept of the packs gives the same table as the packs', async () => {
  const first = await readTable();
  const hashes = (await packsOfRuns()).map((pack) => pack.hash);
  expect(await store.views.load(hashes)).not.toContain(undefined);
  expect(await readTable()).toEqual(first);
  expect(first.runCount).toBe(RUNS);
});

test.each([
  ['of another form', { form: 0 }],
  ['of too few runs', { count: 7 }],
])('what was kept %s is made anew', async (_, change) => {
  const first = await readTable();
  const hashes = (await packsOfRuns()).map((pack) => pack.hash);
  const views = await store.views.load(hashes);
  const broken = views.map((view, at) => ({
    hash: hashes[at],
    view: { ...(view as object), ...change, names: [] },
  }));
  await store.views.keep(broken as CachedView[]);
  expect(await readTable()).toEqual(first);
});

test('on a full disk what was kept before is still found', async () => {
  await readTable();
  const hashes = (await packsOfRuns()).map((pack) => pack.hash);
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('No space', 'QuotaExceededError');
  });
  expect(await store.views.keep([{ hash: toHash('f'.repeat(64)), view: {} }])).toBe(false);
  full.mockRestore();
  expect(await store.views.load(hashes)).not.toContain(undefined);
});

test('runs whose pack is not here are not shown, though their block was kept', async () => {
  await readTable();
  const [lost] = await packsOfRuns();
  const db = new WorkspaceDb(workspace);
  if (lost) await db.chunks.delete(lost.hash);
  db.close();
  expect((await readTable()).runCount).toBe(RUNS - 500);
});
