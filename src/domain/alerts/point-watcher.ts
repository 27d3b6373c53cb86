import type { PointColumns } from '../../base/columns.ts';
import type { AlertCondition } from './alert-rule.ts';
import { DivergingWatcher } from './diverging-watcher.ts';
import { FlatWatcher } from './flat-watcher.ts';

/** `at`: the place in the columns that were fed. `value` and `against` as in an `Alert`. */
export type TellPoint = (at: number, value: number, against: number | null) => void;

/** Looks at the points of one series in the order they were logged; how they are batched makes no difference. */
export interface PointWatcher {
  /** Points [from, to) of these columns, which follow the ones fed before. */
  feed(points: PointColumns, from: number, to: number, tell: TellPoint): void;
}

/** Conditions that the points of one series decide. */
export type PointCondition = Extract<
  AlertCondition,
  { readonly kind: 'threshold' | 'not-finite' | 'diverging' | 'flat' }
>;

export function isPointCondition(condition: AlertCondition): condition is PointCondition {
  return ['threshold', 'not-finite', 'diverging', 'flat'].includes(condition.kind);
}

export function makePointWatcher(condition: PointCondition): PointWatcher {
  switch (condition.kind) {
    case 'threshold':
      return new ThresholdWatcher(condition.is === 'above' ? 1 : -1, condition.bound, condition.inARow);
    case 'not-finite':
      return new NotFiniteWatcher();
    case 'diverging':
      return new DivergingWatcher(condition.direction, condition.points, condition.factor);
    case 'flat':
      return new FlatWatcher(condition.direction, condition.steps, condition.tolerance);
  }
}

/** A NaN ends a row of values beyond the bound, but is no return within it. */
class ThresholdWatcher implements PointWatcher {
  private row = 0;
  private isTold = false;

  constructor(
    private readonly sign: 1 | -1,
    private readonly bound: number,
    private readonly inARow: number,
  ) {}

  feed({ values }: PointColumns, from: number, to: number, tell: TellPoint): void {
    const { sign, bound, inARow } = this;
    for (let at = from; at < to; at++) {
      const value = values[at]!;
      const isBeyond = sign === 1 ? value > bound : value < bound;
      if (!isBeyond) {
        this.row = 0;
        if (!Number.isNaN(value)) this.isTold = false;
        continue;
      }
      this.row += 1;
      if (this.isTold || this.row < inARow) continue;
      this.isTold = true;
      tell(at, value, bound);
    }
  }
}

/** Once for each stretch of values that are no numbers. */
class NotFiniteWatcher implements PointWatcher {
  private isInside = false;

  feed({ values }: PointColumns, from: number, to: number, tell: TellPoint): void {
    for (let at = from; at < to; at++) {
      const isNumber = Number.isFinite(values[at]);
      if (!isNumber && !this.isInside) tell(at, values[at]!, null);
      this.isInside = !isNumber;
    }
  }
}

/** The first finite value that is better than one that was there before; once. */
export class BetterWatcher implements PointWatcher {
  /** May move while others improve; null where there is nothing to be better than. */
  bound: number | null = null;
  private isTold = false;

  constructor(private readonly sign: 1 | -1) {}

  get isDone(): boolean {
    return this.isTold;
  }

  feed({ values }: PointColumns, from: number, to: number, tell: TellPoint): void {
    const { bound, sign } = this;
    if (this.isTold || bound === null) return;
    for (let at = from; at < to; at++) {
      const value = values[at]!;
      if (!Number.isFinite(value) || !(sign * value > sign * bound)) continue;
      this.isTold = true;
      tell(at, value, bound);
      return;
    }
  }
}
