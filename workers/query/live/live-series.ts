import { BYTES_PER_POINT, PointBuilder, type PointColumns } from '../../../src/base/columns.ts';
import type { LiveSeriesNews } from '../../../src/domain/live/live-message.ts';
import type { SeriesPart, SeriesSummary, StoredSeries } from '../../../src/domain/run.ts';
import { SeriesFingerprint, wordsOf } from '../../../src/domain/series-summary.ts';

const SUMMARY_BYTES = 1000;

/** What of a series is only in memory. */
export interface Tail {
  /** Place in the series of the first point. */
  readonly from: number;
  readonly points: PointColumns;
}

/** Tails of series as they were told at some moment: a record that goes to the page must not carry its points. */
const tails = new WeakMap<StoredSeries, Tail>();

/** The points of a series that no pack holds; undefined for one that is all stored. */
export function tailOf(series: StoredSeries): Tail | undefined {
  return tails.get(series);
}

const lineages = new WeakMap<StoredSeries, object>();

/** The same for the tellings of a series that has only grown from one to the next; undefined where that is not known. */
export function lineageOf(series: StoredSeries): object | undefined {
  return lineages.get(series);
}

/**
 * What is known of a series of a live run: where its stored points lie, and those that came since. A message has room for
 * so many points: until those are there that its summary speaks of, the series stays as it was before.
 */
export class LiveSeries {
  /** Of the points that are all there. */
  summary: SeriesSummary;
  parts: readonly SeriesPart[];
  /** Points were left out on the way: it can be shown, and no more. */
  isThinned: boolean;
  /** Points have gone astray: what follows them cannot be put in its place. */
  private isTorn = false;
  private readonly from: number;
  /** Place after the last point that was told. */
  private end: number;
  /** All that was announced has come. */
  private isWhole: boolean;
  private readonly builder: PointBuilder;
  private proven = '';
  private lineage: object = {};

  /** From what is told of a whole run, or of a series that is new. */
  constructor(news: LiveSeriesNews) {
    const { summary, parts, from, storedCount, points, isThinned } = news;
    this.summary = summary;
    this.parts = parts;
    this.isThinned = isThinned || from > storedCount || storedCount > countIn(parts);
    this.from = from;
    this.builder = new PointBuilder(points.steps.length);
    this.builder.append(points);
    this.end = this.isThinned ? summary.count : from + points.steps.length;
    this.isWhole = this.end >= summary.count;
  }

  /** False before anything of it can be shown. */
  get isReady(): boolean {
    return this.isWhole;
  }

  /** Told anew: charts of what was told before go on where this is the same series, perhaps grown and stored further. */
  continueFrom(before: LiveSeries): void {
    if (this.isThinned || before.isThinned) return;
    const isSame = before.summary.fingerprint === this.summary.fingerprint;
    if (isSame || (beginsWithParts(this.parts, before.parts) && this.overlaps(before)))
      this.lineage = before.lineage;
  }

  /** Takes the points that follow. False where it cannot: some before them have never come. */
  grow({ summary, from, points, isThinned }: LiveSeriesNews): boolean {
    const count = points.steps.length;
    const end = isThinned ? summary.count : from + count;
    // Told before: a message that was on its way when the whole run was told.
    if (end <= this.end && summary.count <= this.summary.count) return !this.isTorn;
    if (from > this.end || end > summary.count) this.isTorn = true;
    if (this.isTorn) return false;
    const isKnown = end <= this.end;
    if (!isKnown)
      this.builder.append(isThinned ? points : cut(points, Math.min(count, this.end - from), count));
    this.isThinned ||= isThinned;
    this.end = Math.max(end, this.end);
    if (this.end < summary.count) return true;
    this.isWhole = true;
    this.summary = summary;
    return true;
  }

  get sizeBytes(): number {
    return SUMMARY_BYTES + this.builder.length * BYTES_PER_POINT;
  }

  /** The last points that were told, oldest first: at most so many. */
  newest(most: number): PointColumns {
    const { points } = this.inMemory;
    const { length } = points.steps;
    return cut(points, Math.max(0, length - most), length);
  }

  /** The points in memory that the summary speaks of; some of them may be stored as well by now. */
  get inMemory(): Tail {
    const length = this.isThinned ? this.builder.length : this.summary.count - this.from;
    return { from: this.from, points: cut(this.builder.columns(), 0, Math.max(0, length)) };
  }

  /** Points of both are in memory, and those are equal. */
  private overlaps(before: LiveSeries): boolean {
    const [mine, theirs] = [this.inMemory, before.inMemory];
    const from = Math.max(mine.from, theirs.from);
    const to = Math.min(mine.from + mine.points.steps.length, theirs.from + theirs.points.steps.length);
    // Where all that was known is stored by now, where it lies tells enough; that nothing is stored tells nothing.
    if (from >= to) return before.parts.length > 0;
    const columns = ['steps', 'timesMs', 'values'] as const;
    for (let at = from; at < to; at++)
      for (const column of columns)
        if (!Object.is(mine.points[column][at - mine.from], theirs.points[column][at - theirs.from]))
          return false;
    return true;
  }

  /** As a version tells it beside others, whose stored points it may go on from. */
  toStored(others: readonly StoredSeries[]): StoredSeries {
    const { summary } = this;
    const same = others.find(({ fingerprint }) => fingerprint === summary.fingerprint);
    if (same) {
      lineages.set(same, this.lineage);
      return same;
    }
    const head = this.isThinned ? null : this.headAmong(others);
    if (head && head.count > summary.count) return head;
    const parts = head && head.count > countIn(this.parts) ? head.parts : this.parts;
    const { points: held } = this.inMemory;
    const { length } = held.steps;
    // What is prepared of thinned points must not stand for all of them.
    const fingerprint = this.isThinned ? `${summary.fingerprint}~${length}` : summary.fingerprint;
    const series: StoredSeries = { ...summary, fingerprint, parts };
    const from = Math.max(countIn(parts), this.from);
    const points = cut(held, this.isThinned ? 0 : Math.min(length, from - this.from), length);
    if (points.steps.length > 0) tails.set(series, { from, points });
    if (!this.isThinned) lineages.set(series, this.lineage);
    return series;
  }

  /** The longest telling that this one is known to go on from, or that has gone on from this one. */
  private headAmong(others: readonly StoredSeries[]): StoredSeries | null {
    let longest: StoredSeries | null = null;
    for (const other of others) {
      if (other.count === this.summary.count || other.count <= (longest?.count ?? -1)) continue;
      if (this.isKin(other)) longest = other;
    }
    return longest;
  }

  private isKin(other: StoredSeries): boolean {
    if (this.parts.length > 0 && other.parts.length > 0) {
      return beginsWithParts(this.parts, other.parts) || beginsWithParts(other.parts, this.parts);
    }
    return this.beginsWith(other);
  }

  /** Whether the points in memory, which are all there are, begin with those of the other. Looked at once. */
  private beginsWith({ count, fingerprint }: StoredSeries): boolean {
    if (this.proven === fingerprint) return true;
    if (this.from > 0 || count > this.inMemory.points.steps.length || count === 0) return false;
    const head = new SeriesFingerprint();
    // The words are read where the columns lie.
    head.append(wordsOf(this.builder.columns()), 0, count);
    if (head.digest() !== fingerprint) return false;
    this.proven = fingerprint;
    return true;
  }
}

export function countIn(parts: readonly SeriesPart[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}

export function cut({ steps, timesMs, values }: PointColumns, from: number, to: number): PointColumns {
  return {
    steps: steps.subarray(from, to),
    timesMs: timesMs.subarray(from, to),
    values: values.subarray(from, to),
  };
}

function beginsWithParts(longer: readonly SeriesPart[], shorter: readonly SeriesPart[]): boolean {
  return shorter.length <= longer.length && shorter.every((part, at) => isSamePart(part, longer[at]!));
}

function isSamePart(a: SeriesPart, b: SeriesPart): boolean {
  return a.pack === b.pack && a.offset === b.offset && a.count === b.count;
}
