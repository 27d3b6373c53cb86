import { describe, expect, test } from 'vitest';
import { NO_EDITS, type RunEdits, type WorkspaceEdits } from '../../../src/domain/edits.ts';
import { toExperimentKey, toRunKey } from '../../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../../src/domain/records.ts';
import { EditedTable } from '../../../workers/query/edited-table.ts';
import { listExperiments } from '../../../workers/query/experiment-list.ts';
import { listValues } from '../../../workers/query/filter/list-values.ts';
import { makeRunTable } from '../../support/run-table.ts';
import { makeTableAsker } from '../../support/table-asker.ts';

const TAXI = toExperimentKey('taxi');
const IRIS = toExperimentKey('iris');
const MINE = toExperimentKey('mine');
const TABLE = `
  run a one FINISHED 4000 9000 ana
  experiment taxi
  param lr 0.1
  metric loss 3 1 2
  metric speed 5 9 7
  run b two FAILED 3000 5000 bo
  experiment taxi
  param lr auto
  metric loss 5 4
  run c ten FINISHED 2000 2500 bo
  experiment iris
  parent a
  tag team red
  deleted
  run d four RUNNING - - -
  experiment iris
  parent a
`;

function edited(
  runs: Readonly<Record<string, RunEdits>>,
  others: Partial<WorkspaceEdits> = {},
): WorkspaceEdits {
  const byRun = new Map(Object.entries(runs).map(([key, edits]) => [toRunKey(key), edits]));
  return { ...NO_EDITS, ...others, runs: byRun };
}
const askerOf = (edits: WorkspaceEdits = NO_EDITS, nowMs = 0) =>
  makeTableAsker(makeRunTable(TABLE, edits), () => nowMs);
const by = (column: string, descending = false) => ({ sort: [{ column, descending }] });

describe('runs in scope', () => {
  const edits = edited(
    { a: { archived: true }, b: { home: MINE, alsoIn: [IRIS] }, c: { deleted: false } },
    { experiments: new Map([[MINE, { name: 'my runs', made: true }]]) },
  );

  test('are those of the experiments they were moved to or are listed in as well', async () => {
    const asker = askerOf(edits);
    expect(await asker.list({ experiments: [TAXI] })).toEqual([]);
    expect(await asker.list({ experiments: [MINE] })).toEqual(['two']);
    expect(await asker.list({ experiments: [IRIS], ...by('name') })).toEqual(['four', 'ten', 'two']);
    expect(await asker.list({ experiments: [IRIS, MINE], ...by('experiment') })).toEqual([
      'ten',
      'four',
      'two',
    ]);
  });

  test('leave out archived runs until they are asked for, and count them', async () => {
    const asker = askerOf(edits);
    const { summary } = await asker.ask({ experiments: [TAXI] });
    expect(summary).toMatchObject({ totalCount: 0, archivedCount: 1, deletedCount: 0 });
    const { rows } = await asker.ask({ experiments: [TAXI], archived: true });
    expect(rows).toMatchObject([{ name: 'one', archived: true, starred: false }]);
  });

  test('have colours that follow one another in an experiment and begin elsewhere in another', async () => {
    const { rows } = await askerOf().ask({ experiments: [TAXI, IRIS], ...by('name') });
    const colours = new Map(rows.map((row) => (row.kind === 'run' ? [row.name, row.colour] : ['', 0])));
    expect((colours.get('one')! - colours.get('two')! + 20) % 20).toBe(1);
    expect(colours.get('four')).not.toBe(colours.get('two'));
  });

  test('are the ones that are named, whatever their experiment', async () => {
    const runs = [toRunKey('d'), toRunKey('b'), toRunKey('nowhere')];
    expect(await askerOf(edits).list({ runs, experiments: [TAXI], ...by('name') })).toEqual(['four', 'two']);
  });

  test('are counted once for each experiment that lists them', () => {
    const record = (key: typeof TAXI, name: string): ExperimentRecord => ({
      ...{ kind: 'experiment', key, id: '1', name, lifecycle: 'active', createdMs: null },
      ...{ updatedMs: null, artifactLocation: '', tags: [] },
    });
    const table = makeRunTable(TABLE, edits);
    const imported = new Map([
      [TAXI, record(TAXI, 'taxi')],
      [IRIS, record(IRIS, 'iris')],
    ]);
    expect(
      listExperiments(table, imported).map(({ record: { name }, ...counts }) => ({ name, ...counts })),
    ).toEqual([
      { name: 'taxi', activeRuns: 0, deletedRuns: 0, archivedRuns: 1, lastRunMs: 4000 },
      { name: 'iris', activeRuns: 3, deletedRuns: 0, archivedRuns: 0, lastRunMs: 3000 },
      { name: 'my runs', activeRuns: 1, deletedRuns: 0, archivedRuns: 0, lastRunMs: 3000 },
    ]);
  });

  test('are deleted with their experiment, unless another lists them or a person says otherwise', async () => {
    const experiments = new Map([[TAXI, { deleted: true }]]);
    const others = { b: { alsoIn: [IRIS] } };
    const asker = askerOf(edited(others, { experiments }));
    const { summary } = await asker.ask({});
    expect(summary).toMatchObject({ totalCount: 2, deletedCount: 2 });
    expect(await asker.list({ ...by('name') })).toEqual(['four', 'two']);
    expect(
      await asker.list({ lifecycle: 'all', filter: "lifecycle_stage = 'deleted'", ...by('name') }),
    ).toEqual(['one', 'ten']);
    const restored = askerOf(edited({ ...others, a: { deleted: false } }, { experiments }));
    expect(await restored.list({ ...by('name') })).toEqual(['four', 'one', 'two']);
    const moved = askerOf(edited({ a: { home: IRIS }, d: { home: TAXI } }, { experiments }));
    expect(await moved.list({ ...by('name') })).toEqual(['one']);
    expect(await moved.list({ lifecycle: 'all', filter: "lifecycle_stage != 'deleted'" })).toEqual(['one']);
  });

  test('come back with an experiment that their source had deleted', () => {
    const record = { id: '1', name: 'iris', lifecycle: 'deleted' } as const;
    const table = makeRunTable(TABLE, { ...NO_EDITS, experiments: new Map([[IRIS, { deleted: false }]]) });
    expect([...table.flags.deleted]).toEqual([0, 0, 1, 0]);
    const { facts, edits: restored } = table;
    facts.experimentRecords = new Map([[IRIS, record]]);
    expect([...new EditedTable(facts, restored).flags.deleted]).toEqual([0, 0, 0, 0]);
    const byHand = { ...restored, runs: edited({ c: { deleted: true } }).runs };
    expect([...new EditedTable(facts, byHand).flags.deleted]).toEqual([0, 0, 1, 0]);
  });

  test('keep an experiment that is deleted in the list of them', () => {
    const experiments = new Map([[MINE, { name: 'my runs', made: true, deleted: true }]]);
    const table = makeRunTable(TABLE, { ...edits, experiments });
    expect(listExperiments(table, new Map())).toMatchObject([
      { record: { key: MINE, lifecycle: 'deleted' }, activeRuns: 1 },
    ]);
  });

  test('leave an experiment of which only the name is known when they turn out to be elsewhere', () => {
    const record = (key: string, more: Partial<ExperimentRecord>): ExperimentRecord => ({
      ...{ kind: 'experiment', key: toExperimentKey(key), id: '', name: key, lifecycle: 'active' },
      ...{ createdMs: null, updatedMs: null, artifactLocation: '', tags: [], ...more },
    });
    const names = (table: EditedTable, ...imported: readonly ExperimentRecord[]): readonly string[] =>
      listExperiments(table, new Map(imported.map((one) => [one.key, one]))).map(
        ({ record: { key } }) => key,
      );
    const empty = [record('left', {}), record('0', { id: '0' }), record('study', { id: '7' })];
    const others = [record('tagged', { tags: [['team', 'a']] }), record('taxi', {}), record('iris', {})];
    const shown = ['study', 'tagged', 'taxi', 'iris'];
    expect(names(makeRunTable(TABLE, NO_EDITS), ...empty, ...others)).toEqual(shown);
    // A person who moves all runs elsewhere still finds it.
    const moved = edited({ a: { home: IRIS }, b: { home: IRIS } });
    expect(names(makeRunTable(TABLE, moved), ...empty, ...others)).toEqual(shown);
  });

  test('are found by the names of all their experiments', async () => {
    const experiments = new Map([
      [MINE, { name: 'my runs', made: true }],
      [IRIS, { name: 'flowers' }],
    ]);
    const asker = askerOf({ ...edits, experiments });
    expect(await asker.list({ filter: "experiment = 'flowers'", ...by('name') })).toEqual([
      'four',
      'ten',
      'two',
    ]);
    expect(await asker.list({ filter: "experiment_id = 'mine'" })).toEqual(['two']);
    expect(await asker.list({ filter: "experiment = 'my runs'" })).toEqual(['two']);
  });

  test('began within a time, now or then', async () => {
    const asker = askerOf(NO_EDITS, 5000);
    expect(await asker.list({ started: { lastMs: 2000 } })).toEqual(['one', 'two']);
    expect(await asker.list({ started: { fromMs: null, toMs: 3000 } })).toEqual(['two']);
    expect(await asker.list({ started: { fromMs: 3500, toMs: null } })).toEqual(['one']);
    const { summary } = await asker.ask({ started: { lastMs: 1 } });
    expect(summary).toMatchObject({ matchCount: 0, totalCount: 3 });
  });
});

describe('cells', () => {
  const columns = (...ids: string[]) => ids;
  const cellsOf = async (edits: WorkspaceEdits, ids: readonly string[]) => {
    const { rows } = await askerOf(edits).ask({ runs: [toRunKey('a')], lifecycle: 'all' }, ids);
    return rows[0]?.cells;
  };

  test('of a metric are its last, first, smallest, largest, mean and best value', async () => {
    const stats = ['metrics.loss', 'first(metrics.loss)', 'min(metrics.loss)', 'max(metrics.loss)'];
    expect(await cellsOf(NO_EDITS, [...stats, 'mean(metrics.loss)', 'best(metrics.loss)'])).toEqual([
      ...[2, 3, 1, 3],
      ...[2, 1],
    ]);
  });

  test('of the best follow the direction that people gave', async () => {
    const directions = new Map([
      ['loss', 'higher'],
      ['speed', 'lower'],
    ] as const);
    const ids = columns('best(metrics.loss)', 'best(metrics.speed)');
    expect(await cellsOf(NO_EDITS, ids)).toEqual([1, null]);
    expect(await cellsOf({ ...NO_EDITS, directions }, ids)).toEqual([3, 5]);
    const asker = askerOf({ ...NO_EDITS, directions });
    expect(await asker.list(by('best(metrics.loss)', true))).toEqual(['two', 'one', 'four']);
    expect(await asker.list({ filter: 'best(metrics.speed) = 5' })).toEqual(['one']);
    const { summary } = await asker.ask({});
    expect(summary.columns.filter(({ kind }) => kind === 'metric')).toMatchObject([
      { key: 'loss', direction: 'higher' },
      { key: 'speed', direction: 'lower' },
    ]);
  });

  test('of attributes are as people edited them', async () => {
    const edits = edited({ a: { starred: true, note: 'good', name: 'renamed', home: IRIS } });
    const ids = columns(
      'name',
      'ended',
      'duration',
      'experiment',
      'note',
      'starred',
      'archived',
      'run',
      'parent',
    );
    expect(await cellsOf(edits, ids)).toEqual([
      ...['renamed', 9000, 5000, 'iris', 'good', 'true', 'false', 'a', null],
    ]);
    expect(await cellsOf(edited({ a: { note: '' } }), ['note', 'nonsense'])).toEqual([null, null]);
  });
});

describe('order', () => {
  test('has numbers before words and what is missing last, either way', async () => {
    expect(await askerOf().list(by('params.lr'))).toEqual(['one', 'two', 'four']);
    expect(await askerOf().list(by('params.lr', true))).toEqual(['two', 'one', 'four']);
    expect(await askerOf().list(by('started'))).toEqual(['two', 'one', 'four']);
  });

  test('goes by further keys where the first ones tie, then newest first', async () => {
    const sort = [
      { column: 'parent', descending: false },
      { column: 'user', descending: true },
    ];
    expect(await askerOf().list({ lifecycle: 'all', sort })).toEqual(['ten', 'four', 'two', 'one']);
    expect(await askerOf().list({ lifecycle: 'all' })).toEqual(['one', 'two', 'ten', 'four']);
  });

  test('is as edited', async () => {
    const edits = edited({
      a: { name: 'zebra', tags: { team: 'blue' } },
      b: { name: 'Ant', starred: true, tags: { team: null } },
      d: { tags: { team: 'a2' } },
    });
    expect(await askerOf(edits).list(by('name'))).toEqual(['Ant', 'four', 'zebra']);
    expect(await askerOf(edits).list(by('tags.team'))).toEqual(['four', 'zebra', 'Ant']);
    expect(await askerOf(edits).list(by('starred', true))).toEqual(['Ant', 'zebra', 'four']);
  });

  test('nests runs under their parents', async () => {
    const asker = askerOf();
    expect(await asker.list({ tree: true, lifecycle: 'all', ...by('name') })).toEqual([
      ...['one', '  four', '  ten', 'two'],
    ]);
    const { rows, summary } = await asker.ask({ tree: true, lifecycle: 'all', folded: [toRunKey('a')] });
    expect(rows).toMatchObject([
      { name: 'one', childCount: 2, folded: true },
      { name: 'two', childCount: 0 },
    ]);
    expect(summary).toMatchObject({ rowCount: 2, matchCount: 4 });
  });
});

test('values of a field leave out archived runs unless they are asked for', () => {
  const table = makeRunTable(TABLE, edited({ b: { archived: true } }));
  const values = (archived: boolean) =>
    listValues(table, {
      ...{ experiments: 'all', lifecycle: 'active', typed: '', limit: 9 },
      archived,
      field: { kind: 'attribute', name: 'status' },
    }).map(({ value }) => value);
  expect(values(false)).toEqual(['FINISHED', 'RUNNING']);
  expect(values(true)).toEqual(['FAILED', 'FINISHED', 'RUNNING']);
});

describe('an edit of one run', () => {
  test('changes the description of what was edited and nothing else', async () => {
    const asker = askerOf();
    const { facts } = makeRunTable(TABLE);
    asker.edit(new EditedTable(facts));
    const before = (await asker.ask({})).summary.columns;
    asker.edit(new EditedTable(facts, edited({ a: { tags: { team: '7' } } })));
    const after = (await asker.ask({})).summary.columns;
    expect(after.filter(({ kind }) => kind !== 'tag')).toEqual(before.filter(({ kind }) => kind !== 'tag'));
    expect(after.filter(({ kind }) => kind === 'tag')).toMatchObject([
      { key: 'team', filled: 1, numeric: true },
    ]);
    asker.edit(new EditedTable(facts, edited({ a: { deleted: true } })));
    const fewer = (await asker.ask({})).summary.columns;
    expect(fewer.find(({ id }) => id === 'metrics.loss')).toMatchObject({
      filled: 1,
      range: { min: 4, max: 4 },
    });
  });
});

test('of a thousand columns that were looked at only the last ones are held ready', () => {
  const table = makeRunTable(TABLE, edited({ a: { tags: { t0: 'x' } } }));
  const first = table.index('tags.t0');
  expect(table.index('tags.t0')).toBe(first);
  for (let i = 1; i < 1000; i++) table.index(`tags.t${i}`);
  expect(table.index('tags.t0')).not.toBe(first);
  expect(table.index('tags.t0')).toEqual(first);
});

test('groups have their cells in more columns than are held ready', async () => {
  const columns = [
    'metrics.loss',
    ...Array.from({ length: 60 }, (_, i) => `tags.t${i}`),
    'max(metrics.loss)',
  ];
  const { rows } = await askerOf().ask({ groupBy: ['status'], sort: [] }, columns);
  const cells = rows.flatMap((row) => (row.kind === 'group' ? [[row.cells[0], row.cells.at(-1)]] : []));
  expect(cells).toContainEqual([expect.objectContaining({ mean: 4 }), expect.objectContaining({ mean: 5 })]);
});
