import type { Pair } from '../../../../src/domain/run.ts';
import type { RowSource } from '../../sqlite/row-source.ts';
import { decodeText } from '../../sqlite/text.ts';
import { ByteIntern, grown } from './intern.ts';

const NONE = -1;
const FIRST_ROWS = 4096;

/**
 * Key and value of many owners in a few buffers: rows of `params` come in the order they were written, owners are
 * asked for later, and a pair costs some twenty bytes and its value until then instead of objects and strings.
 */
export class PairTable {
  private readonly keys = new ByteIntern();
  private firstOf: Int32Array<ArrayBuffer>;
  private lastOf: Int32Array<ArrayBuffer>;
  private next: Int32Array<ArrayBuffer> = new Int32Array(FIRST_ROWS);
  private keyOf: Int32Array<ArrayBuffer> = new Int32Array(FIRST_ROWS);
  private starts = new Float64Array(FIRST_ROWS);
  private sizes: Int32Array<ArrayBuffer> = new Int32Array(FIRST_ROWS);
  private readonly values: ValueArena;
  private ranks: Int32Array<ArrayBuffer> = new Int32Array(0);
  private size = 0;

  constructor(ownerCount: number) {
    this.firstOf = new Int32Array(ownerCount).fill(NONE);
    this.lastOf = new Int32Array(ownerCount).fill(NONE);
    this.values = new ValueArena();
  }

  /** Takes the pair in these columns of the current row; NULL is kept as ''. */
  add(owner: number, rows: RowSource, keyColumn: number, valueColumn: number): void {
    const keyId = this.keys.add(rows, keyColumn);
    if (keyId === NONE) return;
    const value = rows.pointer(valueColumn);
    const sizeBytes = value === 0 ? 0 : rows.sizeBytes(valueColumn);
    const row = this.size;
    if (row === this.keyOf.length) this.grow(row * 2);
    this.starts[row] = this.values.add(rows.heap, value, sizeBytes);
    this.sizes[row] = sizeBytes;
    this.keyOf[row] = keyId;
    this.next[row] = NONE;
    if (this.lastOf[owner] === NONE) this.firstOf[owner] = row;
    else this.next[this.lastOf[owner]!] = row;
    this.lastOf[owner] = row;
    this.size = row + 1;
  }

  /** The pairs of one owner sorted by key; of two with the same key the later one counts. */
  take(owner: number): readonly Pair[] {
    const ranks = this.ranksOfKeys();
    const rows: number[] = [];
    for (let row = this.firstOf[owner] ?? NONE; row !== NONE; row = this.next[row]!) rows.push(row);
    rows.sort((a, b) => ranks[this.keyOf[a]!]! - ranks[this.keyOf[b]!]! || a - b);
    const pairs: Pair[] = [];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const key = this.keyOf[row]!;
      if (i + 1 < rows.length && this.keyOf[rows[i + 1]!] === key) continue;
      pairs.push([this.keys.text(key), this.values.text(this.starts[row]!, this.sizes[row]!)]);
    }
    return pairs;
  }

  /** The place of every key among all keys, so that sorting pairs compares numbers. */
  private ranksOfKeys(): Int32Array {
    if (this.ranks.length === this.keys.size) return this.ranks;
    const ids = Array.from({ length: this.keys.size }, (_, id) => id);
    ids.sort((a, b) => (this.keys.text(a) < this.keys.text(b) ? -1 : 1));
    this.ranks = new Int32Array(ids.length);
    for (const [rank, id] of ids.entries()) this.ranks[id] = rank;
    return this.ranks;
  }

  private grow(length: number): void {
    this.next = grown(this.next, length);
    this.keyOf = grown(this.keyOf, length);
    this.sizes = grown(this.sizes, length);
    const starts = new Float64Array(length);
    starts.set(this.starts);
    this.starts = starts;
  }
}

export function sortPairs(pairs: Pair[]): readonly Pair[] {
  pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  return pairs.filter((pair, i) => pair[0] !== pairs[i + 1]?.[0]);
}

const CHUNK_BYTES = 1024 * 1024;

/** Text in chunks: growing never copies what is there. */
class ValueArena {
  private readonly chunks: Uint8Array[] = [];
  private current: Uint8Array = new Uint8Array(0);
  private currentStart = 0;
  private filled = 0;

  add(heap: Uint8Array, from: number, sizeBytes: number): number {
    if (this.filled + sizeBytes > this.current.length) this.open(sizeBytes);
    const at = this.filled;
    this.current.set(heap.subarray(from, from + sizeBytes), at);
    this.filled += sizeBytes;
    return this.currentStart + at;
  }

  text(start: number, sizeBytes: number): string {
    if (sizeBytes === 0) return '';
    const chunk = this.chunks[Math.floor(start / CHUNK_BYTES)]!;
    return decodeText(chunk, start % CHUNK_BYTES, sizeBytes);
  }

  /** A value longer than a chunk gets one of its own, which counts as several so that the arithmetic holds. */
  private open(sizeBytes: number): void {
    this.currentStart = this.chunks.length * CHUNK_BYTES;
    this.current = new Uint8Array(Math.max(CHUNK_BYTES, sizeBytes));
    this.filled = 0;
    this.chunks.push(this.current);
    for (let extra = CHUNK_BYTES; extra < sizeBytes; extra += CHUNK_BYTES) this.chunks.push(this.current);
  }
}
