import { PointBuilder } from '../../../src/base/columns.ts';
import type { MetricKey, RunKey } from '../../../src/domain/ids.ts';
import type { ImportEvent } from '../format.ts';

const MOST_SERIES = 100_000;
const MOST_POINTS = 20_000_000;

/** The points of one run that was read as a whole: small logs, whose record is known first. */
export class LoggedSeries {
  /** Points that were too many. */
  refused = 0;
  /** Of all that was logged; NaN before the first point. */
  lastStep = Number.NaN;
  private readonly series = new Map<MetricKey, PointBuilder>();
  private count = 0;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  has(metric: MetricKey): boolean {
    return this.series.has(metric);
  }

  push(metric: MetricKey, step: number, value: number, timeMs = Number.NaN): void {
    const known = this.series.get(metric);
    if (this.count >= MOST_POINTS || (!known && this.series.size >= MOST_SERIES)) {
      this.refused += 1;
      return;
    }
    const points = known ?? new PointBuilder();
    if (!known) this.series.set(metric, points);
    points.push(step, timeMs, value);
    this.count += 1;
    if (!(step <= this.lastStep)) this.lastStep = step;
  }

  *events(run: RunKey, path: string): Generator<ImportEvent> {
    for (const [metric, points] of this.series)
      yield { kind: 'points', run, metric, points: points.columns() };
    if (this.refused === 0) return;
    const facts = { what: 'points', limit: MOST_POINTS, left: this.refused };
    yield { kind: 'problem', problem: { code: 'limit-reached', path, facts } };
  }
}
