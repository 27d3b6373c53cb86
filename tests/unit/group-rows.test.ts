import { describe, expect, it } from 'vitest';
import { toRunKey } from '../../src/domain/ids.ts';
import {
  metricColumnLabel,
  metricColumnName,
  rangesOf,
  statColumns,
} from '../../src/features/experiments/columns/stat-columns.ts';
import { distinctText, groupingFields } from '../../src/features/experiments/group/field-options.ts';
import { countChosen } from '../../src/features/experiments/group/group-members.ts';
import { groupText, groupTitle } from '../../src/features/experiments/group/group-text.ts';
import {
  fromLocalInput,
  isSameRange,
  rangeText,
  toLocalInput,
} from '../../src/features/experiments/time-range.ts';
import { experimentsOf } from '../../src/features/experiments/view/table-answer.ts';
import type { ColumnInfo, GroupCell, RunGroup } from '../../src/rpc/query-api.ts';

const info = (id: string, more: Partial<ColumnInfo> = {}): ColumnInfo => ({
  id,
  kind: 'metric',
  key: id.slice(id.indexOf('.') + 1),
  filled: 9,
  numeric: true,
  distinct: 9,
  direction: null,
  ...more,
});
const numbers = (more: Partial<Extract<GroupCell, { kind: 'numbers' }>> = {}): GroupCell => ({
  kind: 'numbers',
  n: 12,
  nonFinite: 0,
  mean: 0.5,
  median: 0.4,
  std: 0.1,
  min: 0.3,
  max: 0.9,
  ...more,
});

describe('a cell of a group', () => {
  const rmse = info('metrics.rmse');

  it('shows the aggregate that was chosen, and all of them in its title', () => {
    expect(groupText(numbers(), rmse, 'median', 0, 12).text).toBe('0.40000');
    const title = 'n 12 · mean 0.50000 ± 0.10000 · median 0.40000 · min 0.30000 · max 0.90000';
    expect(groupText(numbers(), rmse, 'mean', 0, 12).title).toBe(title);
  });

  it('says of how many runs it is where some of the group have none', () => {
    expect(groupText(numbers({ n: 4 }), rmse, 'mean', 0, 7)).toMatchObject({ text: '0.50000', note: '(4)' });
    expect(groupText(numbers({ n: 7 }), rmse, 'mean', 0, 7).note).toBeUndefined();
    const texts = { kind: 'texts', n: 2, distinct: 1, text: 'adam' } as const;
    expect(groupText(texts, info('params.a'), 'mean', 0, 3).note).toBe('(2)');
  });

  it('shows the mean with its spread, and without one for a single run', () => {
    expect(groupText(numbers(), rmse, 'mean-std', 0, 12).text).toBe('0.50000 ± 0.1');
    expect(groupText(numbers({ n: 1, std: Number.NaN }), rmse, 'mean-std', 0, 1).text).toBe('0.50000');
  });

  it('has no spread for one run, and says what was not finite', () => {
    const one = numbers({ n: 1, std: Number.NaN, nonFinite: 2 });
    expect(groupText(one, rmse, 'std', 0, 1).text).toBe('–');
    expect(groupTitle(one as never, rmse)).toContain('mean 0.50000 · median');
    expect(groupTitle(one as never, rmse)).toMatch(/ · 2 not finite$/);
  });

  it('shows the common text, or how many there are', () => {
    const texts = { kind: 'texts', n: 3, distinct: 2, text: null } as const;
    expect(groupText(texts, info('params.a'), 'mean', 0, 3).text).toBe('2 values');
    expect(groupText({ ...texts, distinct: 1, text: 'adam' }, info('params.a'), 'mean', 0, 3).text).toBe(
      'adam',
    );
  });

  it('writes a start as an age and the spread of starts as a duration', () => {
    const started = info('started', { kind: 'attribute' });
    const cell = numbers({ mean: 1_700_000_000_000, std: 120_000 });
    expect(groupText(cell, started, 'mean', 1_700_000_000_000 + 3_600_000, 12).text).toMatch(/1 h|60 min/);
    expect(groupText(cell, started, 'std', 0, 1).text).toBe('2 min');
  });
});

describe('the runs of groups', () => {
  const runs = (...keys: string[]) => keys.map(toRunKey);
  const path = (...values: (string | null)[]) => values.map((value, i) => ({ column: `params.${i}`, value }));
  const groups: readonly RunGroup[] = [
    { id: '1', path: path('a', 'x'), runs: runs('r1', 'r2') },
    { id: '2', path: path('a', null), runs: runs('r3') },
    { id: '3', path: path('b', 'x'), runs: runs('r4') },
  ];

  it('are counted for every level where they are chosen', () => {
    const counts = countChosen(groups, new Set(['r1', 'r3', 'elsewhere']));
    expect(Object.fromEntries(counts)).toEqual({ '["a"]': 2, '["a","x"]': 1, '["a",null]': 1 });
  });
});

describe('fields to group by', () => {
  it('do not tell a count that was cut short as the count', () => {
    expect([1, 2, 50].map(distinctText)).toEqual(['1 value', '2 values', '50+ values']);
  });

  it('begin with what tells runs apart without giving each its own group', () => {
    const infos = [
      info('params.same', { kind: 'param', distinct: 1 }),
      info('params.seed', { kind: 'param', distinct: 9 }),
      info('params.model', { kind: 'param', distinct: 3 }),
      info('metrics.rmse'),
    ];
    const ids = groupingFields(infos).map(({ id }) => id);
    expect(ids.slice(0, 3)).toEqual(['params.model', 'params.seed', 'status']);
    expect(ids.at(-1)).toBe('params.same');
    expect(ids).not.toContain('metrics.rmse');
  });
});

describe('statistics of metrics as columns', () => {
  it('are described by the metric they are of, with a range of their own', () => {
    const logged = [info('metrics.rmse', { range: { min: 1, max: 2, integers: false }, direction: 'lower' })];
    const ranges = new Map([['min(metrics.rmse)', { min: 0, max: 1, integers: true }]]);
    const asked = ['metrics.rmse', 'min(metrics.rmse)', 'max(metrics.gone)', 'params.a'];
    expect(statColumns(asked, logged, ranges)).toEqual([
      { ...logged[0], id: 'min(metrics.rmse)', range: { min: 0, max: 1, integers: true } },
    ]);
  });

  it('have names that read well', () => {
    expect(metricColumnName('at(val_acc)(metrics.loss)')).toBe('metrics.loss at best step of val_acc');
    expect(metricColumnName('min(metrics.rmse)')).toBe('min(metrics.rmse)');
    expect(metricColumnLabel('metrics.rmse')).toBe('rmse');
  });

  it('leave NaN and the infinities out of their range', () => {
    const column = {
      column: 'min(metrics.a)',
      numbers: Float64Array.of(Number.NaN, 3, Number.POSITIVE_INFINITY, 1),
      texts: null,
      present: Uint8Array.of(0, 1, 1, 1),
    };
    expect(
      rangesOf({ runs: [], colours: new Uint8Array(), columns: [column] }).get('min(metrics.a)'),
    ).toEqual({
      min: 1,
      max: 3,
      integers: true,
    });
  });
});

describe('when runs began', () => {
  it('is said in words', () => {
    expect(rangeText(null)).toBe('any time');
    expect(rangeText({ lastMs: 86_400_000 })).toBe('last 24 hours');
    expect(rangeText({ lastMs: 3 * 86_400_000 })).toBe('last 3 days');
    expect(rangeText({ fromMs: null, toMs: null })).toBe('any time');
    expect(isSameRange({ lastMs: 1 }, { fromMs: 1, toMs: null })).toBe(false);
  });

  it('comes back from the inputs of the browser', () => {
    const moment = new Date(2024, 2, 31, 14, 5).getTime();
    expect(fromLocalInput(toLocalInput(moment))).toBe(moment);
    expect(toLocalInput(8.7e15)).toBe('');
    expect(fromLocalInput('')).toBeNull();
  });
});

it('several experiments stand in an address with commas between, each once', () => {
  expect(experimentsOf('all')).toBe('all');
  expect(experimentsOf('x1,x2,x1,')).toEqual(['x1', 'x2']);
  expect(experimentsOf('x,y,'.repeat(10_000)).length).toBe(2);
});
