import { describe, expect, it } from 'vitest';
import { metricDirection } from '../../src/domain/metric-direction.ts';
import {
  defaultColumns,
  defaultWidth,
  showColumn,
  toColumnChoice,
  toColumnState,
} from '../../src/features/experiments/column-choice.ts';
import type { ColumnInfo } from '../../src/rpc/query-api.ts';

const attribute = (id: string): ColumnInfo => ({
  id,
  kind: 'attribute',
  key: id,
  filled: 9,
  numeric: false,
  direction: null,
  distinct: 9,
});
const metric = (key: string, filled = 9): ColumnInfo => ({
  id: `metrics.${key}`,
  kind: 'metric',
  key,
  filled,
  numeric: true,
  direction: metricDirection(key),
  distinct: 9,
});
const param = (key: string, distinct = 9): ColumnInfo => ({
  id: `params.${key}`,
  kind: 'param',
  key,
  filled: 9,
  numeric: true,
  direction: null,
  distinct,
});
const attributes = ['name', 'status', 'started', 'duration', 'user'].map(attribute);
const ids = (columns: readonly { id: string }[]) => columns.map((one) => one.id).join(' ');

describe('defaultColumns', () => {
  it('shows name, state and start, metrics, then the parameters that differ', () => {
    const infos = [...attributes, metric('rmse'), param('seed', 1), param('depth')];
    expect(ids(defaultColumns(infos, false))).toBe('name status started metrics.rmse duration params.depth');
  });

  it('stays at about twelve however many there are, and keeps room for both kinds', () => {
    const many = Array.from({ length: 200 }, (_, i) => [metric(`m${i}`), param(`p${i}`)]).flat();
    const columns = defaultColumns([...attributes, ...many], false);
    expect(columns).toHaveLength(12);
    expect(columns.filter((one) => one.id.startsWith('metrics.'))).toHaveLength(4);
    expect(columns.filter((one) => one.id.startsWith('params.'))).toHaveLength(4);
  });

  it('puts scores and losses first, system metrics last, and leaves out what hardly a run has', () => {
    const infos = [
      ...attributes,
      metric('system/cpu', 9),
      metric('rare', 3),
      metric('rmse', 8),
      metric('once', 1),
    ];
    expect(ids(defaultColumns(infos, false).slice(3, -1))).toBe(
      'metrics.rmse metrics.rare metrics.system/cpu',
    );
  });

  it('pins the name and names the experiment where several are mixed', () => {
    const columns = defaultColumns([...attributes, attribute('experiment')], true);
    expect(ids(columns)).toBe('name status started experiment duration');
    expect(columns[0]?.pinned).toBe(true);
  });
});

describe('a choice of columns', () => {
  it('survives a way through the grid, and columns that are new are hidden', () => {
    const choice = [{ id: 'metrics.rmse', widthPx: 99, pinned: true }];
    const state = toColumnState(choice, [attribute('name'), metric('rmse')]);
    expect(state.map((one) => `${one.id}:${one.hidden}`)).toEqual(['metrics.rmse:false', 'name:true']);
    expect(toColumnChoice(state)).toEqual(choice);
  });

  it('puts a column that is switched on behind its own kind', () => {
    const infos = [attribute('name'), metric('a'), metric('b'), param('p')];
    const choice = ['name', 'metrics.a', 'params.p'].map((id) => ({ id, widthPx: 90, pinned: false }));
    const next = showColumn(toColumnState(choice, infos), metric('b'));
    expect(ids(toColumnChoice(next))).toBe('name metrics.a metrics.b params.p');
  });
});

describe('the width of a metric’s column', () => {
  it('holds its longest number in bold: small ones have many letters', () => {
    const loss = { ...metric('loss'), range: { min: 0.0019723, max: 0.9, integers: false } };
    expect(defaultWidth(metric('loss'))).toBe(96);
    // 0.0019723: nine digits of 8.2 px, and 20 px of padding.
    expect(defaultWidth(loss)).toBeGreaterThanOrEqual(Math.ceil('0.0019723'.length * 8.2) + 20);
    expect(defaultWidth({ ...loss, range: { min: 0.1, max: 0.9, integers: false } })).toBe(96);
  });
});
