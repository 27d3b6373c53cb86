import type { Hash } from '../../src/domain/ids.ts';
import type { SeriesPart } from '../../src/domain/run.ts';
import type { LoadChunks } from './load-points.ts';
import { MemoryBudget, Shelf } from './memory-budget.ts';

/** As many as 80 packs of the usual size. */
const SHELF_BYTES = 40 * 1024 * 1024;
/** A part with more points has its pack nearly for itself: nobody will ask for the rest. */
const MOST_POINTS = 4000;

/**
 * Packs of points as they were read last. A pack holds many short series, and a wall of charts asks for them one by one:
 * each pack is read once, and those asked for in the same moment by one transaction.
 */
export class PackShelf {
  private readonly budget = new MemoryBudget(SHELF_BYTES);
  private readonly packs: Shelf<Uint8Array<ArrayBuffer> | null>;
  private waiting: Hash[] = [];
  private reading: ReturnType<LoadChunks> | null = null;

  /** `read` answers in the order asked for. */
  constructor(private readonly read: LoadChunks) {
    // A pack that is not here may come.
    this.packs = new Shelf(
      this.budget,
      (bytes) => (bytes ? [bytes] : []),
      (bytes) => bytes !== null,
    );
  }

  clear(): void {
    this.packs.clear();
    this.budget.clear();
  }

  /** For a series of these parts. */
  loaderFor(parts: readonly SeriesPart[]): LoadChunks {
    return parts.every(({ count }) => count <= MOST_POINTS) ? this.load : this.read;
  }

  private readonly load: LoadChunks = (hashes) =>
    Promise.all(hashes.map((hash) => this.packs.load(hash, () => this.readSoon(hash))));

  private async readSoon(hash: Hash): Promise<Uint8Array<ArrayBuffer> | null> {
    const at = this.waiting.push(hash) - 1;
    this.reading ??= Promise.resolve().then(() => {
      const hashes = this.waiting;
      this.waiting = [];
      this.reading = null;
      return this.read(hashes);
    });
    return (await this.reading)[at] ?? null;
  }
}
