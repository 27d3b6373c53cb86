import { PointBuilder } from '../../../src/base/columns.ts';
import type { MetricKey, RunKey } from '../../../src/domain/ids.ts';
import type { ImportEvent } from '../format.ts';

/** A series that is being read: `push` by its book, so that the book knows how much it holds. */
export interface HeldSeries {
  readonly metric: MetricKey;
  points: PointBuilder;
  /** Of all, those handed on included. */
  count: number;
}

/**
 * The points of one run until its record is known, which formats that tell a run's facts to the end need. Where there
 * are too many to hold they are let go, and the file is read once more behind the record (`isOver`).
 */
export class HeldPoints {
  /** More points than these are not held: 72 MB. */
  static readonly MOST = 3_000_000;
  static readonly MOST_SERIES = 100_000;
  private readonly series = new Map<MetricKey, HeldSeries>();
  private held = 0;
  private readonly most: number;
  /** Series beyond the most that are read. */
  refused = 0;
  isOver = false;

  constructor(most: number = HeldPoints.MOST) {
    this.most = most;
  }

  /** null where the run has too many series. */
  get(metric: MetricKey): HeldSeries | null {
    const known = this.series.get(metric);
    if (known) return known;
    if (this.series.size >= HeldPoints.MOST_SERIES) {
      this.refused += 1;
      return null;
    }
    const made: HeldSeries = { metric, points: new PointBuilder(), count: 0 };
    this.series.set(metric, made);
    return made;
  }

  has(metric: MetricKey): boolean {
    return (this.series.get(metric)?.count ?? 0) > 0;
  }

  push(series: HeldSeries, step: number, timeMs: number, value: number): void {
    series.count += 1;
    if (this.isOver) return;
    series.points.push(step, timeMs, value);
    this.held += 1;
    if (this.held > this.most) this.letGo();
  }

  get isEmpty(): boolean {
    return this.held === 0;
  }

  /** Of all series with a point, in the order of their first. */
  metrics(): readonly MetricKey[] {
    return [...this.series.values()].filter(({ count }) => count > 0).map(({ metric }) => metric);
  }

  /** Everything that is held, series by series. */
  *drain(run: RunKey): Generator<ImportEvent> {
    for (const one of this.series.values()) {
      const { points } = one;
      if (points.length === 0) continue;
      yield { kind: 'points', run, metric: one.metric, points: points.columns() };
      one.points = new PointBuilder();
    }
    this.held = 0;
  }

  /** Hands on what is held once it is much; for the second reading, which holds no more than a window's. */
  *drainSome(run: RunKey): Generator<ImportEvent> {
    if (this.held > HeldPoints.MOST / 6) yield* this.drain(run);
  }

  /** What was let go was handed on by a second reading: what comes from now on is held again. */
  resume(): void {
    this.isOver = false;
  }

  private letGo(): void {
    this.isOver = true;
    for (const one of this.series.values()) one.points = new PointBuilder();
    this.held = 0;
  }
}
