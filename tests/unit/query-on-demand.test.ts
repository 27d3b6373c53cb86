import { beforeEach, expect, test } from 'vitest';
import { NO_EDITS } from '../../src/domain/edits.ts';
import { toWorkspaceId, type WorkspaceId } from '../../src/domain/ids.ts';
import type { QueryApi, WorkspaceEdits } from '../../src/rpc/query-api.ts';
import { makeQueryOnDemand, type QueryOnDemand } from '../../src/rpc/query-on-demand.ts';
import { ALL_RUNS_QUERY } from '../support/questions.ts';

const EMPTY = toWorkspaceId('empty');
const FULL = toWorkspaceId('full');
const EDITS: WorkspaceEdits = NO_EDITS;
const QUERY = {
  ...ALL_RUNS_QUERY,
  experiments: 'all',
  sort: [],
  lifecycle: 'active',
  tree: true,
  folded: [],
  filter: '',
} as const;

/** What the worker was asked, and when an answer of it was there. */
const heard: string[] = [];
const withFacts = new Set<WorkspaceId>();
let starts: number;
let failsToOpen: boolean;
let query: QueryOnDemand;

function startFake(): QueryApi {
  starts += 1;
  const answers: Partial<QueryApi> = {
    open: async (workspace) => {
      heard.push(`open ${workspace}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (failsToOpen) throw new Error('no storage');
      heard.push(`opened ${workspace}`);
      return { runCount: 3, problemsAtLoad: 0 };
    },
    setEdits: async () => void heard.push('edits'),
    experiments: async () => (heard.push('experiments'), []),
    table: async () => {
      heard.push('table');
      return {
        table: 1,
        rowCount: 0,
        matchCount: 0,
        totalCount: 0,
        deletedCount: 0,
        archivedCount: 0,
        groupCount: 0,
        filter: '',
        mistake: null,
        columns: [],
      };
    },
  };
  return answers as QueryApi;
}

beforeEach(() => {
  heard.length = 0;
  withFacts.clear();
  withFacts.add(FULL);
  starts = 0;
  failsToOpen = false;
  query = makeQueryOnDemand(startFake, async (workspace) => withFacts.has(workspace));
});

test('an empty workspace opens and says that it is empty without a worker', async () => {
  await query.startFor(EMPTY);
  await query.api.setEdits(EDITS);
  expect(await query.api.open(EMPTY)).toEqual({ runCount: 0, problemsAtLoad: 0 });
  expect(await query.api.experiments()).toEqual([]);
  expect(starts).toBe(0);
});

test('a worker that starts late hears of the edits and the workspace before the question', async () => {
  await query.api.setEdits(EDITS);
  await query.api.open(EMPTY);
  await Promise.all([query.api.table(QUERY), query.api.table(QUERY)]);
  expect(heard).toEqual(['edits', 'open empty', 'opened empty', 'table', 'table']);
  expect(starts).toBe(1);
});

test('a workspace with facts has its worker started before it is opened', async () => {
  await query.startFor(FULL);
  expect(starts).toBe(1);
  await query.api.setEdits(EDITS);
  expect(await query.api.open(FULL)).toEqual({ runCount: 3, problemsAtLoad: 0 });
  await query.api.experiments();
  expect(heard).toEqual(['edits', 'open full', 'opened full', 'experiments']);
});

test('the first import is answered for by the worker', async () => {
  await query.api.open(EMPTY);
  query.start();
  withFacts.add(EMPTY);
  expect((await query.api.open(EMPTY)).runCount).toBe(3);
  expect(starts).toBe(1);
});

test('a question during the look into the storage loses neither', async () => {
  const opened = query.api.open(FULL);
  const asked = query.api.table(QUERY);
  expect((await opened).runCount).toBe(3);
  expect((await asked).table).toBe(1);
  expect(starts).toBe(1);
});

test('storage that failed once does not fail every later workspace', async () => {
  await query.api.open(EMPTY);
  failsToOpen = true;
  await expect(query.api.table(QUERY)).rejects.toThrow('no storage');
  failsToOpen = false;
  await query.api.open(FULL);
  expect((await query.api.table(QUERY)).table).toBe(1);
});
