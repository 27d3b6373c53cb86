import { concatBytes, sha256Hex } from '../../src/base/bytes.ts';
import { BYTES_PER_POINT, type PointColumns } from '../../src/base/columns.ts';
import { type Hash, toHash } from '../../src/domain/ids.ts';
import type { SeriesPart } from '../../src/domain/run.ts';

/** IndexedDB stores and reads records of this size about as fast as raw bytes; smaller ones cost per record. */
const PACK_BYTES = 512 * 1024;
const POINTS_PER_PACK = Math.floor(PACK_BYTES / BYTES_PER_POINT);

/** A part whose pack is still open; `resolve` it after the pack was closed. */
export interface PendingPart {
  readonly pack: { hash: Hash | null };
  readonly offset: number;
  readonly count: number;
}

/**
 * Lays series one after another into packs of about 512 KB: for each, its steps, times and values as Float64 columns.
 * Short series share a pack, long ones span several.
 */
export class PackWriter {
  private readonly store: (hash: Hash, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  private columns: Uint8Array[] = [];
  private sizeBytes = 0;
  private open: { hash: Hash | null } = { hash: null };

  constructor(store: (hash: Hash, bytes: Uint8Array<ArrayBuffer>) => Promise<void>) {
    this.store = store;
  }

  async add(points: PointColumns): Promise<readonly PendingPart[]> {
    const parts: PendingPart[] = [];
    for (let from = 0; from < points.steps.length; ) {
      if (this.sizeBytes >= PACK_BYTES) await this.close();
      const room = Math.max(1, POINTS_PER_PACK - Math.floor(this.sizeBytes / BYTES_PER_POINT));
      const to = Math.min(points.steps.length, from + room);
      parts.push({ pack: this.open, offset: this.sizeBytes, count: to - from });
      for (const column of [points.steps, points.timesMs, points.values]) {
        // Copied: the reader may reuse its columns after the next pull.
        this.columns.push(new Uint8Array(column.slice(from, to).buffer));
      }
      this.sizeBytes += (to - from) * BYTES_PER_POINT;
      from = to;
    }
    return parts;
  }

  /** Stores the open pack and so gives its parts their hash. */
  async close(): Promise<void> {
    if (this.sizeBytes === 0) return;
    const pack = this.open;
    const bytes = concatBytes(this.columns);
    this.columns = [];
    this.sizeBytes = 0;
    this.open = { hash: null };
    const hash = toHash(await sha256Hex(bytes));
    await this.store(hash, bytes);
    pack.hash = hash;
  }
}

export function resolvePart(part: PendingPart): SeriesPart {
  if (part.pack.hash === null) throw new Error('The pack of a series part was not closed');
  return { pack: part.pack.hash, offset: part.offset, count: part.count };
}
