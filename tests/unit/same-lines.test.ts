import { expect, test } from 'vitest';
import { toRunKey } from '../../src/domain/ids.ts';
import { FIRST_LINE } from '../../src/domain/view-state.ts';
import { keepSameLines } from '../../src/features/charts/same-lines.ts';
import type { SeriesQuery, SeriesResult } from '../../src/rpc/query-api.ts';

const query: SeriesQuery = {
  runs: [toRunKey('a')],
  groups: null,
  centre: 'mean',
  band: 'none',
  ys: ['loss'],
  axis: 'step',
  logX: false,
  smoothing: FIRST_LINE.smoothing,
  range: [0, 2],
  widthPx: 100,
};

function resultTo(extentTo: number, y: readonly number[]): SeriesResult {
  return {
    x: Float64Array.of(0, 1, 2),
    lines: [
      {
        of: 'a',
        term: 0,
        y: Float64Array.from(y),
        raw: null,
        low: null,
        high: null,
        breaks: new Uint32Array(),
        marks: [],
        pointsInRange: 3,
        nonFiniteInRange: 0,
        unplaced: 0,
      },
    ],
    reduced: false,
    extent: [0, extentTo],
    inner: null,
    mistakes: [null],
    backwardSteps: 0,
    missingPacks: [],
  };
}

test('zoomed into a stretch that does not grow, the lines are the very same and the extent is the new one', () => {
  const before = { query, result: resultTo(100, [1, Number.NaN, 3]) };
  const now = keepSameLines(before, { query, result: resultTo(110, [1, Number.NaN, 3]) });
  expect(now.result.lines).toBe(before.result.lines);
  expect(now.result.x).toBe(before.result.x);
  expect(now.result.extent).toEqual([0, 110]);
});

test('an answer that says nothing new is the former one', () => {
  const before = { query, result: resultTo(100, [1, 2, 3]) };
  expect(keepSameLines(before, { query, result: resultTo(100, [1, 2, 3]) })).toBe(before);
});

test('a value that moved is drawn, and so is the answer to another question', () => {
  const before = { query, result: resultTo(100, [1, 2, 3]) };
  const moved = { query, result: resultTo(100, [1, 2, 4]) };
  expect(keepSameLines(before, moved)).toBe(moved);
  const other = { query: { ...query, widthPx: 200 }, result: resultTo(100, [1, 2, 3]) };
  expect(keepSameLines(before, other)).toBe(other);
});
