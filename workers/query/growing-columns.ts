import type { PointColumns } from '../../src/base/columns.ts';

/** Room for a few more points than are there: growing costs what comes, and now and then a copy. */
const SPARE = 256;

/** How long an array must be that is to take a few more than so many values. */
export function roomToGrow(count: number): number {
  return count + (count >> 2) + SPARE;
}

/** Columns of a series that is under way. Views that were taken stay as they are: what comes lies behind them. */
export class GrowingColumns {
  length: number;
  private room: PointColumns;

  constructor(columns: PointColumns) {
    this.length = columns.values.length;
    this.room = enlarge(columns);
  }

  columns(): PointColumns {
    const { steps, timesMs, values } = this.room;
    return {
      steps: steps.subarray(0, this.length),
      timesMs: timesMs.subarray(0, this.length),
      values: values.subarray(0, this.length),
    };
  }

  append(more: PointColumns): void {
    const length = this.length + more.values.length;
    if (length > this.room.values.length) this.room = enlarge(this.columns(), length);
    this.room.steps.set(more.steps, this.length);
    this.room.timesMs.set(more.timesMs, this.length);
    this.room.values.set(more.values, this.length);
    this.length = length;
  }
}

function enlarge({ steps, timesMs, values }: PointColumns, count = values.length): PointColumns {
  const enlarged = (column: Float64Array) => {
    const larger = new Float64Array(roomToGrow(count));
    larger.set(column);
    return larger;
  };
  return { steps: enlarged(steps), timesMs: enlarged(timesMs), values: enlarged(values) };
}
