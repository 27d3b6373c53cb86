import { formatCount, formatPlural } from '../../base/format.ts';
import type { SeriesResult, XAxis } from '../../rpc/query-api.ts';

export const AXIS_LABELS: Readonly<Record<XAxis, string>> = {
  step: 'Step',
  time: 'Wall time',
  relative: 'Relative time',
};

/** What a look at the lines does not tell: how points were reduced, what has no place, what is no number. */
export function chartNotes(
  result: SeriesResult,
  axis: XAxis,
  range: readonly [number, number],
  isSymlog: boolean,
): string[] {
  const notes: string[] = [];
  if (result.missingPacks.length > 0) notes.push('points are missing: not on this device yet');
  if (result.reduced) {
    const total = result.lines.reduce((sum, line) => sum + line.pointsInRange, 0);
    const drawn = countDrawn(result, range);
    notes.push(`${formatCount(drawn)} of ${formatCount(total)} points, min/max per pixel`);
  }
  const nonFinite = result.lines.reduce((sum, line) => sum + line.nonFiniteInRange, 0);
  if (nonFinite > 0) notes.push(`${formatCount(nonFinite)} ${nonFiniteKinds(result)}`);
  if (axis === 'step' && result.backwardSteps > 0) {
    notes.push(
      result.backwardSteps === 1
        ? 'steps go back once'
        : `steps go back ${formatCount(result.backwardSteps)} times`,
    );
  }
  const unplaced = result.lines.reduce((sum, line) => sum + line.unplaced, 0);
  if (unplaced > 0)
    notes.push(`${formatPlural(unplaced, 'point')} without a ${axis === 'step' ? 'step' : 'time'}`);
  if (isSymlog) notes.push('log scale is linear around 0');
  return notes;
}

/** Drawn points of the range; the neighbours outside of it are not counted. */
function countDrawn({ x, lines }: SeriesResult, [from, to]: readonly [number, number]): number {
  let count = 0;
  for (const { y } of lines) {
    for (let i = 0; i < y.length; i++) {
      if (!Number.isNaN(y[i]!) && x[i]! >= from && x[i]! <= to) count += 1;
    }
  }
  return count;
}

function nonFiniteKinds({ lines }: SeriesResult): string {
  const kinds = new Set(lines.flatMap((line) => line.marks.map((mark) => mark.what)));
  const words: string[] = [];
  if (kinds.has('nan')) words.push('NaN');
  if (kinds.has('inf')) words.push('∞');
  if (kinds.has('-inf')) words.push('-∞');
  return words.join(', ') || 'not finite';
}

export function emptyText(result: SeriesResult, axis: XAxis): string {
  if (!result.lines.some((line) => line.unplaced > 0)) return 'No points were logged.';
  return `No ${axis === 'step' ? 'step' : 'time'} was logged with these points.`;
}
