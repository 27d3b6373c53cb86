import type { Hash } from '../../src/domain/ids.ts';
import { ascendingOrder } from './ascending.ts';
import { MinMaxPyramid } from './pyramid.ts';

/** Values over the keys of a series, ready for any stretch of them. */
export interface Channel {
  readonly y: Float64Array;
  readonly pyramid: MinMaxPyramid;
}

/** A series ready to be asked for any stretch of one axis. */
export interface PreparedSeries extends Channel {
  /** The same for the same points on the same axis. */
  readonly id: string;
  /** Ascending and finite; equal keys in the order of logging. */
  readonly keys: Float64Array;
  /** A point's place on the axis is its key less this: relative time needs no column of its own. */
  readonly origin: number;
  /** Positions of NaN and ±∞ in `y`, ascending. */
  readonly nonFinite: Int32Array;
  /** Points without a place on this axis: no step, no time, or no value of the other metric. */
  readonly unplaced: number;
  /** Packs that hold more of the points and are not in this browser. */
  readonly missing: readonly Hash[];
}

/** Points as they were logged, and where each lies on an axis; NaN for no place. */
export interface PlacedPoints {
  readonly places: Float64Array;
  readonly values: Float64Array;
  /** Counted with those that have no place. */
  readonly unplaced: number;
  readonly missing: readonly Hash[];
  /** Zero of the axis, where it is not 0, from the least place. */
  readonly originOf: ((least: number) => number) | null;
}

export function prepareSeries(id: string, points: PlacedPoints): PreparedSeries {
  const { places, values } = points;
  const order = ascendingOrder(places);
  const keys = order === null ? places : pick(places, order);
  const y = order === null ? values : pick(values, order);
  return {
    id,
    keys,
    origin: points.originOf && keys.length > 0 ? points.originOf(keys[0]!) : 0,
    ...makeChannel(y),
    nonFinite: nonFinitePositions(y),
    unplaced: points.unplaced + places.length - keys.length,
    missing: points.missing,
  };
}

/**
 * The series that `before` was the beginning of; null where it must be prepared anew. Its points have grown in their place:
 * `places` and `values` are longer views of the memory that `before` shows, which had a place for each of them.
 */
export function growSeries(id: string, before: PreparedSeries, points: PlacedPoints): PreparedSeries | null {
  const { places, values } = points;
  const isSamePlace = isLonger(places, before.keys) && isLonger(values, before.y);
  if (!isSamePlace || points.missing.length > 0 || points.unplaced !== before.unplaced) return null;
  let previous = before.keys.at(-1) ?? Number.NEGATIVE_INFINITY;
  for (let at = before.keys.length; at < places.length; at++) {
    // Also false for NaN.
    if (!(places[at]! >= previous && places[at]! < Number.POSITIVE_INFINITY)) return null;
    previous = places[at]!;
  }
  const added = nonFinitePositions(values, before.keys.length);
  return {
    ...before,
    id,
    keys: places,
    y: values,
    pyramid: new MinMaxPyramid(values, before.pyramid),
    nonFinite: added.length > 0 ? joined(before.nonFinite, added) : before.nonFinite,
  };
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function isLonger(column: Float64Array, before: Float64Array): boolean {
  return (
    before.length > 0 &&
    column.buffer === before.buffer &&
    column.byteOffset === before.byteOffset &&
    column.length >= before.length
  );
}

export function makeChannel(y: Float64Array): Channel {
  return { y, pyramid: new MinMaxPyramid(y) };
}

export function channelArrays({ y, pyramid }: Channel): readonly ArrayBufferView[] {
  return [y, ...pyramid.arrays];
}

/** The place of a point on the axis. */
export function placeOf(
  series: { readonly keys: Float64Array; readonly origin: number },
  at: number,
): number {
  return series.keys[at]! - series.origin;
}

/** Zero of relative time: the run's start, or the first point where the run has none or claims to begin later. */
export function originMs(firstTimeMs: number, startMs: number | null): number {
  return startMs !== null && startMs <= firstTimeMs ? startMs : firstTimeMs;
}

function pick(column: Float64Array, order: Uint32Array): Float64Array {
  const picked = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) picked[i] = column[order[i]!]!;
  return picked;
}

function nonFinitePositions(y: Float64Array, from = 0): Int32Array {
  let count = 0;
  // A finite number less itself is zero, the others are NaN: the cheapest test there is.
  for (let at = from; at < y.length; at++) if (y[at]! - y[at]! !== 0) count += 1;
  const positions = new Int32Array(count);
  if (count === 0) return positions;
  count = 0;
  for (let at = from; at < y.length; at++) if (!Number.isFinite(y[at]!)) positions[count++] = at;
  return positions;
}
