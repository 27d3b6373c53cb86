import { throwIfAborted } from '../../../src/base/abort.ts';
import { concatBytes } from '../../../src/base/bytes.ts';
import { crc32Of } from '../source/crc32.ts';
import type { SourceFile } from '../source.ts';

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

/** What goes on from window to window. */
class LogState {
  atByte = 0;
  isCut = false;
  damages = 0;
  firstDamage = -1;
  tooLarge = 0;
  /** Chunks of the record that is not whole yet; null between records. */
  private parts: Uint8Array[] | null = null;
  private partBytes = 0;
  /** Behind damage chunks without their beginning are expected. */
  private isLost = false;

  get isJoining(): boolean {
    return this.parts !== null;
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

/** A stretch of blocks in memory: walk its records with `next`. */
export class LogWindow {
  /** The record lies in `bytes` from `start` to `end`; only until the next call. */
  bytes: Uint8Array;
  start = 0;
  end = 0;
  private readonly window: Uint8Array;
  private readonly view: DataView;
  private readonly fileOffset: number;
  private readonly state: LogState;
  private at: number;

  constructor(window: Uint8Array, fileOffset: number, from: number, state: LogState) {
    this.bytes = window;
    this.window = window;
    this.view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    this.fileOffset = fileOffset;
    this.at = from;
    this.state = state;
  }

  get sizeBytes(): number {
    return this.window.length;
  }

  /** So far, in the whole file. */
  get damages(): number {
    return this.state.damages;
  }

  next(): boolean {
    const { window, state } = this;
    while (this.at < window.length) {
      const { at } = this;
      const left = BLOCK_BYTES - (at % BLOCK_BYTES);
      if (left < HEAD_BYTES || this.isPadding(at)) {
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
        state.damage(this.fileOffset + at);
        // A length that leads to a whole chunk is right: then only this one is lost, not the rest of its block.
        this.at = isPossible && this.beginsWhole(end) ? end : at + left;
        continue;
      }
      this.at = end;
      if (this.place(type, at + HEAD_BYTES, end)) return true;
    }
    return false;
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
    this.state.isCut = true;
    this.at = this.window.length;
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

  private beginsWhole(at: number): boolean {
    const left = BLOCK_BYTES - (at % BLOCK_BYTES);
    if (left < HEAD_BYTES || at + HEAD_BYTES > this.window.length) return false;
    const end = at + HEAD_BYTES + this.view.getUint16(at + 4, true);
    return end <= this.window.length && end - at <= left && this.isWhole(at, end);
  }
}

/** Reads a log window by window behind its head; what it returns says how the file ends. */
export async function* readBlockLog(
  file: SourceFile,
  headBytes: number,
  signal: AbortSignal,
): AsyncGenerator<LogWindow, LogEnd> {
  const state = new LogState();
  state.atByte = Math.min(headBytes, file.sizeBytes);
  for (let at = 0; at < file.sizeBytes; at += WINDOW_BYTES) {
    throwIfAborted(signal);
    const until = Math.min(file.sizeBytes, at + WINDOW_BYTES);
    const bytes = file.sliceSync?.(at, until) ?? (await file.slice(at, until));
    yield new LogWindow(bytes, at, at === 0 ? headBytes : 0, state);
    if (bytes.length < until - at) break;
  }
  const { atByte, damages, firstDamage, tooLarge } = state;
  return { atByte, isCut: state.isCut || state.isJoining, damages, firstDamage, tooLarge };
}
