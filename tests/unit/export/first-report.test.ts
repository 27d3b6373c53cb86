import { describe, expect, it } from 'vitest';
import { toRunKey } from '../../../src/domain/ids.ts';
import { FIRST_VIEW } from '../../../src/domain/view-state.ts';
import { firstContents, runsOf } from '../../../src/features/export/report/first-report.ts';
import type { ColumnInfo } from '../../../src/rpc/query-api.ts';
import type { ReportOutline } from '../../../src/rpc/report-api.ts';

function column(id: string, filled: number, more: Partial<ColumnInfo> = {}): ColumnInfo {
  const kind = id.startsWith('metrics.') ? 'metric' : 'param';
  return {
    id,
    kind,
    key: id.slice(id.indexOf('.') + 1),
    filled,
    numeric: true,
    distinct: 3,
    direction: null,
    ...more,
  };
}

const OUTLINE: ReportOutline = {
  runs: 20,
  drawn: 10,
  columns: [
    column('metrics.test_rmse', 2, { direction: 'lower' }),
    column('metrics.rmse', 20, { direction: 'lower' }),
    column('params.lr', 20),
    column('params.seed', 20, { distinct: 1 }),
  ],
  metrics: [
    { key: 'rmse', runs: 10, mostPoints: 1, last: 1 },
    { key: 'epoch', runs: 10, mostPoints: 90, last: 1 },
  ],
  notes: 0,
  versions: 0,
  hasOrigins: false,
  clients: [],
};
const SUBJECT = { experiments: 'all', selected: [], title: 'All runs' } as const;

describe('what a report begins with', () => {
  it('has the lines of metrics with a course, and what has none in bars', () => {
    const bars = firstContents(SUBJECT, OUTLINE);
    expect(bars.map(({ kind }) => kind)).toEqual(['text', 'table', 'plot', 'side-by-side']);
    expect(bars[2]).toMatchObject({ chart: { kind: 'bar', y: 'metrics.rmse' } });
    const metrics = [...OUTLINE.metrics, { key: 'loss', runs: 9, mostPoints: 50, last: 1, x: 'epoch' }];
    const lines = firstContents(SUBJECT, { ...OUTLINE, metrics }).filter(({ kind }) => kind === 'lines');
    expect(lines).toMatchObject([{ ys: ['loss'], line: { x: 'metrics.epoch' } }]);
  });

  it('has the charts and the columns of the view, where it has some', () => {
    const made = [
      { kind: 'line', id: 'a', title: 'Mine', ys: ['=loss * 2'] },
      { kind: 'images', id: 'b', title: '', key: 'x' },
      {
        kind: 'scatter',
        id: 'c',
        title: '',
        x: '',
        y: 'metrics.rmse',
        colour: '',
        size: '',
        logX: false,
        logY: false,
        front: null,
      },
    ] as const;
    const view = { ...FIRST_VIEW, charts: { ...FIRST_VIEW.charts, made, own: { a: { logY: true } } } };
    const contents = firstContents({ ...SUBJECT, view, columns: ['name', 'user'] }, OUTLINE);
    expect(contents).toContainEqual({ kind: 'table', columns: ['name', 'user'] });
    const charts = contents.filter(({ kind }) => kind === 'lines' || kind === 'plot');
    expect(charts).toMatchObject([{ title: 'Mine', ys: ['=loss * 2'], line: { logY: true } }]);
  });

  it('means the runs that are selected, whatever the table hides', () => {
    const view = { ...FIRST_VIEW, filter: 'metrics.rmse < 1' };
    const subject = { ...SUBJECT, selected: [toRunKey('a')], view };
    const chosen = runsOf(subject, 'selected');
    expect(chosen.table).toMatchObject({ runs: ['a'], filter: '', lifecycle: 'all' });
    expect(chosen.drawn.shown).toEqual(['a']);
    expect(runsOf(subject, 'table').table).toMatchObject({
      runs: null,
      filter: view.filter,
      lifecycle: 'active',
    });
  });
});
