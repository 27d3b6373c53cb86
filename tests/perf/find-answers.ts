import { NO_EDITS, type RunEdits } from '../../src/domain/edits.ts';
import type { RunKey } from '../../src/domain/ids.ts';
import type { TableQuery } from '../../src/rpc/query-api.ts';
import { FIRST_WORKSPACE } from '../../src/storage/home-db.ts';
import { QuerySession } from '../../workers/query/session.ts';
import { ALL_RUNS_QUERY } from '../support/questions.ts';
import { seedWorkspace } from './seed-runs.ts';
import { seededRun } from './seeded-run.ts';

/** Times in milliseconds by what was asked, in the order of asking. */
export type FindTimes = Readonly<Record<string, readonly number[]>>;

const SHOWN = [
  'name',
  'metrics.loss',
  'metrics.val/metric_3',
  'params.param_00',
  'params.param_03',
  'tags.tag_own',
];
const NEWEST = [{ column: 'started', descending: true }];
const FIRST_ROWS = 64;

/** Questions in two forms each, so that no answer is one that was kept. */
const QUESTIONS: Readonly<Record<string, (turn: number) => Partial<TableQuery>>> = {
  'filter: metrics.loss < x': (turn) => ({ filter: `metrics.loss < 0.${turn + 3}` }),
  'filter: min(metrics…) and a parameter': (turn) => ({
    filter: `min(metrics.\`val/metric_3\`) < 0.${turn + 3} AND params.param_00 = 'adam'`,
  }),
  'filter: own texts LIKE': (turn) => ({ filter: `tags.tag_own LIKE '%number ${turn}7%'` }),
  'filter: OR': (turn) => ({ filter: `params.param_01 = '${turn}' OR metrics.loss > 0.9${turn}` }),
  'filter: words': (turn) => ({ filter: `sgd ${turn}9` }),
  'sort: a metric': (turn) => ({
    sort: [{ column: `metrics.val/metric_${turn + 1}`, descending: turn % 2 === 0 }],
  }),
  'sort: own texts': (turn) => ({ sort: [{ column: 'tags.tag_own', descending: turn % 2 === 0 }] }),
  'sort: two keys': (turn) => ({
    sort: [
      { column: 'params.param_00', descending: turn % 2 === 0 },
      { column: `metrics.val/metric_${turn + 10}`, descending: true },
    ],
  }),
  'group: 10 groups': (turn) => ({ groupBy: ['params.param_01'], foldedGroups: [`${turn}`] }),
  'group: 1,000 groups': (turn) => ({ groupBy: ['params.param_02'], foldedGroups: [`${turn}`] }),
};

/** How long the query worker takes over the first workspace, without the way there. Runs in a worker. */
export async function timeFind(repeats: number): Promise<FindTimes> {
  const times: Record<string, number[]> = {};
  const time = async <T>(what: string, ask: () => Promise<T>): Promise<T> => {
    const startedMs = performance.now();
    const answer = await ask();
    const list = times[what] ?? [];
    times[what] = list;
    list.push(performance.now() - startedMs);
    return answer;
  };
  const cold = new QuerySession();
  await time('load: from records', () => cold.open(FIRST_WORKSPACE));
  // What was read is kept after the table is there, a little at a time.
  await cold.settled;
  for (let turn = 0; turn < LOADS; turn++)
    await time('load: again', () => new QuerySession().open(FIRST_WORKSPACE));
  const session = new QuerySession();
  const { runCount } = await session.open(FIRST_WORKSPACE);
  const answer = async (part: Partial<TableQuery>) => {
    const { table } = await session.table({ ...ALL_RUNS_QUERY, tree: true, sort: NEWEST, ...part });
    await session.rows(table, 0, FIRST_ROWS, SHOWN);
    return table;
  };
  await time('first table', () => answer({}));
  for (const [what, question] of Object.entries(QUESTIONS)) {
    await time(`${what}, first`, () => answer(question(0)));
    for (let turn = 1; turn <= repeats; turn++) await time(what, () => answer(question(turn)));
  }
  for (let turn = 0; turn < repeats; turn++) {
    await time('a run starred', async () => {
      await session.setEdits(starred(turn + 1));
      await answer({});
    });
    await time('list of experiments', () => session.experiments());
    await time('keys of all runs', async () => session.keys(await answer({})));
    await time('nothing new', () => session.open(FIRST_WORKSPACE));
    await seedWorkspace(FIRST_WORKSPACE, { runs: 1, experiments: 1 }, runCount + turn);
    await time('one new run', () => session.open(FIRST_WORKSPACE));
  }
  for (let turn = 0; turn < repeats; turn++) {
    times['plain: filter of as many numbers'] = [
      ...(times['plain: filter of as many numbers'] ?? []),
      plainFilter(runCount),
    ];
    times['plain: sort of as many numbers'] = [
      ...(times['plain: sort of as many numbers'] ?? []),
      plainSort(runCount),
    ];
  }
  return times;
}

const LOADS = 3;

function starred(runs: number): typeof NO_EDITS {
  const edits = new Map<RunKey, RunEdits>();
  for (let at = 0; at < runs; at++) edits.set(seededRun(at), { starred: true });
  return { ...NO_EDITS, runs: edits };
}

/** The clock tells tenths of a millisecond: a pass over a thousand numbers takes less. */
const PASSES = 20;

/** The least that a filter can do: one pass, one row number out for each value that passes. */
function plainFilter(count: number): number {
  const values = randomNumbers(count);
  const rows = new Uint32Array(count);
  let found = 0;
  const startedMs = performance.now();
  for (let pass = 0; pass < PASSES; pass++) {
    let length = 0;
    for (let row = 0; row < count; row++) if (values[row]! < 0.5) rows[length++] = row;
    found += rows.slice(0, length).length;
  }
  const ms = (performance.now() - startedMs) / PASSES;
  if (found === 0) throw new Error('Random numbers are not random');
  return ms;
}

/** Row numbers sorted by a comparison of their values. */
function plainSort(count: number): number {
  const values = randomNumbers(count);
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const startedMs = performance.now();
  rows.sort((a, b) => values[a]! - values[b]!);
  return performance.now() - startedMs;
}

function randomNumbers(count: number): Float64Array {
  return Float64Array.from({ length: count }, Math.random);
}
