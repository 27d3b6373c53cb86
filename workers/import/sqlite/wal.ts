import { throwIfAborted } from '../../../src/base/abort.ts';
import type { SourceFile } from '../source.ts';
import { isPageSize } from './header.ts';
import type { PagePatch } from './page-patch.ts';

const HEADER_BYTES = 32;
export const FRAME_HEADER_BYTES = 24;
const READ_BYTES = 4 * 1024 * 1024;
const MOST_HELD_BYTES = 32 * 1024 * 1024;

/** What a look at the log found: the same, more of it, or another one in its place (`gone`: nothing of use). */
export type WalNews = 'same' | 'grown' | 'other' | 'gone';

/**
 * Reads a write-ahead log as SQLite's recovery does: frames count while their salts and running checksum fit, and
 * only up to the last one that ends a transaction. Returns null when nothing in it is committed.
 * https://sqlite.org/fileformat2.html#the_write_ahead_log
 */
export async function readWal(file: SourceFile, signal: AbortSignal): Promise<PagePatch | null> {
  const tail = new WalTail();
  await tail.readOn(file, signal);
  return tail.patch;
}

/** How far a log was read. */
interface WalPlace {
  readonly head: Uint8Array;
  readonly log: WalHeader;
  /** Where the first frame stands that is not committed yet, and the sum of all before it. */
  readonly at: number;
  readonly sum: RunningSum;
  readonly pageCount: number;
}

interface WalPage {
  readonly page: number;
  readonly offset: number;
  readonly content: Uint8Array<ArrayBuffer> | null;
}

/** Gets the content of a page, or null where so much is new that it is not held: the page is to be read anew. */
type OnPage = (page: number, content: Uint8Array<ArrayBuffer> | null) => void;

/**
 * A log that is written to: each look reads the frames that came since, and remembers where each page stands. A look
 * that fails in the middle has not been.
 */
export class WalTail {
  private place: WalPlace | null = null;
  private offsets = new Map<number, number>();

  /** null when nothing is committed. */
  get patch(): PagePatch | null {
    const { place, offsets } = this;
    if (place === null || place.pageCount === 0) return null;
    return { kind: 'wal', pageSize: place.log.pageSize, pageCount: place.pageCount, offsets };
  }

  /** `onPage` is called for every committed page that is new, in order, once all of them were read. */
  async readOn(file: SourceFile, signal: AbortSignal, onPage: OnPage | null = null): Promise<WalNews> {
    const head = await file.slice(0, HEADER_BYTES);
    const isOther = this.place === null || !isSame(head, this.place.head);
    const start = isOther ? beginOf(head) : this.place;
    const committed: WalPage[] = [];
    const place = start === null ? null : await readFrames(file, start, signal, committed, onPage !== null);
    // From here on nothing is waited for.
    const had = this.place !== null;
    this.place = place;
    if (isOther) this.offsets = new Map();
    for (const { page, offset, content } of committed) {
      this.offsets.set(page, offset);
      onPage?.(page, content);
    }
    if (place === null) return had ? 'other' : 'gone';
    if (isOther) return 'other';
    return committed.length > 0 ? 'grown' : 'same';
  }

  /** True when the log is not the one that was read, or frames were added; says nothing of whether they are committed. */
  async isBehind(file: SourceFile): Promise<boolean> {
    const { place } = this;
    if (place === null || !isSame(await file.slice(0, HEADER_BYTES), place.head)) return true;
    return (await countFrames(file, place, 1)) > 0;
  }

  /** The page whose frame's content stands at this offset, if it is still this log's; null when it was overwritten. */
  pageIn(frame: Uint8Array<ArrayBuffer>, page: number): Uint8Array<ArrayBuffer> | null {
    const log = this.place?.log;
    if (log === undefined || frame.length < FRAME_HEADER_BYTES + log.pageSize) return null;
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    if (view.getUint32(0) !== page || !log.isOwn(view, 0)) return null;
    return frame.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + log.pageSize);
  }
}

function beginOf(head: Uint8Array): WalPlace | null {
  const parsed = parseWalHeader(head);
  return parsed === null ? null : { head, ...parsed, at: HEADER_BYTES, pageCount: 0 };
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}

async function readFrames(
  file: SourceFile,
  start: WalPlace,
  signal: AbortSignal,
  committed: WalPage[],
  hasContents: boolean,
): Promise<WalPlace> {
  const { log } = start;
  const frameBytes = FRAME_HEADER_BYTES + log.pageSize;
  const framesPerRead = Math.max(1, Math.floor(READ_BYTES / frameBytes));
  const sum = start.sum.copy();
  let place = start;
  let pending: WalPage[] = [];
  const end = start.at + (await countFrames(file, start, Number.POSITIVE_INFINITY)) * frameBytes;
  for (let at = start.at; at + frameBytes <= end; at += framesPerRead * frameBytes) {
    throwIfAborted(signal);
    const bytes = await file.slice(at, Math.min(at + framesPerRead * frameBytes, end));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let frame = 0; frame + frameBytes <= bytes.length; frame += frameBytes) {
      const page = view.getUint32(frame);
      if (page === 0 || !log.accepts(sum, view, frame)) return place;
      const isHeld = hasContents && at - start.at < MOST_HELD_BYTES;
      const content = isHeld ? bytes.subarray(frame + FRAME_HEADER_BYTES, frame + frameBytes) : null;
      pending.push({ page, offset: at + frame + FRAME_HEADER_BYTES, content });
      const pageCount = view.getUint32(frame + 4);
      if (pageCount === 0) continue;
      committed.push(...pending);
      pending = [];
      place = { ...start, pageCount, at: at + frame + frameBytes, sum: sum.copy() };
    }
  }
  return place;
}

/**
 * How many frames from `at` on carry this log's salts: behind them may stand those of an earlier round, which are not
 * to be read. Steps of growing width, then halves.
 */
async function countFrames(file: SourceFile, { log, at }: WalPlace, most: number): Promise<number> {
  const frameBytes = FRAME_HEADER_BYTES + log.pageSize;
  const room = Math.min(most, Math.floor((file.sizeBytes - at) / frameBytes));
  const isOwn = async (index: number): Promise<boolean> => {
    const start = at + index * frameBytes;
    const bytes = await file.slice(start, start + FRAME_HEADER_BYTES);
    if (bytes.length < FRAME_HEADER_BYTES) return false;
    return log.isOwn(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
  };
  if (room <= 0 || !(await isOwn(0))) return 0;
  if (await isOwn(room - 1)) return room;
  let own = 0;
  let width = 1;
  while (own + width < room && (await isOwn(own + width))) {
    own += width;
    width *= 2;
  }
  let other = Math.min(room - 1, own + width);
  while (other - own > 1) {
    const middle = (own + other) >> 1;
    if (await isOwn(middle)) own = middle;
    else other = middle;
  }
  return own + 1;
}

interface WalHeader {
  readonly pageSize: number;
  /** True when the frame at this offset is of this round of the log. */
  isOwn(view: DataView, frame: number): boolean;
  /** True when the frame carries on the log; must be asked of every frame in order, and adds it to the sum. */
  accepts(sum: RunningSum, view: DataView, frame: number): boolean;
}

function parseWalHeader(head: Uint8Array): { readonly log: WalHeader; readonly sum: RunningSum } | null {
  if (head.length < HEADER_BYTES) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = view.getUint32(0);
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return null;
  const pageSize = view.getUint32(8);
  if (view.getUint32(4) !== 3007000 || !isPageSize(pageSize)) return null;
  const sum = new RunningSum(magic === 0x377f0682);
  sum.add(view, 0, 24);
  if (!sum.equals(view.getUint32(24), view.getUint32(28))) return null;
  const salt1 = view.getUint32(16);
  const salt2 = view.getUint32(20);
  const isOwn = (frames: DataView, at: number): boolean =>
    frames.getUint32(at + 8) === salt1 && frames.getUint32(at + 12) === salt2;
  const log: WalHeader = {
    pageSize,
    isOwn,
    accepts: (running, frames, at) => {
      if (!isOwn(frames, at)) return false;
      running.add(frames, at, 8);
      running.add(frames, at + FRAME_HEADER_BYTES, pageSize);
      return running.equals(frames.getUint32(at + 16), frames.getUint32(at + 20));
    },
  };
  return { log, sum };
}

/** The log's two chained 32-bit sums over pairs of words; the magic number says in which byte order words are read. */
class RunningSum {
  private first = 0;
  private second = 0;
  private readonly littleEndian: boolean;

  constructor(littleEndian: boolean) {
    this.littleEndian = littleEndian;
  }

  copy(): RunningSum {
    const same = new RunningSum(this.littleEndian);
    same.first = this.first;
    same.second = this.second;
    return same;
  }

  add(view: DataView, from: number, sizeBytes: number): void {
    let first = this.first;
    let second = this.second;
    for (let at = from; at < from + sizeBytes; at += 8) {
      first = (first + view.getUint32(at, this.littleEndian) + second) | 0;
      second = (second + view.getUint32(at + 4, this.littleEndian) + first) | 0;
    }
    this.first = first;
    this.second = second;
  }

  equals(first: number, second: number): boolean {
    return this.first >>> 0 === first && this.second >>> 0 === second;
  }
}
