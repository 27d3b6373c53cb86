import type { SeriesMark } from '../../src/rpc/query-api.ts';
import { lowerBound, upperBound } from './ascending.ts';
import type { Channel, PreparedSeries } from './prepared-series.ts';

/** A series cut to the range: points `from` up to but not including `to` lie within it. */
export interface Stretch {
  readonly series: PreparedSeries;
  /** null where nothing is smoothed. */
  readonly smoothed: Channel | null;
  readonly from: number;
  readonly to: number;
}

/** One line to draw: columns over its own keys, cut to the range as a stretch is. */
export interface Curve {
  /** A run's key or a group's id. */
  readonly of: string;
  readonly term: number;
  readonly keys: Float64Array;
  readonly origin: number;
  readonly from: number;
  readonly to: number;
  readonly shown: Channel;
  readonly raw: Channel | null;
  readonly low: Channel | null;
  readonly high: Channel | null;
  /** Runs that take part at each key; null for a run's own line. */
  readonly runs: Uint32Array | null;
  /** Its keys stand for pixels, not for points. */
  readonly isFolded: boolean;
  readonly facts: CurveFacts;
}

/** What is said of a line beside what is drawn. */
export interface CurveFacts {
  readonly marks: readonly SeriesMark[];
  readonly pointsInRange: number;
  readonly nonFiniteInRange: number;
  readonly unplaced: number;
}

/** The columns of one line over the x that all lines share. */
export interface DrawnLine {
  readonly y: Float64Array;
  readonly raw: Float64Array | null;
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
  readonly runs: Uint32Array | null;
  readonly breaks: Uint32Array;
}

export interface Drawn {
  readonly x: Float64Array;
  readonly lines: readonly DrawnLine[];
}

export function cutToRange(
  { keys, origin }: { readonly keys: Float64Array; readonly origin: number },
  from: number,
  to: number,
): { readonly from: number; readonly to: number } {
  const start = lowerBound(keys, origin, from, 0, keys.length);
  return { from: start, to: upperBound(keys, origin, to, start, keys.length) };
}
