import { BYTES_PER_POINT, PointBuilder, type PointColumns } from '../../../src/base/columns.ts';
import type { MetricKey } from '../../../src/domain/ids.ts';
import type { SeriesPart, SeriesSummary, StoredSeries } from '../../../src/domain/run.ts';
import { SeriesSummariser, wordsOf } from '../../../src/domain/series-summary.ts';
import { type PackablePoints, type PendingPart, resolvePart } from '../../import/storing/pack-writer.ts';

/** Where points lie or, in a commit under way, will lie. */
export type Part = SeriesPart | PendingPart;

/** How a series stood at some moment, to find out whether another telling goes on from there. */
export interface EarlierSeries {
  readonly count: number;
  readonly fingerprint: string;
  /** Where these points lie; null where they do not. */
  readonly parts: readonly Part[] | null;
}

/** What all series of a book hold. */
export class Tally {
  points = 0;
  series = 0;

  /** About what it takes: a series without points has its summary and its place. */
  get bytes(): number {
    return this.points * BYTES_PER_POINT + this.series * 1000;
  }
}

/**
 * A series that goes on: its summary at any moment, where its first points lie, and the points after those. A telling from
 * its start recognises what was there before (`earlier`) as it comes by, and holds no second copy of what is stored.
 */
export class BookSeries {
  count = 0;
  /** Points that `parts` have; those after them are in memory. */
  base = 0;
  /** Points that were told to others. */
  told = 0;
  parts: readonly Part[] = [];
  /** Whether this telling came to the place where `earlier` had nothing stored, with the same points. */
  isContinued = false;
  /** Shared by tellings of which one goes on from the other. */
  lineage: object = {};
  private baseFingerprint = '';
  private tail = new PointBuilder(0);
  private summariser = new SeriesSummariser();
  private latest: SeriesSummary | null = null;
  /** The points in `parts` were not summarised yet. */
  private isAsleep = false;
  private isHeld = true;

  constructor(
    readonly key: MetricKey,
    private readonly tally: Tally,
    private readonly earlier: EarlierSeries[] = [],
  ) {
    earlier.sort((a, b) => a.count - b.count);
    tally.series += 1;
  }

  /** As it lies in the store. Before it can grow, its points are to be summarised once more (`wake`). */
  static ofStored(stored: StoredSeries, tally: Tally): BookSeries {
    const series = new BookSeries(stored.key, tally);
    const { parts, ...summary } = stored;
    series.count = stored.count;
    series.base = stored.count;
    series.baseFingerprint = stored.fingerprint;
    series.parts = parts;
    series.latest = summary;
    series.isAsleep = stored.count > 0;
    return series;
  }

  get needsWaking(): boolean {
    return this.isAsleep;
  }

  async wake(points: AsyncIterable<PointColumns>): Promise<void> {
    const summariser = new SeriesSummariser();
    for await (const columns of points) summariser.append(columns);
    this.summariser = summariser;
    this.isAsleep = false;
  }

  append(columns: PointColumns): void {
    const total = columns.steps.length;
    if (total === 0) return;
    const words = wordsOf(columns);
    for (let from = 0; from < total; ) {
      const next = this.earlier[0];
      const to = next ? Math.min(total, from + next.count - this.count) : total;
      this.summariser.append(columns, from, to, words);
      this.tail.append(from === 0 && to === total ? columns : slice(columns, from, to));
      this.tally.points += to - from;
      this.count += to - from;
      from = to;
      this.latest = null;
      this.meet();
    }
  }

  summary(): SeriesSummary {
    this.latest ??= this.summariser.summary(this.key);
    return this.latest;
  }

  /** How it stands, for a telling from the start. */
  checkpoints(): EarlierSeries[] {
    const { base, baseFingerprint, parts, count } = this;
    const stored = base > 0 ? [{ count: base, fingerprint: baseFingerprint, parts }] : [];
    return count > 0
      ? [...stored, { count, fingerprint: this.summary().fingerprint, parts: null }]
      : [...stored];
  }

  /** The points that are only in memory. */
  get pending(): PackablePoints {
    const { steps, timesMs, values } = this.tail.columns();
    return {
      count: steps.length,
      copyTo(target, at, from, count) {
        target.set(steps.subarray(from, from + count), at);
        target.set(timesMs.subarray(from, from + count), at + count);
        target.set(values.subarray(from, from + count), at + count * 2);
      },
    };
  }

  get pendingCount(): number {
    return this.count - this.base;
  }

  /** Views on the points [from, to), which are in memory; valid until more come. */
  points(from: number, to: number): PointColumns {
    return slice(this.tail.columns(), from - this.base, to - this.base);
  }

  /** The first `count` points lie there now. */
  settle(count: number, fingerprint: string, parts: readonly Part[]): void {
    if (count < this.base) return;
    const rest = slice(this.tail.columns(), count - this.base, this.count - this.base);
    if (this.isHeld) this.tally.points -= count - this.base;
    this.tail = new PointBuilder(0);
    if (rest.steps.length > 0) this.tail.append(rest);
    this.base = count;
    this.baseFingerprint = fingerprint;
    this.parts = parts;
  }

  /** Goes on from this telling, which came to be stored further than was known when this one began. */
  continueFrom({ told, lineage, base, baseFingerprint, parts }: BookSeries): void {
    this.told = told;
    this.lineage = lineage;
    if (base > this.base) this.settle(base, baseFingerprint, parts);
  }

  /** Packs are closed: all parts have their place. */
  resolve(): void {
    if (this.isPacking) this.parts = this.parts.map(toStored);
  }

  get isPacking(): boolean {
    return this.parts.some((part) => typeof part.pack !== 'string');
  }

  /** Nobody needs it any more. */
  release(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.tally.points -= this.count - this.base;
    this.tally.series -= 1;
  }

  private meet(): void {
    while (this.earlier[0]?.count === this.count) {
      const { fingerprint, parts } = this.earlier.shift()!;
      if (this.summary().fingerprint !== fingerprint) continue;
      if (parts === null) this.isContinued = true;
      else this.settle(this.count, fingerprint, parts);
    }
  }
}

export function toStored(part: Part): SeriesPart {
  return typeof part.pack === 'string' ? (part as SeriesPart) : resolvePart(part as PendingPart);
}

function slice({ steps, timesMs, values }: PointColumns, from: number, to: number): PointColumns {
  return {
    steps: steps.subarray(from, to),
    timesMs: timesMs.subarray(from, to),
    values: values.subarray(from, to),
  };
}
