import { NO_EDITS, type RunEdits } from '../../src/domain/edits.ts';
import { toExperimentKey, toRunKey } from '../../src/domain/ids.ts';
import type { TableQuery } from '../../src/rpc/query-api.ts';
import { AtBestLoader } from '../../workers/query/at-best.ts';
import { EditedTable } from '../../workers/query/edited-table.ts';
import { listExperiments } from '../../workers/query/experiment-list.ts';
import { TableQuestions } from '../../workers/query/table-questions.ts';
import { makeBigTable } from '../support/big-table.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { ALL_RUNS_QUERY } from '../support/questions.ts';

const REPEATS = 7;
const COLUMNS = [
  'name',
  'started',
  'metrics.loss_0',
  'min(metrics.acc_1)',
  'metrics.loss_2',
  'metrics.acc_3',
];
const WINDOW = [...COLUMNS, 'params.lr', 'params.param_5', 'params.param_6', 'tags.tag_3'];
const by = (...columns: string[]): Partial<TableQuery> => ({
  sort: columns.map((column) => ({ column, descending: false })),
});

type Question = readonly [what: string, query: Partial<TableQuery>];
const QUESTIONS: readonly Question[] = [
  ['sort: started', { sort: [{ column: 'started', descending: true }] }],
  ['sort: a metric', by('metrics.loss_0')],
  ['sort: a parameter of numbers', by('params.lr')],
  ['sort: a parameter of few texts', by('params.param_5')],
  ['sort: name', by('name')],
  ['sort: three keys', by('params.group10', 'tags.tag_3', 'metrics.acc_1')],
  ['filter: metrics.loss_0 < 0', { filter: 'metrics.loss_0 < 0' }],
  ['filter: params.lr > 0.05', { filter: 'params.lr > 0.05' }],
  ["filter: params.group10 = '3'", { filter: "params.group10 = '3'" }],
  ['filter: a word', { filter: 'family-99' }],
  ['filter and sort by name', { ...by('name'), filter: 'metrics.loss_0 < 0' }],
  ['one experiment of five', { experiments: [toExperimentKey('experiment-1')] }],
  ['10 groups', { ...by('metrics.loss_0'), groupBy: ['params.group10'] }],
  ['1,000 groups', { ...by('metrics.loss_0'), groupBy: ['params.group1000'] }],
  [
    '10 × 20 groups, median',
    { ...by('metrics.acc_1'), groupBy: ['params.group10', 'user'], aggregate: 'median' },
  ],
];

/** Prints how long the query worker takes for a table and its first window, in processor time; `first` is with nothing kept. */
export async function measure(runs: number): Promise<void> {
  const facts = makeBigTable(runs);
  console.log(`sorting a million numbers, to compare machines: ${timeYardstick().toFixed(1)} ms`);
  let table = new EditedTable(facts);
  const questions = () =>
    new TableQuestions({ table: () => table, reader: () => null, atBest: new AtBestLoader() });
  let asking = questions();
  const ask = async (query: Partial<TableQuery>) => {
    const startedMs = cpuMs();
    const summary = await asking.ask({ ...ALL_RUNS_QUERY, tree: true, ...query });
    const askedMs = cpuMs();
    await asking.rows(summary.table, 0, 40, WINDOW);
    return { summary: askedMs - startedMs, window: cpuMs() - askedMs };
  };
  print('the very first table', [await ask(by('metrics.acc_5'))]);
  const steps = facts.indexes.idleSteps().map((step) => {
    const startedMs = cpuMs();
    step();
    return `${(cpuMs() - startedMs).toFixed(1)} ms`;
  });
  console.log(`steps between questions: ${steps.join(', ')}`);
  for (const [what, query] of QUESTIONS) {
    const times = [];
    for (let i = 0; i < REPEATS; i++) {
      await ask(by('user'));
      times.push(await ask(query));
    }
    print(what, times);
  }
  const edit = (edits: RunEdits) => {
    table = new EditedTable(facts, { ...NO_EDITS, runs: new Map([[toRunKey(facts.keys[5]!), edits]]) });
  };
  for (const [what, edits] of [
    ['edit: rename', { name: 'renamed' }],
    ['edit: tag', { tags: { tag_3: 'new' } }],
    ['edit: archive', { archived: true }],
    ['edit: move', { home: toExperimentKey('experiment-2') }],
  ] as const) {
    const times = [];
    for (let i = 0; i < REPEATS; i++) {
      edit({});
      await ask(by('name', 'tags.tag_3'));
      edit(edits);
      times.push(await ask(by('name', 'tags.tag_3')));
    }
    print(what, times);
  }
  const tags = { tag_3: 'the same' };
  table = new EditedTable(facts, { ...NO_EDITS, runs: new Map(facts.keys.map((run) => [run, { tags }])) });
  print('every run tagged: sort', [await ask(by('name', 'tags.tag_3'))]);
  for (const filter of ["tags.tag_3 = 'the same'", 'metrics.loss_0 < 0', 'family-99'])
    print(`every run tagged: ${filter}`, [
      await ask({ filter }),
      await ask({ filter }),
      await ask({ filter }),
    ]);
  edit({ starred: true });
  const fromMs = cpuMs();
  listExperiments(table, new Map());
  console.log(`experiments: ${(cpuMs() - fromMs).toFixed(1)} ms`);
  asking = questions();
  print('the first table of a new session over the same facts', [await ask(by('metrics.acc_5'))]);
}

function timeYardstick(): number {
  const numbers = Float64Array.from({ length: 1_000_000 }, (_, i) => (i * 7919) % 1_000_003);
  const startedMs = cpuMs();
  numbers.sort();
  return cpuMs() - startedMs;
}

function print(what: string, times: readonly { readonly summary: number; readonly window: number }[]): void {
  const figure = (ms: number) => `${ms.toFixed(1)} ms`;
  const [first, ...later] = times;
  const middle = [...later].sort((a, b) => a.summary - b.summary)[later.length >> 1];
  const then = middle ? `, then ${figure(middle.summary)} and ${figure(middle.window)}` : '';
  console.log(`${what}: table ${figure(first!.summary)}, first rows ${figure(first!.window)}${then}`);
}
