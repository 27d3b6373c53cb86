import type { MetricDirection } from './metric-direction.ts';

const HELD_OUT = /(?:^|[^a-z])(?:val|valid|validation|test|eval|holdout)/;

export interface MetricClaim {
  readonly key: string;
  /** Runs that logged it. */
  readonly runs: number;
  readonly direction: MetricDirection | null;
}

/**
 * Which metric stands for runs first: one with a good end, on data that was held out before others, which most runs
 * have.
 */
export function compareMainMetrics(a: MetricClaim, b: MetricClaim): number {
  return (
    Number(b.direction !== null) - Number(a.direction !== null) ||
    Number(isHeldOut(b.key)) - Number(isHeldOut(a.key)) ||
    b.runs - a.runs ||
    (a.key < b.key ? -1 : 1)
  );
}

function isHeldOut(key: string): boolean {
  return HELD_OUT.test(key.slice(0, 200).toLowerCase());
}
