import { formatDuration, formatNumber, formatTime } from '../format.ts';
import { type AxisScale, makeXScale, makeYScale, type Tick } from './axis-scale.ts';

/** One value for each mark of a plot. */
export interface PlotColumn {
  readonly label: string;
  /** NaN where a mark has none. For words the index into `words`. */
  readonly values: Float64Array;
  readonly unit: 'number' | 'time' | 'duration' | 'words';
  /** In the order of the axis; empty for numbers. */
  readonly words: readonly string[];
}

/** Finite values alone have a place on an axis. */
export function hasPlace(column: PlotColumn, mark: number): boolean {
  return Number.isFinite(column.values[mark]!);
}

export function valueText(column: PlotColumn, value: number): string {
  switch (column.unit) {
    case 'words':
      return column.words[value] ?? '–';
    case 'time':
      return formatTime(value);
    case 'duration':
      return formatDuration(value);
    case 'number':
      return formatNumber(value);
  }
}

/** Least and greatest finite value, and the least that is not zero by size. */
export function extentOf(values: ArrayLike<number>): { min: number; max: number; leastSize: number } {
  let [min, max, leastSize] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    const size = Math.abs(value);
    if (size > 0 && size < leastSize) leastSize = size;
  }
  if (min > max) return { min: Number.NaN, max: Number.NaN, leastSize: Number.NaN };
  return { min, max, leastSize: Number.isFinite(leastSize) ? leastSize : Number.NaN };
}

/** Room beside the first and the last moment, as a share of the axis. */
const TIME_MARGIN = 0.04;

export function makePlotAxis(column: PlotColumn, log: boolean, mostTicks: number): AxisScale {
  if (column.unit === 'words') return wordScale(column.words, mostTicks);
  const extent = extentOf(column.values);
  if (column.unit === 'number' || log) return makeYScale(extent, log, mostTicks);
  const [min, max] = Number.isNaN(extent.min) ? [0, 1] : [extent.min, extent.max];
  const margin = (max - min) * TIME_MARGIN;
  return makeXScale(column.unit, min - margin, max + margin, mostTicks);
}

/** A lane for each word, all equally wide. */
function wordScale(words: readonly string[], mostTicks: number): AxisScale {
  const count = Math.max(1, words.length);
  const stride = Math.max(1, Math.ceil(count / Math.max(1, mostTicks)));
  const ticks: Tick[] = [];
  for (let i = 0; i < words.length; i += stride)
    ticks.push({ at: (i + 0.5) / count, text: words[i] || '""' });
  return {
    toUnit: (value) => (value + 0.5) / count,
    fromUnit: (unit) => unit * count - 0.5,
    ticks,
  };
}

/** Values of marks as they were logged: numbers, or texts where one of them is no number. */
export interface LoggedValues {
  /** NaN where there is none. */
  readonly numbers: Float64Array;
  readonly texts: readonly (string | null)[] | null;
}

export function makePlotColumn(
  label: string,
  { numbers, texts }: LoggedValues,
  unit: 'number' | 'time' | 'duration',
): PlotColumn {
  if (!texts) return { label, values: numbers, unit, words: [] };
  const words = [...new Set(texts.filter((text) => text !== null))].sort(compareWords);
  const places = new Map(words.map((word, place) => [word, place]));
  const values = Float64Array.from(texts, (text) =>
    text === null ? Number.NaN : (places.get(text) ?? Number.NaN),
  );
  return { label, values, unit: 'words', words };
}

/** Numbers among words by their size, before them. */
function compareWords(a: string, b: string): number {
  const [x, y] = [toNumber(a), toNumber(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y) && x !== y) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
