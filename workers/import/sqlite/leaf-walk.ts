import type { Pages } from './pages.ts';

const LEAF = 13;
const INTERIOR = 5;
/** SQLite's own limit for the height of a tree. */
const MAX_DEPTH = 20;
/** Bytes of the file's header before the first page's own. */
const FILE_HEADER_BYTES = 100;
const LEAF_HEADER_BYTES = 8;
const INTERIOR_HEADER_BYTES = 12;

interface Step {
  readonly page: number;
  readonly childCount: number;
  next: number;
}

/**
 * The leaf pages of a table from left to right. Every page of the file counts once, so a forged tree cannot go in
 * circles; a page that cannot be what it should be is counted and left out.
 * https://sqlite.org/fileformat2.html#b_tree_pages
 */
export class LeafWalk {
  /** The block that the current leaf lies in, and where in it. */
  block: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  base = 0;
  /** Where its cell pointers begin in the block, and how many there are. */
  pointers = 0;
  cellCount = 0;
  damagedPages = 0;
  private readonly pages: Pages;
  private readonly seen: Uint8Array;
  private readonly path: Step[] = [];
  private readonly roots: readonly number[];
  private readonly from: number;
  private nextRoot = 0;

  /** Trees or leaves one after another; those that end before the row id `from` are not looked at. */
  constructor(pages: Pages, roots: readonly number[], from = Number.NEGATIVE_INFINITY) {
    this.pages = pages;
    this.seen = new Uint8Array((pages.pageCount >> 3) + 1);
    this.roots = roots;
    this.from = from;
  }

  next(): boolean {
    do {
      if (this.nextInTree()) return true;
    } while (this.nextRoot < this.roots.length);
    return false;
  }

  private nextInTree(): boolean {
    if (this.path.length === 0 && this.nextRoot < this.roots.length) {
      if (this.enter(this.roots[this.nextRoot++]!)) return true;
    }
    for (let step = this.path.at(-1); step !== undefined; step = this.path.at(-1)) {
      if (step.next === step.childCount) this.path.pop();
      else if (this.enter(this.childOf(step))) return true;
    }
    return false;
  }

  /** Finds a page and says whether it may be used: it exists and nothing else was it yet. */
  claim(page: number): boolean {
    if (page < 1 || page > this.pages.pageCount) return false;
    const bit = 1 << (page & 7);
    if ((this.seen[page >> 3]! & bit) !== 0) return false;
    this.seen[page >> 3]! |= bit;
    return true;
  }

  /** True when the page is a leaf and now the current one. */
  private enter(page: number): boolean {
    if (!this.claim(page)) return this.noteDamage();
    const block = this.blockOf(page);
    const base = this.offsetOf(page);
    const header = base + (page === 1 ? FILE_HEADER_BYTES : 0);
    const type = block[header];
    const count = block[header + 3]! * 256 + block[header + 4]!;
    const headerBytes = type === LEAF ? LEAF_HEADER_BYTES : INTERIOR_HEADER_BYTES;
    const fits = header - base + headerBytes + count * 2 <= this.pages.usableBytes;
    if (!fits || (type !== LEAF && type !== INTERIOR)) return this.noteDamage();
    if (type === INTERIOR) {
      if (this.path.length === MAX_DEPTH) return this.noteDamage();
      // The right-most child stands in the header, behind all cells.
      this.path.push({ page, childCount: count + 1, next: this.firstChild(block, base, header, count) });
      return false;
    }
    this.block = block;
    this.base = base;
    this.pointers = header + LEAF_HEADER_BYTES;
    this.cellCount = count;
    return true;
  }

  /** The first child that may hold a row from `from` on: a cell's key is the last row id of its child. */
  private firstChild(block: Uint8Array, base: number, header: number, count: number): number {
    if (this.from === Number.NEGATIVE_INFINITY) return 0;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const pointer = header + INTERIOR_HEADER_BYTES + middle * 2;
      const cell = block[pointer]! * 256 + block[pointer + 1]!;
      const fits = cell + 4 < this.pages.usableBytes;
      if (fits && readRowId(block, base + cell + 4) < this.from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private childOf(step: Step): number {
    const block = this.blockOf(step.page);
    const base = this.offsetOf(step.page);
    const header = base + (step.page === 1 ? FILE_HEADER_BYTES : 0);
    const index = step.next;
    step.next += 1;
    if (index === step.childCount - 1) return readUint32(block, header + 8);
    const pointer = header + INTERIOR_HEADER_BYTES + index * 2;
    const cell = block[pointer]! * 256 + block[pointer + 1]!;
    return cell + 4 <= this.pages.usableBytes ? readUint32(block, base + cell) : 0;
  }

  blockOf(page: number): Uint8Array<ArrayBuffer> {
    return this.pages.block(Math.floor(((page - 1) * this.pages.pageSize) / this.pages.blockBytes));
  }

  offsetOf(page: number): number {
    return ((page - 1) * this.pages.pageSize) % this.pages.blockBytes;
  }

  private noteDamage(): false {
    this.damagedPages += 1;
    return false;
  }
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 16777216 + (bytes[at + 1]! << 16) + (bytes[at + 2]! << 8) + bytes[at + 3]!;
}

/** A row id where it is stored; those beyond 2^53 lose their last digits. */
export function readRowId(bytes: Uint8Array, start: number): number {
  let value = 0;
  for (let digit = 0; digit < 8; digit++) {
    const byte = bytes[start + digit] ?? 0;
    value = value * 128 + (byte & 127);
    if (byte < 128) return value;
  }
  const whole = value * 256 + (bytes[start + 8] ?? 0);
  // Nine bytes hold all 64 bits: the upper half of them are the negative ones.
  return whole >= 2 ** 63 ? whole - 2 ** 64 : whole;
}
