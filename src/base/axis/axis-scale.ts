import { durationTickText, logTickText, numberTickText, timeTickText } from './tick-text.ts';
import { clampToDrawable, durationTicks, linearTicks, logTicks, symlogTicks, timeTicks } from './ticks.ts';

export interface Tick {
  /** 0 at the low end of the axis, 1 at the high end. */
  readonly at: number;
  readonly text: string;
}

/** Values to places between 0 and 1, and back. The canvas library sees only the places. */
export interface AxisScale {
  toUnit(value: number): number;
  fromUnit(unit: number): number;
  readonly ticks: readonly Tick[];
}

/** What the x of a chart counts: plain numbers, ms since epoch, or a length of time in ms. */
export type XKind = 'number' | 'time' | 'duration';

/** `leastSize` makes it logarithmic: the least distance from zero of an x that is not zero. */
export function makeXScale(
  kind: XKind,
  from: number,
  to: number,
  mostTicks: number,
  leastSize: number | null = null,
): AxisScale {
  const text = kind === 'duration' ? durationTickText : (value: number) => logTickText(value);
  // A calendar has no zero to count from.
  if (leastSize !== null && kind !== 'time') {
    const ends: Ends = { min: clampToDrawable(from), max: clampToDrawable(to), margins: [0, 0], leastSize };
    const scale = curvedYet(ends, mostTicks, text);
    if (scale) return scale;
  }
  const [low, high] = widened(from, to, kind === 'number' ? 1 : 1000);
  const ticksOf = { number: linearTicks, time: timeTicks, duration: durationTicks }[kind];
  const textOf = { number: numberTickText, time: timeTickText, duration: durationTickText }[kind];
  return linearScale(low, high, ticksOf(low, high, mostTicks), textOf);
}

/** What is known of the values in view. All NaN where there is no finite one. */
export interface ValueExtent {
  readonly min: number;
  readonly max: number;
  /** Least distance from zero of a value that is not zero. */
  readonly leastSize: number;
}

/** Room above and below the values, as a share of the axis. */
const MARGIN = 0.06;

/** Ends of an axis that a person fixed; null where it follows the data. */
export type Limits = readonly [from: number | null, to: number | null];

/** An end that is fixed has no margin: what lies beyond it is not drawn. */
export function makeYScale(
  extent: ValueExtent,
  log: boolean,
  mostTicks: number,
  limits: Limits = [null, null],
): AxisScale {
  let min = clampToDrawable(limits[0] ?? (Number.isNaN(extent.min) ? 0 : extent.min));
  let max = clampToDrawable(limits[1] ?? (Number.isNaN(extent.max) ? 1 : extent.max));
  if (max < min) {
    if (limits[0] === null) min = max;
    else max = min;
  }
  const margins = [limits[0] === null ? MARGIN : 0, limits[1] === null ? MARGIN : 0] as const;
  if (log) {
    const scale = curvedYet({ min, max, margins, leastSize: extent.leastSize }, mostTicks, logTickText);
    if (scale) return scale;
  }
  const [low, high] = widened(min, max, Math.abs(min) > LEAST_SIZE ? Math.abs(min) * 0.2 : 2);
  const from = low - (high - low) * margins[0];
  const to = high + (high - low) * margins[1];
  return linearScale(from, to, linearTicks(from, to, mostTicks), numberTickText);
}

interface Ends {
  readonly min: number;
  readonly max: number;
  /** Room beyond the ends, as shares of the axis. */
  readonly margins: readonly [below: number, above: number];
  readonly leastSize: number;
}

/**
 * Logarithmic, or linear around zero where there are values at or below it. Null below LEAST_SIZE, where powers of
 * ten run out of digits: such values lie at zero, such spans are one place.
 */
function curvedYet(
  ends: Ends,
  mostTicks: number,
  text: (value: number, step: number) => string,
): AxisScale | null {
  if (ends.min >= LEAST_SIZE) return logScale(ends, mostTicks, text);
  if (ends.max - ends.min >= LEAST_SIZE) return symlogScale(ends, mostTicks, text);
  return null;
}

/** A log axis has no place for zero and below; where there are such values it is linear around zero. */
export function needsSymlog(extent: ValueExtent): boolean {
  return extent.min <= 0;
}

/** Shorter than this, next to the size of its ends or at all, and an axis has no room for two different ticks. */
const LEAST_SHARE = 1e-12;
const LEAST_SIZE = 1e-290;

/** An axis that is long enough: one about a single value is `span` long. */
function widened(from: number, to: number, span: number): [number, number] {
  const [low, high] = [clampToDrawable(from), clampToDrawable(to)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low >= Math.max(size * LEAST_SHARE, LEAST_SIZE)) return [low, high];
  const half = Math.max(span / 2, size * LEAST_SHARE * 1000);
  return [clampToDrawable(low - half), clampToDrawable(high + half)];
}

function linearScale(
  from: number,
  to: number,
  ticks: readonly number[],
  text: (value: number, step: number) => string,
): AxisScale {
  const span = to - from;
  const toUnit = (value: number): number => (value - from) / span;
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : span;
  return {
    toUnit,
    fromUnit: (unit) => from + unit * span,
    ticks: ticks.map((value) => ({ at: toUnit(value), text: text(value, step) })),
  };
}

function logScale(
  { min, max, margins }: Ends,
  mostTicks: number,
  text: (value: number, step: number) => string,
): AxisScale {
  const forward = (value: number): number => Math.log10(Math.max(value, LEAST_SIZE));
  const high = forward(max);
  const low = forward(min);
  const [below, above] = high > low ? margins.map((share) => share * (high - low)) : [0.3, 0.3];
  return curvedScale(
    low - below!,
    high + above!,
    forward,
    (place) => 10 ** place,
    (from, to) => logTicks(from, to, mostTicks),
    text,
  );
}

/** Further than this below the greatest value everything counts as around zero. */
const SYMLOG_DECADES = 1e-6;

function symlogScale(
  { min, max, margins, leastSize }: Ends,
  mostTicks: number,
  text: (value: number, step: number) => string,
): AxisScale {
  const greatest = Math.max(Math.abs(min), Math.abs(max));
  const least = Math.max(
    Number.isNaN(leastSize) ? greatest : leastSize,
    greatest * SYMLOG_DECADES,
    LEAST_SIZE,
  );
  const threshold = 10 ** Math.floor(Math.log10(least));
  const forward = (value: number): number => Math.asinh(value / threshold);
  const low = forward(min);
  const high = forward(max);
  return curvedScale(
    low - (high - low) * margins[0],
    high + (high - low) * margins[1],
    forward,
    (place) => Math.sinh(place) * threshold,
    (from, to) => symlogTicks(from, to, threshold, mostTicks),
    text,
  );
}

function curvedScale(
  low: number,
  high: number,
  forward: (value: number) => number,
  backward: (place: number) => number,
  ticksOf: (from: number, to: number) => number[],
  text: (value: number, step: number) => string,
): AxisScale {
  const toUnit = (value: number): number => (forward(value) - low) / (high - low);
  const ticks = ticksOf(backward(low), backward(high));
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : 0;
  const isLinear = ticks.length > 2 && Math.abs(ticks[2]! - ticks[1]! - step) < step * 1e-6;
  return {
    toUnit,
    fromUnit: (unit) => backward(low + unit * (high - low)),
    ticks: ticks.map((value) => ({
      at: toUnit(value),
      text: isLinear ? numberTickText(value, step) : text(value, Math.abs(value)),
    })),
  };
}
