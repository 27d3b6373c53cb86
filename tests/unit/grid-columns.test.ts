import { describe, expect, it } from 'vitest';
import {
  hideColumn,
  MAX_COLUMN_WIDTH,
  MIN_COLUMN_WIDTH,
  moveColumnBefore,
  nudgeColumn,
  pinColumn,
  resizeColumn,
  visibleColumns,
} from '../../src/ui/data-grid/column-state.ts';
import type { ColumnState } from '../../src/ui/data-grid/types.ts';

/** '*a b -c': a is pinned, c is hidden. */
function columns(text: string): readonly ColumnState[] {
  return text.split(' ').map((word) => ({
    id: word.replace(/^[*-]/, ''),
    widthPx: 100,
    pinned: word.startsWith('*'),
    hidden: word.startsWith('-'),
  }));
}
const text = (state: readonly ColumnState[]) =>
  state.map((one) => `${one.pinned ? '*' : one.hidden ? '-' : ''}${one.id}`).join(' ');

describe('columns of a grid', () => {
  it('keeps widths within bounds', () => {
    expect(resizeColumn(columns('a b'), 'b', 5)[1]?.widthPx).toBe(MIN_COLUMN_WIDTH);
    expect(resizeColumn(columns('a b'), 'b', 5000)[1]?.widthPx).toBe(MAX_COLUMN_WIDTH);
    expect(resizeColumn(columns('a b'), 'b', 120.4)[1]?.widthPx).toBe(120);
  });

  it('puts a newly pinned column behind the pinned ones, a freed one before the others', () => {
    expect(text(pinColumn(columns('*a b c'), 'c', true))).toBe('*a *c b');
    expect(text(pinColumn(columns('*a *b c'), 'a', false))).toBe('*b a c');
  });

  it('moves a column in front of another or to the end', () => {
    expect(text(moveColumnBefore(columns('a b c d'), 'd', 'b'))).toBe('a d b c');
    expect(text(moveColumnBefore(columns('a b c d'), 'a', null))).toBe('b c d a');
    expect(text(moveColumnBefore(columns('a b'), 'a', 'gone'))).toBe('a b');
  });

  it('nudges past hidden columns, and not out of its group', () => {
    expect(text(nudgeColumn(columns('*a b -c d'), 'b', 1))).toBe('*a -c d b');
    expect(text(nudgeColumn(columns('*a b -c d'), 'd', -1))).toBe('*a d b -c');
    expect(text(nudgeColumn(columns('*a b'), 'b', -1))).toBe('*a b');
  });

  it('shows pinned columns first whatever their place', () => {
    const { pinned, free } = visibleColumns(hideColumn(columns('a *b c d'), 'c', true));
    expect(text(pinned)).toBe('*b');
    expect(text(free)).toBe('a d');
  });
});
