import type { PointColumns } from '../../src/base/columns.ts';
import type { XAxis } from '../../src/rpc/query-api.ts';
import { ascendingOrder } from './ascending.ts';
import { MinMaxPyramid } from './pyramid.ts';

/** A series ready to be asked for any stretch of one axis. */
export interface PreparedSeries {
  /** Ascending and finite; equal keys in the order of logging. */
  readonly keys: Float64Array;
  /** A point's place on the axis is its key less this: relative time needs no column of its own. */
  readonly origin: number;
  readonly y: Float64Array;
  readonly pyramid: MinMaxPyramid;
  /** Positions of NaN and ±∞ in `y`, ascending. */
  readonly nonFinite: Int32Array;
  /** Points without a place on this axis: no step, or no time. */
  readonly unplaced: number;
  /** What it holds beyond the columns it was made from. */
  readonly extraBytes: number;
}

export function prepareSeries(columns: PointColumns, axis: XAxis, startMs: number | null): PreparedSeries {
  const source = axis === 'step' ? columns.steps : columns.timesMs;
  const order = ascendingOrder(source);
  const keys = order === null ? source : pick(source, order);
  const y = order === null ? columns.values : pick(columns.values, order);
  const origin = axis === 'relative' && keys.length > 0 ? originMs(keys[0]!, startMs) : 0;
  const pyramid = new MinMaxPyramid(y);
  const nonFinite = nonFinitePositions(y);
  const extraBytes =
    pyramid.sizeBytes + nonFinite.byteLength + (order === null ? 0 : keys.byteLength + y.byteLength);
  return { keys, origin, y, pyramid, nonFinite, unplaced: source.length - keys.length, extraBytes };
}

/** The place of a point on the axis. */
export function placeOf(series: PreparedSeries, at: number): number {
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

function nonFinitePositions(y: Float64Array): Int32Array {
  let count = 0;
  // A finite number less itself is zero, the others are NaN: the cheapest test there is.
  for (let at = 0; at < y.length; at++) if (y[at]! - y[at]! !== 0) count += 1;
  const positions = new Int32Array(count);
  if (count === 0) return positions;
  count = 0;
  for (let at = 0; at < y.length; at++) if (!Number.isFinite(y[at]!)) positions[count++] = at;
  return positions;
}
