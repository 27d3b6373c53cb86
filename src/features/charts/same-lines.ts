import type { SeriesLine, SeriesResult } from '../../rpc/query-api.ts';
import type { SeriesAnswer } from './series-answer.ts';

/**
 * The newer answer with the very lines of the former one where they are the same: a chart that is zoomed into a stretch
 * which does not grow any more draws nothing anew, and one of which nothing changed is the same answer.
 */
export function keepSameLines(before: SeriesAnswer | null, now: SeriesAnswer): SeriesAnswer {
  if (!before || before.query !== now.query || !haveSameLines(before.result, now.result)) return now;
  const { x, lines, extent, inner, mistakes } = before.result;
  const isSameRest =
    sameNumbers(extent ?? [], now.result.extent ?? []) &&
    JSON.stringify([inner, mistakes]) === JSON.stringify([now.result.inner, now.result.mistakes]) &&
    before.result.backwardSteps === now.result.backwardSteps &&
    before.result.reduced === now.result.reduced &&
    before.result.missingPacks.length === now.result.missingPacks.length;
  return isSameRest ? before : { query: now.query, result: { ...now.result, x, lines } };
}

function haveSameLines(a: SeriesResult, b: SeriesResult): boolean {
  return (
    a.lines.length === b.lines.length &&
    sameNumbers(a.x, b.x) &&
    a.lines.every((line, at) => isSameLine(line, b.lines[at]!))
  );
}

function isSameLine(a: SeriesLine, b: SeriesLine): boolean {
  return (
    a.of === b.of &&
    a.term === b.term &&
    a.pointsInRange === b.pointsInRange &&
    a.nonFiniteInRange === b.nonFiniteInRange &&
    a.unplaced === b.unplaced &&
    sameNumbers(a.y, b.y) &&
    sameNumbers(a.raw, b.raw) &&
    sameNumbers(a.low, b.low) &&
    sameNumbers(a.high, b.high) &&
    sameNumbers(a.breaks, b.breaks) &&
    sameNumbers(
      a.marks.map((mark) => mark.x),
      b.marks.map((mark) => mark.x),
    )
  );
}

/** NaN is itself. */
function sameNumbers(a: ArrayLike<number> | null, b: ArrayLike<number> | null): boolean {
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
