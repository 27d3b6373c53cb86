import type { PointColumns } from '../../base/columns.ts';
import type { MetricDirection } from '../metric-direction.ts';
import type { PointWatcher, TellPoint } from './point-watcher.ts';
import { WindowMeans } from './window-means.ts';

/**
 * Compares the mean of the last finite values with the best mean of as many that ended before they began. Worse by a
 * factor of 1.5 is a distance of half the best mean, whatever its sign; of a best mean of 0 there is no half, so nothing
 * is told.
 */
export class DivergingWatcher implements PointWatcher {
  private readonly means: WindowMeans;
  /** Means of windows that overlap the last one, oldest at `oldest`. */
  private readonly waiting: number[] = [];
  private oldest = 0;
  /** Smaller is better after this. */
  private readonly sign: 1 | -1;
  private best = Number.POSITIVE_INFINITY;
  private isTold = false;

  constructor(
    direction: MetricDirection,
    private readonly points: number,
    private readonly factor: number,
  ) {
    this.sign = direction === 'lower' ? 1 : -1;
    this.means = new WindowMeans(points);
  }

  feed({ values }: PointColumns, from: number, to: number, tell: TellPoint): void {
    for (let at = from; at < to; at++) {
      const value = values[at]!;
      if (!Number.isFinite(value)) continue;
      const mean = this.sign * this.means.push(value);
      if (!Number.isNaN(mean)) this.compare(mean, at, tell);
    }
  }

  private compare(mean: number, at: number, tell: TellPoint): void {
    const ended = this.wait(mean);
    if (ended < this.best) this.best = ended;
    const { best, sign } = this;
    const isWorse = Number.isFinite(best) && best !== 0 && mean - best > (this.factor - 1) * Math.abs(best);
    if (isWorse && !this.isTold) tell(at, sign * mean, sign * best);
    this.isTold = isWorse;
  }

  /** The mean that ended where this one began; ∞ while there is none. */
  private wait(mean: number): number {
    if (this.waiting.length < this.points) {
      this.waiting.push(mean);
      return Number.POSITIVE_INFINITY;
    }
    const ended = this.waiting[this.oldest]!;
    this.waiting[this.oldest] = mean;
    this.oldest = (this.oldest + 1) % this.points;
    return ended;
  }
}
