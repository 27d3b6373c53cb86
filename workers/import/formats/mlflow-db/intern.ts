import type { RowSource } from '../../sqlite/row-source.ts';
import { decodeText } from '../../sqlite/text.ts';

const NONE = -1;
const FIRST_SLOTS = 1024;

/**
 * Numbers for byte strings, from 0 in the order they first come: run ids and keys are compared as bytes where they
 * lie in SQLite's memory, and become text once each.
 */
export class ByteIntern {
  size = 0;
  private bytes = new Uint8Array(16 * 1024);
  private view = new DataView(this.bytes.buffer);
  private used = 0;
  private starts = new Int32Array(FIRST_SLOTS);
  private hashes = new Int32Array(FIRST_SLOTS);
  /** Open addressing; ids plus one, 0 is free. Always at least twice as many slots as ids. */
  private slots = new Int32Array(FIRST_SLOTS * 2);
  private readonly texts: (string | undefined)[] = [];
  private last = NONE;
  /** What came after each the last time: metrics are logged in the same order again and again. */
  private successors: Int32Array<ArrayBuffer> = new Int32Array(FIRST_SLOTS);

  /** The number of the text in this column, given out now if it is new; -1 where there is no text. */
  add(row: RowSource, column: number): number {
    const from = row.pointer(column);
    if (from === 0) return NONE;
    const sizeBytes = row.sizeBytes(column);
    const guess = this.guess(row.view, from, sizeBytes);
    if (guess !== NONE) return guess;
    const { heap, view } = row;
    const hash = hashBytes(heap, from, sizeBytes);
    const slot = this.findSlot(hash, view, from, sizeBytes);
    const known = this.slots[slot]! - 1;
    return this.follow(known === NONE ? this.append(hash, slot, heap, from, sizeBytes) : known);
  }

  /** The number of the text in this column, -1 when it was never added. */
  find(row: RowSource, column: number): number {
    const from = row.pointer(column);
    if (from === 0) return NONE;
    const sizeBytes = row.sizeBytes(column);
    const guess = this.guess(row.view, from, sizeBytes);
    if (guess !== NONE) return guess;
    const hash = hashBytes(row.heap, from, sizeBytes);
    const known = this.slots[this.findSlot(hash, row.view, from, sizeBytes)]! - 1;
    return known === NONE ? NONE : this.follow(known);
  }

  private guess(view: DataView, from: number, sizeBytes: number): number {
    const { last } = this;
    if (last === NONE) return NONE;
    if (this.isAt(last, view, from, sizeBytes)) return last;
    const next = this.successors[last]!;
    if (!this.isAt(next, view, from, sizeBytes)) return NONE;
    this.last = next;
    return next;
  }

  private follow(id: number): number {
    if (this.last !== NONE) this.successors[this.last] = id;
    this.last = id;
    return id;
  }

  text(id: number): string {
    let text = this.texts[id];
    if (text === undefined) {
      const start = this.starts[id]!;
      text = decodeText(this.bytes, start, this.endOf(id) - start);
      this.texts[id] = text;
    }
    return text;
  }

  private endOf(id: number): number {
    return id + 1 < this.size ? this.starts[id + 1]! : this.used;
  }

  private isAt(id: number, view: DataView, from: number, sizeBytes: number): boolean {
    const start = this.starts[id]!;
    if (this.endOf(id) - start !== sizeBytes) return false;
    const own = this.view;
    // From the back: run ids and keys differ at their end more often than at their start. Four bytes at a time.
    let at = sizeBytes;
    for (; at >= 4; at -= 4) if (own.getInt32(start + at - 4) !== view.getInt32(from + at - 4)) return false;
    for (; at > 0; at--) if (own.getUint8(start + at - 1) !== view.getUint8(from + at - 1)) return false;
    return true;
  }

  private findSlot(hash: number, view: DataView, from: number, sizeBytes: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot]! - 1;
      if (id === NONE) return slot;
      if (this.hashes[id] === hash && this.isAt(id, view, from, sizeBytes)) return slot;
    }
  }

  private append(hash: number, slot: number, heap: Uint8Array, from: number, sizeBytes: number): number {
    const id = this.size;
    this.makeRoom(sizeBytes);
    this.starts[id] = this.used;
    this.hashes[id] = hash;
    this.bytes.set(heap.subarray(from, from + sizeBytes), this.used);
    this.used += sizeBytes;
    this.size = id + 1;
    if (this.size * 2 > this.slots.length) this.rehash();
    else this.slots[slot] = id + 1;
    return id;
  }

  private makeRoom(sizeBytes: number): void {
    if (this.size === this.starts.length) {
      this.starts = grown(this.starts, this.size * 2);
      this.hashes = grown(this.hashes, this.size * 2);
      this.successors = grown(this.successors, this.size * 2);
    }
    if (this.used + sizeBytes <= this.bytes.length) return;
    const next = new Uint8Array(Math.max(this.used + sizeBytes, this.bytes.length * 2));
    next.set(this.bytes.subarray(0, this.used));
    this.bytes = next;
    this.view = new DataView(next.buffer);
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = this.hashes[id]! & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = id + 1;
    }
  }
}

export function grown(values: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(length);
  next.set(values);
  return next;
}

/** FNV-1a, mixed once more: with sequential keys its low bits alone cluster. */
function hashBytes(heap: Uint8Array, from: number, sizeBytes: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < from + sizeBytes; at++) hash = Math.imul(hash ^ heap[at]!, 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
}
