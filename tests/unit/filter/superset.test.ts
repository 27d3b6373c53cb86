import { describe, expect, test } from 'vitest';
import type { WorkspaceEdits } from '../../../src/domain/edits.ts';
import { NO_EDITS } from '../../../src/domain/edits.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { toRunKey } from '../../../src/domain/ids.ts';
import { metricDirection } from '../../../src/domain/metric-direction.ts';
import type { TableQuery } from '../../../src/rpc/query-api.ts';
import { ActiveFilter } from '../../../workers/query/filter/active-filter.ts';
import { listValues } from '../../../workers/query/filter/list-values.ts';
import { markRuns } from '../../../workers/query/filter/mark-runs.ts';
import { makeRunTable } from '../../support/run-table.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const RUNS = `
run a1 quick FINISHED ${Date.UTC(2026, 0, 31, 10)} ${Date.UTC(2026, 0, 31, 10, 5)} ana
  source train.py
  param lr 0.1
  param layers 10
  param cap inf
  param stop nan
  metric loss 0.9 0.2 0.4
  metric val/acc 0.5 0.8 0.7
  metric odd nan 1
  tag team red
  tag mlflow.note.content "kept for the paper"
run b2 slow FAILED ${Date.UTC(2026, 0, 30, 23)} ${Date.UTC(2026, 0, 31, 1)} bob
  param lr 0.01
  param layers 9
  metric loss 0.3 0.3
  metric odd 2 nan
  dataset trips v1 training
  dataset iris v2 -
run c3 left RUNNING ${Date.UTC(2025, 11, 1)} - -
  param lr auto
  tag team blue
  parent a1
`;

function find(filter: string, edits?: WorkspaceEdits): string {
  const table = makeRunTable(RUNS, edits);
  const { expression, mistake } = parseFilter(filter, NOW_MS);
  if (!expression) return `!${mistake?.code}`;
  const marks = markRuns(table, expression);
  return table.facts.keys.filter((_, row) => marks[row] === 1).join(' ');
}

describe('what Cairn adds to MLflow’s language', () => {
  test.each([
    // Logic: AND binds closer than OR, a missing AND is one.
    ["params.lr = '0.1' OR params.lr = '0.01' AND status = 'RUNNING'", 'a1'],
    ["(params.lr = '0.1' OR params.lr = '0.01') AND status = 'FAILED'", 'b2'],
    ['NOT NOT status = FAILED', 'b2'],
    // A run without the field is left out by !=, and let in by NOT.
    ["tags.team != 'red'", 'c3'],
    ["NOT tags.team = 'red'", 'b2 c3'],
    ["tags.team IS NULL or tags.team = 'red'", 'a1 b2'],
    // Numbers in parameters; 10 is more than 9.
    ['params.layers > 9', 'a1'],
    ['params.layers BETWEEN 9 AND 10', 'a1 b2'],
    ['params.layers NOT BETWEEN 9.5 AND 20', 'b2'],
    ['params.lr != 0.1', 'b2 c3'],
    ['params.lr IN (0.1, auto)', 'a1 c3'],
    ['params.cap > 1e300', 'a1'],
    ['params.stop IS NAN', 'a1'],
    // Summaries.
    ['min(metrics.loss) < 0.25', 'a1'],
    ['max(metrics.loss) > 0.5', 'a1'],
    ['first(metrics.loss) = 0.9', 'a1'],
    ['mean(metrics.loss) = 0.5', 'a1'],
    ['avg(metrics.loss) >= 0.3', 'a1 b2'],
    ['best(metrics.loss) = 0.2', 'a1'],
    ['best(metrics.`val/acc`) = 0.8', 'a1'],
    ['last(metrics.loss) = 0.4', 'a1'],
    ['metrics.odd IS NAN', 'b2'],
    ['metrics.odd IS NOT NAN', 'a1'],
    ['max(metrics.odd) = 2', 'b2'],
    ['min(metrics.nowhere) IS NULL', 'a1 b2 c3'],
    // Times.
    ['start_time > now() - 1d', 'a1 b2'],
    ['start_time > now() - 2h30m', 'a1'],
    ["start_time = '2026-01-30'", 'b2'],
    ["start_time BETWEEN '2026-01' AND '2026-01-30'", 'b2'],
    ['started < 2026-01-01', 'c3'],
    ['end_time IS NULL', 'c3'],
    ['duration > 10m', 'b2'],
    ['duration <= 300000', 'a1'],
    ['duration IS NULL', 'c3'],
    // Attributes and datasets.
    ["name LIKE '%i%'", 'a1'],
    ["user NOT IN ('ana')", 'b2'],
    ['source = train.py', 'a1'],
    ["parent = 'a1'", 'c3'],
    ["note ILIKE '%PAPER%'", 'a1'],
    ["datasets.name NOT IN ('iris')", 'b2'],
    ['datasets.context IS NULL', 'a1 c3'],
    ["METRICS.loss < 1 and Params.lr ~ '^0'", 'a1 b2'],
    ["run_name RLIKE 'l(ow|eft)$'", 'b2 c3'],
    ["params.lr !~ 'a'", 'a1 b2'],
    // Words look through names, keys, users, parameters, tags and notes.
    ['paper', 'a1'],
    ['"for the" RED', 'a1'],
    ['auto OR bob', 'b2 c3'],
    ['NOT red', 'b2 c3'],
    ['', 'a1 b2 c3'],
    ['AND', 'a1 b2 c3'],
  ])('%s', (filter, expected) => expect(find(filter)).toBe(expected));

  test('what people edited is what is found', () => {
    const edits = new Map([
      [toRunKey('a1'), { name: 'champion', note: 'new words', tags: { team: null } }],
      [toRunKey('c3'), { deleted: true, tags: { owner: 'eve' } }],
    ]);
    const edited = (filter: string) => find(filter, { ...NO_EDITS, runs: edits });
    expect(edited("run_name = 'champion'")).toBe('a1');
    expect(edited("tags.mlflow.runName = 'champion'")).toBe('a1');
    expect(edited("tags.team = 'red'")).toBe('');
    expect(edited('tags.team IS NULL')).toBe('a1 b2');
    expect(edited('paper')).toBe('');
    expect(edited("note LIKE '%words%'")).toBe('a1');
    expect(edited('eve')).toBe('c3');
    expect(edited("lifecycle_stage = 'deleted'")).toBe('c3');
  });
});

describe('the filter in force', () => {
  type Scope = Pick<TableQuery, 'experiments' | 'runs'>;
  const read = (active: ActiveFilter, filter: string, scope: Partial<Scope> = {}) => {
    const { text, mistake } = active.read(
      { filter, experiments: 'all', runs: null, ...scope },
      NOW_MS,
      metricDirection,
    );
    return [text, mistake?.code ?? null];
  };

  test('is the last one without a mistake', () => {
    const active = new ActiveFilter();
    expect(read(active, 'metrics.loss <')).toEqual(['', 'value-missing']);
    expect(read(active, 'metrics.loss < 1')).toEqual(['metrics.loss < 1', null]);
    expect(read(active, 'metrics.loss < 1 OR')).toEqual(['metrics.loss < 1', 'clause-missing']);
    expect(read(active, '')).toEqual(['', null]);
  });

  test('is never that of other experiments or chosen runs', () => {
    const active = new ActiveFilter();
    read(active, 'metrics.loss < 1');
    expect(read(active, 'metrics.loss <', { experiments: [] })).toEqual(['', 'value-missing']);
    read(active, 'metrics.loss < 1');
    expect(read(active, 'metrics.loss <', { runs: [toRunKey('a1')] })).toEqual(['', 'value-missing']);
  });
});

test('values are listed by how they begin, then by how many runs have them', () => {
  const table = makeRunTable(RUNS);
  const list = (field: Parameters<typeof listValues>[1]['field'], typed = '') =>
    listValues(table, {
      experiments: 'all',
      lifecycle: 'active',
      archived: false,
      field,
      typed,
      limit: 10,
    }).map(({ value, runs }) => `${value} ${runs}`);
  expect(list({ kind: 'param', key: 'lr' }, 'a')).toEqual(['auto 1']);
  expect(list({ kind: 'attribute', name: 'status' }, 'f')).toEqual(['FAILED 1', 'FINISHED 1']);
  expect(list({ kind: 'dataset', name: 'name' })).toEqual(['iris 1', 'trips 1']);
  expect(list({ kind: 'metric', key: 'loss', stat: 'last' })).toEqual([]);
});
