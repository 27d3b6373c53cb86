import type { PointColumns } from '../../../src/base/columns.ts';

/** MLflow's steps and times are whole numbers; `rounded`: points whose step was none. */
export function toWholePoints({ steps, timesMs, values }: PointColumns): {
  readonly columns: PointColumns;
  readonly rounded: number;
} {
  let rounded = 0;
  const wholeSteps = steps.map((step) => {
    const whole = toWhole(step);
    if (whole !== step) rounded += 1;
    return whole;
  });
  return { columns: { steps: wholeSteps, timesMs: timesMs.map(toWhole), values }, rounded };
}

/** A time of a run or model in milliseconds: some sources write them with a fraction, which MLflow refuses to read. */
export function wholeTime(ms: number | null): number | null {
  return ms === null ? null : toWhole(ms);
}

/** 0 where the source has none. Beyond 2^63 no database holds it. */
function toWhole(value: number): number {
  if (!Number.isFinite(value)) return 0;
  // Adding 0 takes the sign from a zero.
  return Math.min(Math.max(Math.round(value), -(2 ** 62)), 2 ** 62) + 0;
}
