import type { PointColumns } from '../../../src/base/columns.ts';
import type { MetricKey } from '../../../src/domain/ids.ts';
import type { RunRecord, SeriesPart, SeriesSummary } from '../../../src/domain/run.ts';

/** Runs that are live, as alerts read them. */
export interface LiveRuns {
  runs(): Iterable<LiveRunTail>;
}

export interface LiveRunTail {
  readonly run: RunRecord;
  /** When its source last grew. */
  readonly lastSignMs: number;
  readonly series: Iterable<LiveSeriesTail>;
}

export interface LiveSeriesTail {
  readonly key: MetricKey;
  /** Of the whole series. */
  readonly summary: SeriesSummary;
  /** Where the points before the tail lie. */
  readonly parts: readonly SeriesPart[];
  /** Place in the series of the tail's first point. */
  readonly tailFrom: number;
  readonly tail: PointColumns;
  /** Points were left out on the way: places mean nothing. */
  readonly isThinned: boolean;
}
