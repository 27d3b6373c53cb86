import { describe, expect, it } from 'vitest';
import { nextPlace } from '../../src/ui/data-grid/navigation.ts';
import { toggleSort } from '../../src/ui/data-grid/sort.ts';

const bounds = { rowCount: 100, columnCount: 5, pageRows: 20 };
const from = (row: number, column: number, key: string, control = false) =>
  nextPlace({ row, column }, key, control, bounds);

describe('nextPlace', () => {
  it('goes from the first row to the header and no further', () => {
    expect(from(0, 2, 'ArrowUp')).toEqual({ row: -1, column: 2 });
    expect(from(-1, 2, 'ArrowUp')).toEqual({ row: -1, column: 2 });
  });

  it('stops at the last row and column', () => {
    expect(from(99, 4, 'ArrowDown')).toEqual({ row: 99, column: 4 });
    expect(from(99, 4, 'ArrowRight')).toEqual({ row: 99, column: 4 });
  });

  it('moves by a screen, and a page up ends at the first row', () => {
    expect(from(50, 1, 'PageDown')).toEqual({ row: 70, column: 1 });
    expect(from(7, 1, 'PageUp')).toEqual({ row: 0, column: 1 });
  });

  it('knows Home and End with and without Control', () => {
    expect(from(50, 3, 'Home')).toEqual({ row: 50, column: 0 });
    expect(from(50, 3, 'End')).toEqual({ row: 50, column: 4 });
    expect(from(50, 3, 'Home', true)).toEqual({ row: 0, column: 0 });
    expect(from(50, 3, 'End', true)).toEqual({ row: 99, column: 4 });
  });

  it('stays in the header of an empty grid', () => {
    expect(nextPlace({ row: -1, column: 1 }, 'ArrowDown', false, { ...bounds, rowCount: 0 })).toEqual({
      row: -1,
      column: 1,
    });
  });

  it('leaves other keys alone', () => expect(from(1, 1, 'x')).toBeNull());
});

describe('toggleSort', () => {
  it('begins in the direction of the column and turns round at the second click', () => {
    const once = toggleSort([{ column: 'b', descending: true }], 'a', 'descending', false);
    expect(once).toEqual([{ column: 'a', descending: true }]);
    expect(toggleSort(once, 'a', 'descending', false)).toEqual([{ column: 'a', descending: false }]);
  });

  it('adds a second key and turns it without touching the first', () => {
    const two = toggleSort([{ column: 'a', descending: true }], 'b', 'ascending', true);
    expect(two).toEqual([
      { column: 'a', descending: true },
      { column: 'b', descending: false },
    ]);
    expect(toggleSort(two, 'b', 'ascending', true)[1]).toEqual({ column: 'b', descending: true });
  });
});
