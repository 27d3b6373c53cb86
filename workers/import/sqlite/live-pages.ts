import type { Pages } from './pages.ts';

/** Pages held between two looks at a database: some 32 MB of the usual size. */
const MOST_KEPT = 8192;

/**
 * Pages of a database that somebody writes to, a block each. Who asks for one that is not there gets zeros, which look
 * like damage, and the page is noted as missing: the work is done again when it was loaded.
 */
export class LivePages implements Pages {
  readonly pageSize: number;
  readonly usableBytes: number;
  readonly blockBytes: number;
  pageCount = 0;
  claimedCount = 0;
  readonly missing = new Set<number>();
  private kept = new Map<number, Uint8Array<ArrayBuffer>>();
  /** Pages that were asked for since `beginUse`. */
  private readonly used = new Set<number>();
  private readonly zeros: Uint8Array<ArrayBuffer>;

  constructor(pageSize: number, reservedBytes: number) {
    this.pageSize = pageSize;
    this.usableBytes = pageSize - reservedBytes;
    this.blockBytes = pageSize;
    this.zeros = new Uint8Array(pageSize);
  }

  block(number: number): Uint8Array<ArrayBuffer> {
    const page = number + 1;
    const known = this.kept.get(page);
    this.used.add(page);
    if (known === undefined) this.missing.add(page);
    return known ?? this.zeros;
  }

  put(page: number, content: Uint8Array<ArrayBuffer>): void {
    this.kept.set(page, content);
  }

  drop(pages: Iterable<number>): void {
    for (const page of pages) this.kept.delete(page);
  }

  clear(): void {
    this.kept.clear();
  }

  get count(): number {
    return this.kept.size;
  }

  held(): Iterable<readonly [page: number, content: Uint8Array<ArrayBuffer>]> {
    return this.kept;
  }

  /** Puts back what was held when the answer was asked for; contents are replaced and never written to. */
  remember(): () => void {
    const kept = new Map(this.kept);
    return () => {
      this.kept = new Map(kept);
    };
  }

  beginUse(): void {
    this.used.clear();
  }

  /** Forgets what nobody asked for. */
  keepUsed(): void {
    for (const page of this.kept.keys()) if (!this.used.has(page)) this.kept.delete(page);
  }

  /** Forgets what was loaded first, as far as it is too much. */
  trim(): void {
    for (const page of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) return;
      this.kept.delete(page);
    }
  }
}
