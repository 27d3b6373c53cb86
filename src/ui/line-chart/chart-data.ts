import type { ValueExtent } from '../../base/axis/axis-scale.ts';

export interface ChartMark {
  readonly x: number;
  readonly what: 'nan' | 'inf' | '-inf';
}

export interface ChartLine {
  /** Of whom it tells. Lines may share it: they are lit together. */
  readonly id: string;
  readonly label: string;
  /** Any CSS colour, variables included. */
  readonly colour: string;
  /** Lengths of strokes and gaps in pixels; [] for a solid line. */
  readonly dash: readonly number[];
  /** Index-aligned with the shared x, as all columns are; NaN where the line has no point. */
  readonly y: Float64Array;
  /** What `y` was smoothed from, drawn faint beneath it. */
  readonly raw: Float64Array | null;
  /** Edges of a band around `y`; NaN where there is none. */
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
  /** Positions in x where the line breaks. */
  readonly breaks: Uint32Array;
  readonly marks: readonly ChartMark[];
}

export interface ChartData {
  /** Ascending; equal x may stand side by side. */
  readonly x: Float64Array;
  readonly lines: readonly ChartLine[];
}

export function extentInView({ x, lines }: ChartData, from: number, to: number): ValueExtent {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let leastSize = Number.POSITIVE_INFINITY;
  for (const { y, raw, low, high } of lines) {
    for (const column of [y, raw, low, high]) {
      if (column === null) continue;
      for (let i = 0; i < column.length; i++) {
        const value = column[i]!;
        if (!(x[i]! >= from && x[i]! <= to) || Number.isNaN(value)) continue;
        if (value < min) min = value;
        if (value > max) max = value;
        const size = Math.abs(value);
        if (size > 0 && size < leastSize) leastSize = size;
      }
    }
  }
  const known = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
  return { min: known(min), max: known(max), leastSize: known(leastSize) };
}

/** Where the pen goes: runs of positions that are joined by a line. */
export function forEachStretch(
  column: Float64Array,
  breaks: Uint32Array,
  visit: (positions: readonly number[]) => void,
): void {
  let positions: number[] = [];
  let nextBreak = 0;
  for (let i = 0; i < column.length; i++) {
    if (breaks[nextBreak] === i) {
      nextBreak += 1;
      if (positions.length > 0) visit(positions);
      positions = [];
    } else if (!Number.isNaN(column[i]!)) positions.push(i);
  }
  if (positions.length > 0) visit(positions);
}

export interface Reading {
  readonly line: ChartLine;
  /** Least and greatest under the pixel; equal where there is one point. */
  readonly min: number;
  readonly max: number;
  readonly mark: ChartMark['what'] | null;
  /** The point that a smoothed value stands over; NaN without smoothing. */
  readonly raw: number;
}

/**
 * What each line says at a place: all its points within `reach` of it, else its nearest point within `far`. Greatest
 * first. A line that is not near has no reading.
 */
export function readLines(data: ChartData, at: number, reach: number, far: number): Reading[] {
  const readings: Reading[] = [];
  for (const line of data.lines) {
    const reading = readLine(data.x, line, at, reach, far);
    if (reading) readings.push(reading);
  }
  return readings.sort((a, b) => order(b) - order(a));
}

function order(reading: Reading): number {
  return Number.isNaN(reading.max) ? Number.NEGATIVE_INFINITY : reading.max;
}

function readLine(x: Float64Array, line: ChartLine, at: number, reach: number, far: number): Reading | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let nearest = -1;
  let distance = far;
  const start = nearestIndex(x, at);
  for (const direction of [-1, 1]) {
    for (let i = direction < 0 ? start : start + 1; i >= 0 && i < x.length; i += direction) {
      const gap = Math.abs(x[i]! - at);
      if (gap > distance && gap > reach) break;
      const value = line.y[i]!;
      if (Number.isNaN(value)) continue;
      if (gap <= distance) {
        distance = gap;
        nearest = i;
      }
      if (gap > reach) break;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  const mark = line.marks.find((one) => Math.abs(one.x - at) <= Math.max(reach, 0))?.what ?? null;
  const raw = nearest < 0 ? Number.NaN : (line.raw?.[nearest] ?? Number.NaN);
  if (min <= max) return { line, min, max, mark, raw };
  if (mark) return { line, min: Number.NaN, max: Number.NaN, mark, raw: Number.NaN };
  return nearest < 0 ? null : { line, min: line.y[nearest]!, max: line.y[nearest]!, mark: null, raw };
}

/** Position of the x nearest to a value, or -1. */
export function nearestIndex(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (x[middle]! <= value) low = middle;
    else high = middle;
  }
  return Math.abs(x[high]! - value) < Math.abs(value - x[low]!) ? high : low;
}
