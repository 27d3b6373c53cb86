import type { MetricStat } from '../../src/domain/filter/fields.ts';
import { inserted, NumberColumn, resized, roomFor, trimmedRoom } from './columns.ts';

/** Where a summary lies among the others. */
const SLOTS: Readonly<Record<Exclude<MetricStat, 'last'>, number>> = { first: 0, min: 1, max: 2, mean: 3 };

/** What of a series its column keeps. */
export type KeptSummary = Readonly<Record<MetricStat, number>>;

/**
 * A metric over the runs that have it: its last values, and its other summaries beside them. A summary that is the
 * last value in every run, as where each logged the metric once, takes no room.
 */
export class MetricColumn extends NumberColumn {
  private readonly others: (Float64Array | undefined)[] = [undefined, undefined, undefined, undefined];
  /** Points of each run; where all have as many as the first one, that says it. */
  private counts: Uint32Array | null = null;
  private firstCount = 0;

  pushSummary(
    row: number,
    count: number,
    last: number,
    first: number,
    min: number,
    max: number,
    mean: number,
  ): void {
    const index = this.length;
    this.push(row, last);
    this.keep(SLOTS.first, index, first, last);
    this.keep(SLOTS.min, index, min, last);
    this.keep(SLOTS.max, index, max, last);
    this.keep(SLOTS.mean, index, mean, last);
    this.keepCount(index, count);
  }

  /** Gives a row other summaries, or its first ones. */
  putSummary(row: number, figures: KeptSummary & { readonly count: number }): void {
    const { index, isNew } = this.putValue(row, figures.last);
    const before = this.length - 1;
    for (const [slot, values] of this.others.entries())
      if (isNew && values) this.others[slot] = inserted(values, before, index);
    if (isNew && this.counts) this.counts = inserted(this.counts, before, index);
    for (const stat of ['first', 'min', 'max', 'mean'] as const)
      this.keep(SLOTS[stat], index, figures[stat], figures.last);
    if (!this.counts && figures.count !== this.firstCount)
      this.counts = new Uint32Array(roomFor(this.length)).fill(this.firstCount, 0, this.length);
    if (this.counts) this.counts[index] = figures.count;
  }

  override remove(row: number): number {
    const { length } = this;
    const index = super.remove(row);
    if (index < 0) return index;
    for (const values of this.others) values?.copyWithin(index, index + 1, length);
    this.counts?.copyWithin(index, index + 1, length);
    return index;
  }

  /** How many points the run has. */
  countAt(index: number): number {
    return this.counts ? this.counts[index]! : this.firstCount;
  }

  statAt(index: number, stat: MetricStat): number {
    const values = stat === 'last' ? undefined : this.others[SLOTS[stat]];
    return values ? values[index]! : this.valueAt(index);
  }

  /** Beside `rowNumbers`. */
  statNumbers(stat: MetricStat): Float64Array {
    const values = stat === 'last' ? undefined : this.others[SLOTS[stat]];
    return values ? values.subarray(0, this.length) : this.numbers;
  }

  /** Undefined where the run has no such metric. */
  stat(row: number, stat: MetricStat): number | undefined {
    const index = this.indexOf(row);
    return index < 0 ? undefined : this.statAt(index, stat);
  }

  override reserve(count: number): void {
    super.reserve(count);
    for (const [slot, values] of this.others.entries())
      if (values && values.length < count) this.others[slot] = resized(values, count, this.length);
    if (this.counts && this.counts.length < count) this.counts = resized(this.counts, count, this.length);
  }

  /** Gives back the room that was kept for more runs. */
  override trim(): void {
    super.trim();
    for (const [slot, values] of this.others.entries()) {
      if (!values) continue;
      const room = trimmedRoom(this.length, values.length);
      if (room < values.length) this.others[slot] = values.slice(0, room);
    }
    if (!this.counts) return;
    const room = trimmedRoom(this.length, this.counts.length);
    if (room < this.counts.length) this.counts = this.counts.slice(0, room);
  }

  private keepCount(index: number, count: number): void {
    if (index === 0) this.firstCount = count;
    if (!this.counts && count === this.firstCount) return;
    if (!this.counts || index >= this.counts.length) {
      const counts = new Uint32Array(roomFor(index + 1));
      if (this.counts) counts.set(this.counts);
      else counts.fill(this.firstCount, 0, index);
      this.counts = counts;
    }
    this.counts[index] = count;
  }

  private keep(slot: number, index: number, value: number, last: number): void {
    const values = this.others[slot];
    if (values && index < values.length) values[index] = value;
    else if (values || !Object.is(value, last)) this.grow(slot, index)[index] = value;
  }

  private grow(slot: number, index: number): Float64Array {
    const values = new Float64Array(roomFor(Math.max(index + 1, this.length)));
    const there = this.others[slot];
    if (there) values.set(there);
    else for (let i = 0; i < this.length; i++) values[i] = this.valueAt(i);
    this.others[slot] = values;
    return values;
  }
}
