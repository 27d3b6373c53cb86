import type { XKind } from '../../base/axis/axis-scale.ts';
import { durationTickText } from '../../base/axis/tick-text.ts';
import { formatNumber, formatTime } from '../../base/format.ts';
import type { ChartData, ChartMark, Reading } from './chart-data.ts';

export const MARK_TEXT: Readonly<Record<ChartMark['what'], string>> = { nan: 'NaN', inf: '∞', '-inf': '-∞' };

export function xText(kind: XKind, x: number): string {
  if (kind === 'time') return formatTime(x);
  if (kind === 'duration') return durationTickText(x, Math.abs(x) < 60_000 ? 10 : 1000);
  return Number.isInteger(x) ? x.toLocaleString('en-GB') : formatNumber(x, 6);
}

export function readingText({ min, max, mark }: Pick<Reading, 'min' | 'max' | 'mark'>): string {
  const parts: string[] = [];
  if (!Number.isNaN(min)) parts.push(formatNumber(min), ...(max === min ? [] : [formatNumber(max)]));
  const text = parts.join(' … ');
  if (mark === null) return text;
  return text === '' ? MARK_TEXT[mark] : `${text}, ${MARK_TEXT[mark]}`;
}

/** What a smoothed value stands over; '' where nothing was smoothed. */
export function rawText({ raw }: Reading): string {
  return Number.isNaN(raw) ? '' : `raw ${formatNumber(raw)}`;
}

/** A raw value may lie outside of the range beside it, which is of the smoothed values of several points. */
export function rangeNote(readings: readonly Reading[]): string {
  const isMixed = readings.some(({ raw, min, max }) => !Number.isNaN(raw) && min !== max);
  return isMixed ? 'range: smoothed values within this pixel; raw: one point' : '';
}

const MOST_DESCRIBED = 8;

/** The chart in words, for those who do not see it. */
export function describeChart(data: ChartData, kind: XKind, range: readonly [number, number]): string {
  const { lines } = data;
  const span = `${xText(kind, range[0])} to ${xText(kind, range[1])}`;
  const described = lines.slice(0, MOST_DESCRIBED).map((line) => {
    let first = Number.NaN;
    let last = Number.NaN;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < line.y.length; i++) {
      const value = line.y[i]!;
      if (Number.isNaN(value) || data.x[i]! < range[0] || data.x[i]! > range[1]) continue;
      if (Number.isNaN(first)) first = value;
      last = value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    if (Number.isNaN(first)) return `${line.label}: no points here.`;
    const [start, end, low, high] = [first, last, min, max].map((value) => formatNumber(value));
    return `${line.label}: from ${start} to ${end}, lowest ${low}, highest ${high}.`;
  });
  const more = lines.length - described.length;
  if (more > 0) described.push(`${more} more lines.`);
  return `${span}. ${described.join(' ')}`;
}

const MOST_SPOKEN = 6;

/** What is under the crosshair, to be read out. */
export function spokenText(heading: string, readings: readonly Reading[]): string {
  const spoken = readings
    .slice(0, MOST_SPOKEN)
    .map((reading) => `${reading.line.label} ${readingText(reading)}`);
  const more = readings.length - spoken.length;
  return [heading, ...spoken, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
