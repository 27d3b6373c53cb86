import type { Hash, ImportId } from '../../../src/domain/ids.ts';
import { isQuotaError } from '../../../src/storage/storage-errors.ts';
import type { StoredChunk, StoredPackIndex } from '../../../src/storage/workspace-db.ts';
import type { StagingStore } from './staging-store.ts';

/** Short transactions: a write of this much takes some ten milliseconds, and a tab that is closed waits for none. */
const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_CHUNKS = 400;

/** Called when the disk is full; resolves when the person wants to try again, rejects when they cancel. */
export type WaitForSpace = () => Promise<void>;

/** Writes staged facts in batches while the reader goes on, and waits (losing nothing) when the disk is full. */
export class StagingWriter {
  private readonly store: StagingStore;
  private readonly owner: ImportId;
  private readonly waitForSpace: WaitForSpace;
  private batch = new Map<Hash, StoredChunk>();
  private batchBytes = 0;
  private underWay: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | null = null;
  private stopped = false;
  private stopWaiting: () => void = () => undefined;

  constructor(store: StagingStore, owner: ImportId, waitForSpace: WaitForSpace) {
    this.store = store;
    this.owner = owner;
    this.waitForSpace = waitForSpace;
  }

  async addChunk(hash: Hash, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.batch.has(hash)) return;
    this.batch.set(hash, { hash, bytes });
    this.batchBytes += bytes.byteLength;
    if (this.batchBytes >= BATCH_BYTES || this.batch.size >= BATCH_CHUNKS) await this.startBatch();
  }

  async addPack(pack: StoredPackIndex, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.enqueue(() => this.store.stagePack(this.owner, pack, bytes));
  }

  /** Resolves when nothing is being written any more and nothing will be: only then can a roll-back be complete. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.stopWaiting();
    await this.underWay.catch(() => undefined);
  }

  /** All that was added is in the database when this resolves. */
  async flush(): Promise<void> {
    await this.startBatch();
    await this.underWay;
  }

  private async startBatch(): Promise<void> {
    if (this.batch.size === 0) return;
    const chunks = [...this.batch.values()];
    this.batch = new Map();
    this.batchBytes = 0;
    await this.enqueue(() => this.store.stageChunks(this.owner, chunks));
  }

  /** One write is under way while the next is being filled: reading and writing overlap, memory stays at two. */
  private async enqueue(write: () => Promise<void>): Promise<void> {
    const previous = this.underWay;
    this.underWay = previous.then(() => this.insist(write));
    // The failure is met at the next await of `underWay`; without this it would also count as unhandled.
    this.underWay.catch(() => undefined);
    await previous;
  }

  /** Repeats a write until there is space for it. */
  async insist(write: () => Promise<void>): Promise<void> {
    for (;;) {
      if (this.stopped) throw new DOMException('The import has ended.', 'AbortError');
      try {
        return await write();
      } catch (error) {
        if (!isQuotaError(error)) throw error;
        await this.sharedWait();
      }
    }
  }

  /** One question for all writes that found the disk full. */
  private sharedWait(): Promise<void> {
    if (this.waiting === null) {
      const stop = new Promise<void>((resolve) => {
        this.stopWaiting = resolve;
      });
      this.waiting = Promise.race([this.waitForSpace(), stop]).finally(() => {
        this.waiting = null;
      });
    }
    return this.waiting;
  }
}
