import { throwIfAborted } from '../../../src/base/abort.ts';
import type { SourceFile } from '../source.ts';
import { isPageSize } from './header.ts';
import type { PagePatch } from './page-patch.ts';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const READ_BYTES = 4 * 1024 * 1024;

/**
 * Reads a write-ahead log as SQLite's recovery does: frames count while their salts and running checksum fit, and
 * only up to the last one that ends a transaction. Returns null when nothing in it is committed.
 * https://sqlite.org/fileformat2.html#the_write_ahead_log
 */
export async function readWal(file: SourceFile, signal: AbortSignal): Promise<PagePatch | null> {
  const head = await file.slice(0, HEADER_BYTES);
  const log = parseWalHeader(head);
  if (log === null) return null;
  const frameBytes = FRAME_HEADER_BYTES + log.pageSize;
  const framesPerRead = Math.max(1, Math.floor(READ_BYTES / frameBytes));
  const committed = new Map<number, number>();
  const pending = new Map<number, number>();
  let pageCount = 0;
  for (let at = HEADER_BYTES; at + frameBytes <= file.sizeBytes; ) {
    throwIfAborted(signal);
    const end = Math.min(at + framesPerRead * frameBytes, file.sizeBytes);
    const bytes = await file.slice(at, end);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let frame = 0; frame + frameBytes <= bytes.length; frame += frameBytes) {
      const page = view.getUint32(frame);
      if (page === 0 || !log.accepts(view, frame)) return toPatch(committed, pageCount, log.pageSize);
      pending.set(page, at + frame + FRAME_HEADER_BYTES);
      const sizeAfterCommit = view.getUint32(frame + 4);
      if (sizeAfterCommit === 0) continue;
      pageCount = sizeAfterCommit;
      for (const [number, offset] of pending) committed.set(number, offset);
      pending.clear();
    }
    if (bytes.length < end - at) break;
    at += framesPerRead * frameBytes;
  }
  return toPatch(committed, pageCount, log.pageSize);
}

function toPatch(offsets: Map<number, number>, pageCount: number, pageSize: number): PagePatch | null {
  return pageCount === 0 ? null : { kind: 'wal', pageSize, pageCount, offsets };
}

interface WalHeader {
  readonly pageSize: number;
  /** True when the frame at this offset carries on the log; must be asked of every frame in order. */
  accepts(view: DataView, frame: number): boolean;
}

function parseWalHeader(head: Uint8Array): WalHeader | null {
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
  return {
    pageSize,
    accepts: (frames, at) => {
      if (frames.getUint32(at + 8) !== salt1 || frames.getUint32(at + 12) !== salt2) return false;
      sum.add(frames, at, 8);
      sum.add(frames, at + FRAME_HEADER_BYTES, pageSize);
      return sum.equals(frames.getUint32(at + 16), frames.getUint32(at + 20));
    },
  };
}

/** The log's two chained 32-bit sums over pairs of words; the magic number says in which byte order words are read. */
class RunningSum {
  private first = 0;
  private second = 0;
  private readonly littleEndian: boolean;

  constructor(littleEndian: boolean) {
    this.littleEndian = littleEndian;
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
