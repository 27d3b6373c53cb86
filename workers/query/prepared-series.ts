import type { PointColumns } from '../../src/base/columns.ts';
import type { XAxis } from '../../src/rpc/query-api.ts';
import { ascendingOrder } from './ascending.ts';
import { MinMaxPyramid } from './pyramid.ts';

/** A series ready to be asked for any stretch of one axis. */
export interface PreparedSeries {
  /** Ascending and finite; equal x in the order of logging. */
  readonly x: Float64Array;
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
  const keys = axis === 'step' ? columns.steps : columns.timesMs;
  const order = ascendingOrder(keys);
  let x = order === null ? keys : pick(keys, order);
  const y = order === null ? columns.values : pick(columns.values, order);
  if (axis === 'relative' && x.length > 0) x = since(x, startMs);
  const pyramid = new MinMaxPyramid(y);
  const nonFinite = nonFinitePositions(y);
  const extraBytes =
    pyramid.sizeBytes +
    nonFinite.byteLength +
    (x === columns.steps || x === columns.timesMs ? 0 : x.byteLength) +
    (y === columns.values ? 0 : y.byteLength);
  return { x, y, pyramid, nonFinite, unplaced: keys.length - x.length, extraBytes };
}

/** Zero of relative time: the run's start, or the first point where the run has none or claims to begin later. */
export function originMs(firstTimeMs: number, startMs: number | null): number {
  return startMs !== null && startMs <= firstTimeMs ? startMs : firstTimeMs;
}

function since(timesMs: Float64Array, startMs: number | null): Float64Array {
  const origin = originMs(timesMs[0]!, startMs);
  return timesMs.map((timeMs) => timeMs - origin);
}

function pick(column: Float64Array, order: Uint32Array): Float64Array {
  const picked = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) picked[i] = column[order[i]!]!;
  return picked;
}

function nonFinitePositions(y: Float64Array): Int32Array {
  let count = 0;
  for (let at = 0; at < y.length; at++) if (!Number.isFinite(y[at]!)) count += 1;
  const positions = new Int32Array(count);
  if (count === 0) return positions;
  count = 0;
  for (let at = 0; at < y.length; at++) if (!Number.isFinite(y[at]!)) positions[count++] = at;
  return positions;
}
