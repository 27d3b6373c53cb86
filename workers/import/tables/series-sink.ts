import { PointBuilder, type PointColumns } from '../../../src/base/columns.ts';
import type { MetricKey, RunKey } from '../../../src/domain/ids.ts';
import type { ImportEvent } from '../format.ts';
import { BLOCK_ROWS } from './block.ts';

/** Points held back over all series; beyond it everything is handed on, however few each series has. */
const HELD_POINTS = 1_000_000;
const HELD_SERIES = 50_000;

interface Series {
  readonly run: RunKey;
  readonly metric: MetricKey;
  readonly points: PointBuilder;
}

/** Gathers points of rows that jump between runs or metrics into batches per series. */
export class SeriesSink {
  private readonly series = new Map<RunKey, Map<MetricKey, Series>>();
  private readonly full: Series[] = [];
  private heldPoints = 0;
  private heldSeries = 0;

  push(run: RunKey, metric: MetricKey, step: number, timeMs: number, value: number): void {
    const series = this.open(run, metric);
    series.points.push(step, timeMs, value);
    this.heldPoints += 1;
    if (series.points.length >= BLOCK_ROWS) this.close(series);
  }

  /** The same for many points at once, which are copied. */
  append(run: RunKey, metric: MetricKey, points: PointColumns): void {
    if (points.values.length === 0) return;
    const series = this.open(run, metric);
    series.points.append(points);
    this.heldPoints += points.values.length;
    if (series.points.length >= BLOCK_ROWS) this.close(series);
  }

  private open(run: RunKey, metric: MetricKey): Series {
    let ofRun = this.series.get(run);
    if (ofRun === undefined) {
      ofRun = new Map();
      this.series.set(run, ofRun);
    }
    let series = ofRun.get(metric);
    if (series === undefined) {
      series = { run, metric, points: new PointBuilder() };
      ofRun.set(metric, series);
      this.heldSeries += 1;
    }
    return series;
  }

  /** Full: it is handed on with the next ones, and the series goes on in another batch. */
  private close(series: Series): void {
    this.full.push(series);
    this.series.get(series.run)?.delete(series.metric);
    this.heldSeries -= 1;
    this.heldPoints -= series.points.length;
  }

  /** Batches that are full; everything when too much is held. */
  *drain(): Generator<ImportEvent> {
    for (const series of this.full) yield toEvent(series);
    this.full.length = 0;
    if (this.heldPoints > HELD_POINTS || this.heldSeries > HELD_SERIES) yield* this.drainAll();
  }

  *drainAll(): Generator<ImportEvent> {
    for (const series of this.full) yield toEvent(series);
    this.full.length = 0;
    for (const ofRun of this.series.values()) {
      for (const series of ofRun.values()) yield toEvent(series);
    }
    this.series.clear();
    this.heldPoints = 0;
    this.heldSeries = 0;
  }
}

function toEvent(series: Series): ImportEvent {
  return { kind: 'points', run: series.run, metric: series.metric, points: series.points.columns() };
}
