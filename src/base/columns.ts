/** Metric points as columns of equal length, in the order they were logged. No point is an object of its own. */
export interface PointColumns {
  /** Integer in most producers, fractional in some; may repeat, go back or be negative. */
  readonly steps: Float64Array;
  /** Milliseconds since epoch; NaN where the source has no time. */
  readonly timesMs: Float64Array;
  /** NaN and the infinities are values that were logged. */
  readonly values: Float64Array;
}

export const BYTES_PER_POINT = 24;

/** Growable columns: doubling, so that appending is linear over all. */
export class PointBuilder {
  length = 0;
  private steps: Float64Array;
  private timesMs: Float64Array;
  private values: Float64Array;

  constructor(capacity = 16) {
    this.steps = new Float64Array(capacity);
    this.timesMs = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
  }

  push(step: number, timeMs: number, value: number): void {
    if (this.length === this.steps.length) this.grow(Math.max(16, this.length * 2));
    this.steps[this.length] = step;
    this.timesMs[this.length] = timeMs;
    this.values[this.length] = value;
    this.length += 1;
  }

  append(columns: PointColumns): void {
    const needed = this.length + columns.steps.length;
    if (needed > this.steps.length) this.grow(Math.max(needed, this.steps.length * 2));
    this.steps.set(columns.steps, this.length);
    this.timesMs.set(columns.timesMs, this.length);
    this.values.set(columns.values, this.length);
    this.length = needed;
  }

  /** A view on the points so far; valid until the next push. */
  columns(): PointColumns {
    return {
      steps: this.steps.subarray(0, this.length),
      timesMs: this.timesMs.subarray(0, this.length),
      values: this.values.subarray(0, this.length),
    };
  }

  private grow(capacity: number): void {
    this.steps = enlarged(this.steps, capacity);
    this.timesMs = enlarged(this.timesMs, capacity);
    this.values = enlarged(this.values, capacity);
  }
}

function enlarged(column: Float64Array, capacity: number): Float64Array {
  const next = new Float64Array(capacity);
  next.set(column);
  return next;
}
