import { throwIfAborted } from '../../../src/base/abort.ts';
import { concatBytes } from '../../../src/base/bytes.ts';
import { crc32Of } from '../source/crc32.ts';
import type { SourceFile } from '../source.ts';
import { Seam } from './seam.ts';

/**
 * The log that LevelDB made common and that W&B and SwanLab write (https://github.com/google/leveldb,
 * doc/log_format.md): blocks of 32 KiB, in them chunks with a checksum, records of one chunk or several. Their checksum
 * is the plain CRC-32 over type and data.
 */
export const BLOCK_BYTES = 32_768;
const WINDOW_BYTES = 128 * BLOCK_BYTES;
/** Checksum, length, type. */
const HEAD_BYTES = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;
/** No record of a run is larger; a chain of chunks beyond it is let go. */
const MOST_RECORD_BYTES = 64 * 1024 * 1024;

/** Where the reading of a log ended, and what was lost. */
export interface LogEnd {
  /** Behind the last whole record. */
  readonly atByte: number;
  /** The last record is not whole: its writer still runs, or was ended. */
  readonly isCut: boolean;
  /** Places where chunks do not have their checksum or their lengths cannot be; what lay there is left out. */
  readonly damages: number;
  /** Offset of the first of them; -1 where there is none. */
  readonly firstDamage: number;
  readonly tooLarge: number;
}

/** How far a log was read, and what goes on from window to window; what reads on from there when it has grown. */
export class LogPlace {
  /** Offset of the next chunk. */
  at: number;
  /** Bytes from `at` on that were read and are no whole chunk. */
  rest: Uint8Array = new Uint8Array();
  /** These bytes are not what a writer leaves behind, or not yet: they are read again. */
  isSuspect = false;
  readonly seam = new Seam();
  atByte: number;
  isCut = false;
  damages = 0;
  firstDamage = -1;
  tooLarge = 0;
  /** Chunks of the record that is not whole yet; null between records. */
  private parts: Uint8Array[] | null = null;
  private partBytes = 0;
  /** Behind damage chunks without their beginning are expected. */
  private isLost = false;

  constructor(headBytes: number) {
    this.at = headBytes;
    this.atByte = headBytes;
  }

  end(sizeBytes: number): LogEnd {
    const { damages, firstDamage, tooLarge } = this;
    const isCut = this.isCut || this.parts !== null;
    return { atByte: Math.min(this.atByte, sizeBytes), isCut, damages, firstDamage, tooLarge };
  }

  damage(at: number): void {
    if (this.damages === 0) this.firstDamage = at;
    this.damages += 1;
    this.parts = null;
    this.isLost = true;
  }

  /** A chunk whose checksum is right; the whole record where it was the last of one. */
  take(type: number, bytes: Uint8Array, start: number, end: number, at: number): Uint8Array | null {
    if (type === FIRST) {
      if (this.parts !== null) this.damage(at);
      this.isLost = false;
      this.parts = [bytes.slice(start, end)];
      this.partBytes = end - start;
      return null;
    }
    if (this.parts === null) {
      if (!this.isLost) this.damage(at);
      return null;
    }
    this.partBytes += end - start;
    if (this.partBytes > MOST_RECORD_BYTES) {
      this.tooLarge += 1;
      this.parts = null;
      this.isLost = true;
      return null;
    }
    this.parts.push(bytes.slice(start, end));
    if (type !== LAST) return null;
    const whole = concatBytes(this.parts);
    this.parts = null;
    return whole;
  }

  /** A record of one chunk; one that was being put together has no end. */
  full(at: number): void {
    if (this.parts !== null) this.damage(at);
    this.isLost = false;
  }
}

/** A stretch of a log in memory: walk its records with `next`. */
export class LogWindow {
  /** The record lies in `bytes` from `start` to `end`; only until the next call. */
  bytes: Uint8Array;
  start = 0;
  end = 0;
  /** Bytes of the file that were read for this window. */
  readonly sizeBytes: number;
  private readonly window: Uint8Array;
  private readonly view: DataView;
  private readonly fileOffset: number;
  private readonly state: LogPlace;
  private readonly isOpen: boolean;
  private at = 0;

  /** `isOpen`: more may follow, so that what is not whole is left for then. */
  constructor(window: Uint8Array, state: LogPlace, isOpen: boolean, sizeBytes: number) {
    this.bytes = window;
    this.window = window;
    this.view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    this.fileOffset = state.at;
    this.state = state;
    this.isOpen = isOpen;
    this.sizeBytes = sizeBytes;
  }

  /** Bytes up to here are dealt with; beyond the window where what follows belongs to a part that is passed over. */
  get used(): number {
    return this.at;
  }

  /** So far, in the whole file. */
  get damages(): number {
    return this.state.damages;
  }

  next(): boolean {
    const { window, state } = this;
    while (this.at < window.length) {
      const { at } = this;
      const left = this.leftAt(at);
      if (left < HEAD_BYTES || this.isPadding(at)) {
        if (left >= HEAD_BYTES && this.isOpen && at + left > window.length) return this.wait();
        this.at += left;
        continue;
      }
      if (at + HEAD_BYTES > window.length) return this.cut();
      const length = this.view.getUint16(at + 4, true);
      const type = window[at + 6]!;
      const end = at + HEAD_BYTES + length;
      const isPossible = type >= FULL && type <= LAST && HEAD_BYTES + length <= left;
      if (isPossible && end > window.length) return this.cut();
      if (!isPossible || !this.isWhole(at, end)) {
        // A length that leads to a whole chunk is right: then only this one is lost, not the rest of its block.
        const isNextWhole = isPossible && this.beginsWhole(end);
        if (isNextWhole === null && this.isOpen) return this.wait();
        state.damage(this.fileOffset + at);
        this.at = isNextWhole ? end : at + left;
        continue;
      }
      this.at = end;
      if (this.place(type, at + HEAD_BYTES, end)) return true;
    }
    return false;
  }

  /** Bytes to the end of the block. */
  private leftAt(at: number): number {
    return BLOCK_BYTES - ((this.fileOffset + at) % BLOCK_BYTES);
  }

  private place(type: number, start: number, end: number): boolean {
    const { state, window } = this;
    const offset = this.fileOffset + start - HEAD_BYTES;
    if (type === FULL) {
      state.full(offset);
      this.bytes = window;
      this.start = start;
      this.end = end;
    } else {
      const whole = state.take(type, window, start, end, offset);
      if (whole === null) return false;
      this.bytes = whole;
      this.start = 0;
      this.end = whole.length;
    }
    state.atByte = this.fileOffset + end;
    return true;
  }

  private cut(): false {
    if (this.isOpen) return false;
    this.state.isCut = true;
    this.at = this.window.length;
    return false;
  }

  private wait(): false {
    this.state.isSuspect = true;
    return false;
  }

  /** Zeros where a head would be: nothing more in this block. */
  private isPadding(at: number): boolean {
    const end = Math.min(at + HEAD_BYTES, this.window.length);
    for (let i = at; i < end; i++) if (this.window[i] !== 0) return false;
    return true;
  }

  private isWhole(at: number, end: number): boolean {
    return this.view.getUint32(at, true) === crc32Of(this.window, at + 6, end);
  }

  /** null where too little of it is there to tell. */
  private beginsWhole(at: number): boolean | null {
    const left = this.leftAt(at);
    if (left < HEAD_BYTES) return false;
    if (at + HEAD_BYTES > this.window.length) return null;
    const end = at + HEAD_BYTES + this.view.getUint16(at + 4, true);
    if (end - at > left) return false;
    return end > this.window.length ? null : this.isWhole(at, end);
  }
}

/** Reads a log on from a place, window by window, and moves the place. */
export async function* followBlockLog(
  file: SourceFile,
  place: LogPlace,
  signal: AbortSignal,
): AsyncGenerator<LogWindow> {
  if (place.isSuspect) place.rest = new Uint8Array();
  place.isSuspect = false;
  for (;;) {
    throwIfAborted(signal);
    const from = place.at + place.rest.length;
    const block = place.at - (place.at % BLOCK_BYTES);
    const until = Math.min(file.sizeBytes, block + WINDOW_BYTES);
    if (from >= until) break;
    const bytes = file.sliceSync?.(from, until) ?? (await file.slice(from, until));
    place.seam.note(bytes, from + bytes.length);
    const joined = place.rest.length === 0 ? bytes : concatBytes([place.rest, bytes]);
    const window = new LogWindow(joined, place, true, bytes.length);
    yield window;
    place.at += window.used;
    place.rest = joined.slice(window.used);
    if (bytes.length < until - from) return;
  }
  place.seam.settle(file);
}

/** What is left of a log that nobody writes any more. */
export function endBlockLog(place: LogPlace): LogWindow {
  const window = new LogWindow(place.rest, place, false, 0);
  place.rest = new Uint8Array();
  return window;
}

/** Reads a log as a whole behind its head; what it returns says how the file ends. */
export async function* readBlockLog(
  file: SourceFile,
  headBytes: number,
  signal: AbortSignal,
): AsyncGenerator<LogWindow, LogEnd> {
  const place = new LogPlace(headBytes);
  yield* followBlockLog(file, place, signal);
  yield endBlockLog(place);
  return place.end(file.sizeBytes);
}
