import { describe, expect, it } from 'vitest';
import { drawnIds, withEye, withMode } from '../../src/domain/drawn-runs.ts';
import { narrowFilter } from '../../src/features/experiments/filter/narrow-filter.ts';

describe('a brush that narrows the filter', () => {
  const brush = 'metrics.rmse BETWEEN 1 AND 2';

  it('joins what was typed by AND and goes again', () => {
    const narrowed = narrowFilter('params.a = 1', '', brush);
    expect(narrowed).toBe(`params.a = 1 AND ${brush}`);
    expect(narrowFilter(narrowed, brush, '')).toBe('params.a = 1');
    expect(narrowFilter('', '', brush)).toBe(brush);
    expect(narrowFilter(brush, brush, '')).toBe('');
  });

  it('puts an OR in parentheses, and takes them away with itself', () => {
    const narrowed = narrowFilter("status = 'FAILED' OR xgb", '', brush);
    expect(narrowed).toBe(`(status = 'FAILED' OR xgb) AND ${brush}`);
    expect(narrowFilter(narrowed, brush, '')).toBe("status = 'FAILED' OR xgb");
    expect(narrowFilter('(a OR b) AND (c OR d) AND x', 'x', '')).toBe('(a OR b) AND (c OR d)');
  });

  it('replaces its own former clause wherever that stands', () => {
    const later = 'metrics.rmse BETWEEN 3 AND 4';
    expect(narrowFilter(`${brush} AND lr`, brush, later)).toBe(`lr AND ${later}`);
    expect(narrowFilter(`a AND ${brush} AND lr`, brush, later)).toBe(`a AND lr AND ${later}`);
  });

  it('leaves a former clause that was changed by hand', () => {
    expect(narrowFilter('metrics.rmse < 2', brush, '')).toBe('metrics.rmse < 2');
  });
});

describe('the runs that are drawn', () => {
  const place = new Map(['a', 'b', 'c', 'd'].map((id, index) => [id, index]));
  const first = withMode('first', 2);

  it('are the first ones, less closed eyes, and open eyes in their place', () => {
    const closed = withEye(first, 'a', false, true);
    expect(drawnIds(closed, ['a', 'b'], null)).toEqual(['b']);
    const opened = withEye(withEye(closed, 'd', true, false), 'c', true, false);
    expect(drawnIds(opened, ['a', 'b'], place)).toEqual(['b', 'c', 'd']);
  });

  it('forget an eye that is turned back', () => {
    expect(withEye(withEye(first, 'a', false, true), 'a', true, true)).toEqual(first);
    expect(withEye(withEye(first, 'd', true, false), 'd', false, false)).toEqual(first);
  });

  it('are none that the filter leaves out', () => {
    expect(drawnIds(withEye(first, 'gone', true, false), ['a'], place)).toEqual(['a']);
  });
});
