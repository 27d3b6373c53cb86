import { toHash } from '../../domain/ids.ts';
import type { FactStore } from '../../storage/fact-store.ts';
import type { StoredChunk } from '../../storage/workspace-db.ts';
import type { BlobStore } from '../exchange/replica-port.ts';

/** A transaction of more than this keeps those who wait for the database waiting. */
const WRITE_AT_ONCE_BYTES = 4 * 1024 * 1024;

/** Stores chunks that others sent; their bytes are gone afterwards, into another thread. Rejects on a full disk. */
export type KeepChunks = (chunks: readonly StoredChunk[]) => Promise<void>;

interface Waiting {
  readonly chunk: StoredChunk;
  resolve(): void;
  reject(reason: unknown): void;
}

/** The facts of this browser, by their hash, for the exchange. */
export class FactBlobs implements BlobStore {
  private waiting: Waiting[] = [];
  private isWriting = false;

  constructor(
    private readonly facts: FactStore,
    private readonly keep: KeepChunks,
  ) {}

  has(hashes: readonly string[]): Promise<readonly boolean[]> {
    return this.facts.has(hashes.map(toHash));
  }

  read(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.facts.loadChunk(toHash(hash));
  }

  /** What comes while a write is under way goes together into the next: a transaction costs as much as its bytes. */
  write(hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ chunk: { hash: toHash(hash), bytes }, resolve, reject });
      if (!this.isWriting) void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      try {
        await this.keep(batch.map(({ chunk }) => chunk));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.isWriting = false;
  }

  private takeBatch(): readonly Waiting[] {
    let sizeBytes = 0;
    let count = 0;
    for (const { chunk } of this.waiting) {
      sizeBytes += chunk.bytes.byteLength;
      if (count > 0 && sizeBytes > WRITE_AT_ONCE_BYTES) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }
}
