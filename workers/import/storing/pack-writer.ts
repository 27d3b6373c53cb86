import { sha256Hex } from '../../../src/base/bytes.ts';
import { BYTES_PER_POINT } from '../../../src/base/columns.ts';
import { type Hash, toHash } from '../../../src/domain/ids.ts';
import type { SeriesPart } from '../../../src/domain/run.ts';

/** IndexedDB stores and reads records of this size about as fast as raw bytes; smaller ones cost per record. */
const PACK_BYTES = 512 * 1024;
const POINTS_PER_PACK = Math.floor(PACK_BYTES / BYTES_PER_POINT);

const NO_NUMBERS = new Float64Array(0);

/** Points in the order they were logged, wherever they lie. */
export interface PackablePoints {
  readonly count: number;
  /** Writes points [from, from + count) as three columns one after another, beginning at `at`. */
  copyTo(target: Float64Array, at: number, from: number, count: number): void;
}

interface OpenPack {
  hash: Hash | null;
  numbers: Float64Array<ArrayBuffer>;
  /** Numbers written, three a point. */
  length: number;
}

/** A part whose pack may still be open; `resolvePart` it after `close`. */
export interface PendingPart {
  readonly pack: { readonly hash: Hash | null };
  readonly offset: number;
  readonly count: number;
}

/**
 * Lays series one after another into packs of about 512 KB: for each, its steps, times and values as Float64 columns.
 * Short series share a pack, long ones span several. Adding only copies; `drain` hashes and stores what is full.
 */
export class PackWriter {
  private readonly store: (hash: Hash, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  private open = makePack();
  private full: OpenPack[] = [];

  constructor(store: (hash: Hash, bytes: Uint8Array<ArrayBuffer>) => Promise<void>) {
    this.store = store;
  }

  /** Copies the points from this one on. */
  add(points: PackablePoints, first = 0): PendingPart[] {
    const parts: PendingPart[] = [];
    const total = points.count;
    for (let from = first; from < total; ) {
      const room = POINTS_PER_PACK - this.open.length / 3;
      if (room === 0) {
        this.full.push(this.open);
        this.open = makePack();
        continue;
      }
      const count = Math.min(room, total - from);
      parts.push(this.copy(points, from, count));
      from += count;
    }
    return parts;
  }

  /** Stores the packs that are full. */
  async drain(): Promise<void> {
    for (const pack of this.full.splice(0)) await this.seal(pack);
  }

  /** Stores the open pack as well: every part handed out so far can be resolved. */
  async close(): Promise<void> {
    await this.drain();
    if (this.open.length === 0) return;
    const pack = this.open;
    this.open = makePack();
    await this.seal(pack);
  }

  private copy(points: PackablePoints, from: number, count: number): PendingPart {
    const { numbers, length } = this.open;
    points.copyTo(numbers, length, from, count);
    this.open.length += count * 3;
    return { pack: this.open, offset: length * 8, count };
  }

  private async seal(pack: OpenPack): Promise<void> {
    const { buffer } = pack.numbers;
    const sizeBytes = pack.length * 8;
    // Storing a view would store the whole buffer behind it.
    const bytes = new Uint8Array(sizeBytes === buffer.byteLength ? buffer : buffer.slice(0, sizeBytes));
    // Parts that wait for the hash do not hold the points as well.
    pack.numbers = NO_NUMBERS;
    const hash = toHash(await sha256Hex(bytes));
    await this.store(hash, bytes);
    pack.hash = hash;
  }
}

export function resolvePart(part: PendingPart): SeriesPart {
  if (part.pack.hash === null) throw new Error('The pack of a series part was not closed');
  return { pack: part.pack.hash, offset: part.offset, count: part.count };
}

function makePack(): OpenPack {
  return { hash: null, numbers: new Float64Array(POINTS_PER_PACK * 3), length: 0 };
}
