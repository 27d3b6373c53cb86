import type { MetricStat } from '../../src/domain/filter/fields.ts';
import type { SeriesSummary } from '../../src/domain/run.ts';
import { NumberColumn } from './columns.ts';

/** Where a summary lies among the others. */
const SLOTS: Readonly<Record<Exclude<MetricStat, 'last'>, number>> = { first: 0, min: 1, max: 2, mean: 3 };
const FIRST_CAPACITY = 8;

/**
 * A metric over the runs that have it: its last values, and its other summaries beside them. A summary that is the
 * last value in every run, as where each logged the metric once, takes no room.
 */
export class MetricColumn extends NumberColumn {
  private readonly others: (Float64Array | undefined)[] = [undefined, undefined, undefined, undefined];

  pushSummary(row: number, summary: SeriesSummary): void {
    const index = this.length;
    this.push(row, summary.last);
    this.keep(SLOTS.first, index, summary.first, summary.last);
    this.keep(SLOTS.min, index, summary.min, summary.last);
    this.keep(SLOTS.max, index, summary.max, summary.last);
    this.keep(SLOTS.mean, index, summary.mean, summary.last);
  }

  statAt(index: number, stat: MetricStat): number {
    const values = stat === 'last' ? undefined : this.others[SLOTS[stat]];
    return values ? values[index]! : this.valueAt(index);
  }

  /** Undefined where the run has no such metric. */
  stat(row: number, stat: MetricStat): number | undefined {
    const index = this.indexOf(row);
    return index < 0 ? undefined : this.statAt(index, stat);
  }

  /** Gives back the room that was kept for more runs. */
  override trim(): void {
    super.trim();
    for (const [slot, values] of this.others.entries()) this.others[slot] = values?.slice(0, this.length);
  }

  private keep(slot: number, index: number, value: number, last: number): void {
    const values = this.others[slot];
    if (values && index < values.length) values[index] = value;
    else if (values || !Object.is(value, last)) this.grow(slot, index)[index] = value;
  }

  private grow(slot: number, index: number): Float64Array {
    const values = new Float64Array(Math.max(FIRST_CAPACITY, index * 2));
    const there = this.others[slot];
    if (there) values.set(there);
    else for (let i = 0; i < index; i++) values[i] = this.valueAt(i);
    this.others[slot] = values;
    return values;
  }
}
