import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnEdges,
  columnSpan,
  grownWidths,
  rowSlotCount,
  rowSpan,
  scrollToShow,
  slotIndex,
} from '../../src/ui/data-grid/windowing.ts';

describe('rowSpan', () => {
  it('covers what is visible and some more on either side', () => {
    expect(rowSpan(3000, 300, 30, 1000, 5)).toEqual({ first: 95, end: 115 });
  });

  it('stays inside the rows', () => {
    expect(rowSpan(0, 300, 30, 4, 5)).toEqual({ first: 0, end: 4 });
    expect(rowSpan(99_000, 300, 30, 4, 5)).toEqual({ first: 4, end: 4 });
  });

  it('never needs more slots than there are', () => {
    fc.assert(
      fc.property(fc.nat(3_000_000), fc.nat(2000), fc.nat(100_000), (top, height, rowCount) => {
        const { first, end } = rowSpan(top, height, 30, rowCount, 6);
        expect(end - first).toBeLessThanOrEqual(rowSlotCount(height, 30, rowCount, 6));
      }),
    );
  });
});

describe('slotIndex', () => {
  it('gives every index of the window exactly one slot', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 90 }), (first, count) => {
        const shown = Array.from({ length: count }, (_, slot) => slotIndex(first, count, slot));
        expect(shown.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, offset) => first + offset),
        );
      }),
    );
  });

  it('changes one slot when the window moves by one', () => {
    const before = Array.from({ length: 8 }, (_, slot) => slotIndex(20, 8, slot));
    const after = Array.from({ length: 8 }, (_, slot) => slotIndex(21, 8, slot));
    expect(after.filter((index, slot) => index !== before[slot])).toEqual([28]);
  });
});

describe('columnSpan', () => {
  const edges = columnEdges([100, 50, 200, 80]);

  it('finds the columns under the view', () => {
    expect(edges).toEqual([0, 100, 150, 350, 430]);
    expect(columnSpan(edges, 0, 100, 0)).toEqual({ first: 0, end: 1 });
    expect(columnSpan(edges, 99, 2, 0)).toEqual({ first: 0, end: 2 });
    expect(columnSpan(edges, 150, 200, 0)).toEqual({ first: 2, end: 3 });
    expect(columnSpan(edges, 120, 1000, 1)).toEqual({ first: 0, end: 4 });
  });

  it('has nothing to show without columns', () => {
    expect(columnSpan([0], 0, 500, 2)).toEqual({ first: 0, end: 0 });
  });
});

describe('scrollToShow', () => {
  it('does not move for what is in view', () => expect(scrollToShow(100, 300, 120, 150)).toBe(100));
  it('goes back to the start of what lies before', () => expect(scrollToShow(100, 300, 60, 90)).toBe(60));
  it('goes on to the end of what lies after', () => expect(scrollToShow(0, 300, 300, 330)).toBe(30));
  it('shows the start of what is larger than the view', () =>
    expect(scrollToShow(0, 100, 300, 600)).toBe(300));
});

describe('grownWidths', () => {
  it('shares the free room among columns that may grow, each up to its most', () => {
    expect(grownWidths([100, 50, 80], [120, null, 300], 330)).toEqual([120, 50, 160]);
  });

  it('leaves widths as they are where there is no room', () => {
    expect(grownWidths([100, 50], [200, 200], 120)).toEqual([100, 50]);
  });

  it('never passes the view nor a column its most', () => {
    const column = fc.record({ width: fc.integer({ min: 44, max: 900 }), most: fc.option(fc.nat(900)) });
    fc.assert(
      fc.property(fc.array(column), fc.nat(4000), (columns, view) => {
        const own = columns.map(({ width }) => width);
        const grown = grownWidths(
          own,
          columns.map(({ most }) => most),
          view,
        );
        const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width, 0);
        expect(sum(grown)).toBeLessThanOrEqual(Math.max(view, sum(own)));
        for (const [i, { width, most }] of columns.entries()) {
          expect(grown[i]).toBeGreaterThanOrEqual(width);
          expect(grown[i]).toBeLessThanOrEqual(Math.max(width, most ?? 0));
        }
      }),
    );
  });
});
