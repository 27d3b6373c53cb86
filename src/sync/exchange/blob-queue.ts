/** In this order: records before anything, then what is on the screen, the other points, files. */
export type BlobPriority = 'record' | 'view' | 'points' | 'artifact';

const RANK: Readonly<Record<BlobPriority, number>> = { record: 0, view: 1, points: 2, artifact: 3 };

export interface BlobWish {
  readonly hash: string;
  readonly priority: BlobPriority;
  /** When it is known beforehand; another size is a lie. */
  readonly sizeBytes?: number;
}

/** A blob that is wanted and not here yet. */
export interface Wanted {
  readonly hash: string;
  priority: BlobPriority;
  sizeBytes: number | null;
  /** The size in the wish. */
  readonly promisedBytes: number | null;
  readonly order: number;
  /** Link that is bringing it. */
  by: string | null;
  /** Links whose other side has it. */
  readonly at: Set<string>;
  /** Links that brought wrong bytes, or were too slow: asked last, or not at all. */
  readonly bad: Set<string>;
  readonly slow: Set<string>;
  /** What has come of it, in order from the first byte. */
  pieces: Uint8Array<ArrayBuffer>[];
  receivedBytes: number;
  /** Links that these bytes came from. */
  readonly from: Set<string>;
  /** Bytes of several peers together were wrong once: now all of one, so that it is known whose are. */
  alone: boolean;
}

/** Begins a blob again. */
export function dropPieces(wanted: Wanted): void {
  wanted.pieces = [];
  wanted.receivedBytes = 0;
  wanted.from.clear();
}

/** What is wanted, the most urgent and rarest first. */
export class BlobQueue {
  private readonly wanted = new Map<string, Wanted>();
  private sorted: Wanted[] = [];
  private isDirty = false;
  private lastOrder = 0;

  get size(): number {
    return this.wanted.size;
  }

  get(hash: string): Wanted | undefined {
    return this.wanted.get(hash);
  }

  values(): IterableIterator<Wanted> {
    return this.wanted.values();
  }

  /** True when it was not wanted before; a higher priority wins. */
  add({ hash, priority, sizeBytes }: BlobWish): boolean {
    const known = this.wanted.get(hash);
    this.isDirty = true;
    if (known) {
      if (RANK[priority] < RANK[known.priority]) known.priority = priority;
      return false;
    }
    this.lastOrder += 1;
    this.wanted.set(hash, {
      hash,
      priority,
      sizeBytes: sizeBytes ?? null,
      promisedBytes: sizeBytes ?? null,
      order: this.lastOrder,
      by: null,
      at: new Set(),
      bad: new Set(),
      slow: new Set(),
      pieces: [],
      receivedBytes: 0,
      from: new Set(),
      alone: false,
    });
    return true;
  }

  delete(hash: string): void {
    const wanted = this.wanted.get(hash);
    this.wanted.delete(hash);
    // One that somebody is bringing stands in no order: sorting thousands for each that has come would be most of the work.
    if (wanted?.by === null) this.isDirty = true;
  }

  /** To be called after `at`, `slow` or `by` has changed. */
  touch(): void {
    this.isDirty = true;
  }

  /** Memory for what is on its way and what came of others; `usualBytes` for one whose size is not known. */
  reservedBytes(usualBytes: number): number {
    let reserved = 0;
    for (const wanted of this.wanted.values())
      reserved += wanted.by === null ? wanted.receivedBytes : (wanted.sizeBytes ?? usualBytes);
    return reserved;
  }

  /** The blob that a link should bring next, if `fits` agrees; quick ones are not taken from a slow link. */
  next(link: string, fits: (wanted: Wanted) => boolean): Wanted | null {
    let second: Wanted | null = null;
    for (const wanted of this.inOrder()) {
      if (wanted.by !== null || !wanted.at.has(link) || wanted.bad.has(link) || !fits(wanted)) continue;
      if (!wanted.slow.has(link)) return wanted;
      const hasOther = [...wanted.at].some((other) => !wanted.slow.has(other) && !wanted.bad.has(other));
      if (!hasOther) second ??= wanted;
    }
    return second;
  }

  private inOrder(): readonly Wanted[] {
    if (this.isDirty) {
      this.isDirty = false;
      this.sorted = [...this.wanted.values()].filter((one) => one.by === null && one.at.size > 0);
      this.sorted.sort(
        (a, b) => RANK[a.priority] - RANK[b.priority] || a.at.size - b.at.size || a.order - b.order,
      );
    } else if ((this.sorted[0]?.by ?? null) !== null) {
      // Taken ones gather at the front.
      this.sorted = this.sorted.filter((one) => one.by === null);
    }
    return this.sorted;
  }
}
