import type { PointColumns } from '../../base/columns.ts';
import type { MetricDirection } from '../metric-direction.ts';
import type { PointWatcher, TellPoint } from './point-watcher.ts';

/**
 * Better is a finite value that beats the best by more than a share of it. Steps are counted from where the best was
 * logged; where they went back since, it takes as many again to get there.
 */
export class FlatWatcher implements PointWatcher {
  /** Smaller is better after this. */
  private readonly sign: 1 | -1;
  private best = Number.NaN;
  private bestStep = Number.NaN;
  private isTold = false;

  constructor(
    direction: MetricDirection,
    private readonly steps: number,
    private readonly tolerance: number,
  ) {
    this.sign = direction === 'lower' ? 1 : -1;
  }

  feed(points: PointColumns, from: number, to: number, tell: TellPoint): void {
    const { sign, steps, tolerance } = this;
    for (let at = from; at < to; at++) {
      const value = points.values[at]!;
      const step = points.steps[at]!;
      // Written so that the first finite value is better than none.
      const isBetter =
        Number.isFinite(value) && !(this.best - sign * value <= tolerance * Math.abs(this.best));
      if (isBetter) {
        this.best = sign * value;
        this.bestStep = step;
        this.isTold = false;
      } else if (!this.isTold && step - this.bestStep >= steps) {
        this.isTold = true;
        tell(at, value, sign * this.best);
      }
    }
  }
}
