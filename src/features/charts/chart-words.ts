import { formatCount, formatPlural } from '../../base/format.ts';
import type { LineSettings, SmoothingKind } from '../../domain/view-state.ts';
import type { SeriesQuery, SeriesResult } from '../../rpc/query-api.ts';
import type { ChartData, Limits } from '../../ui/line-chart/index.ts';
import { axisLabel, missingOnAxis } from './axis-words.ts';

export const SMOOTHING_LABELS: Readonly<Record<SmoothingKind, string>> = {
  ema: 'Exponential',
  'time-ema': 'Time-weighted',
  gaussian: 'Gaussian',
  mean: 'Running mean',
};

export interface Shown {
  readonly query: SeriesQuery;
  readonly result: SeriesResult;
  readonly data: ChartData;
  readonly range: readonly [from: number, to: number];
  readonly limitsY: Limits;
  readonly isSymlog: boolean;
}

/** What a look at the lines does not tell: how points were reduced, what is hidden, has no place or is no number. */
export function chartNotes(shown: Shown): string[] {
  const { result, query } = shown;
  const notes: string[] = result.mistakes.filter((mistake) => mistake !== null);
  if (result.missingPacks.length > 0) notes.push('points are missing: not on this device yet');
  if (result.reduced) {
    const total = result.lines.reduce((sum, line) => sum + line.pointsInRange, 0);
    const drawn = countDrawn(result, shown.range);
    notes.push(`${formatCount(drawn)} of ${formatCount(total)} points, min/max per pixel`);
  }
  const hidden = hiddenText(shown);
  if (hidden !== null) notes.push(hidden);
  const nonFinite = result.lines.reduce((sum, line) => sum + line.nonFiniteInRange, 0);
  if (nonFinite > 0) notes.push(`${formatCount(nonFinite)} ${nonFiniteKinds(result)}`);
  if (query.axis === 'step' && result.backwardSteps > 0) {
    notes.push(
      result.backwardSteps === 1
        ? 'steps go back once'
        : `steps go back ${formatCount(result.backwardSteps)} times`,
    );
  }
  const unplaced = result.lines.reduce((sum, line) => sum + line.unplaced, 0);
  if (unplaced > 0) notes.push(`${formatPlural(unplaced, 'point')} without ${missingOnAxis(query.axis)}`);
  if (shown.isSymlog) notes.push('log scale is linear around 0');
  return notes;
}

/** How many values a fixed or clipped axis leaves out. Of reduced points only that there are some can be said. */
function hiddenText({ result, data, range, limitsY: [low, high] }: Shown): string | null {
  if (low === null && high === null) return null;
  const { inner } = result;
  if (inner && inner.from === low && inner.to === high) {
    return inner.outside > 0 ? countedText(inner.outside) : null;
  }
  let count = 0;
  for (const { y } of data.lines) {
    for (let i = 0; i < y.length; i++) {
      const isSeen = data.x[i]! >= range[0] && data.x[i]! <= range[1];
      if (isSeen && (y[i]! < (low ?? y[i]!) || y[i]! > (high ?? y[i]!))) count += 1;
    }
  }
  if (count === 0) return null;
  return result.reduced ? 'points beyond the axis are hidden' : countedText(count);
}

function countedText(count: number): string {
  return `${formatPlural(count, 'point')} beyond the axis ${count === 1 ? 'is' : 'are'} hidden`;
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

/** Whether no line has a point between these ends of the x axis, nor passes from one side to the other. */
export function isBlankBetween({ x, lines }: ChartData, [from, to]: readonly [number, number]): boolean {
  return lines.every(({ y, marks }) => {
    if (marks.some((mark) => mark.x >= from && mark.x <= to)) return false;
    let [isBefore, isAfter] = [false, false];
    for (let i = 0; i < y.length; i++) {
      if (Number.isNaN(y[i]!)) continue;
      if (x[i]! >= from && x[i]! <= to) return false;
      if (x[i]! < from) isBefore = true;
      else isAfter = true;
    }
    return !(isBefore && isAfter);
  });
}

/** Why there is nothing to draw. */
export function emptyText({ query, result }: Pick<Shown, 'query' | 'result'>): string {
  const mistake = result.mistakes.find((one) => one !== null);
  if (mistake) return mistake;
  if (query.ys.length === 0) return 'Choose a metric.';
  if (!result.lines.some((line) => line.unplaced > 0)) return 'No points were logged.';
  return `These points were logged without ${missingOnAxis(query.axis)}.`;
}

/** How the lines of a picture were made, for whoever sees it without its toolbar. */
export function settingsText(settings: LineSettings, isGrouped: boolean): string {
  const { kind, amount } = settings.smoothing;
  const parts = [axisLabel(settings.x)];
  if (amount > 0) parts.push(`smoothing ${amount} (${SMOOTHING_LABELS[kind].toLowerCase()})`);
  if (isGrouped) {
    parts.push(
      settings.band === 'none' ? settings.centre : `${settings.centre}, ${BAND_LABELS[settings.band]}`,
    );
  }
  return parts.join(' · ');
}

export const BAND_LABELS: Readonly<Record<LineSettings['band'], string>> = {
  none: 'No band',
  std: 'Standard deviation',
  sem: 'Standard error',
  'min-max': 'Min to max',
  'p5-p95': '5th to 95th percentile',
  'p25-p75': '25th to 75th percentile',
};
