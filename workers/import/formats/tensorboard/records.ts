import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { SourceFile } from '../../source.ts';
import { maskedCrcOf, maskedLengthCrc } from './crc32c.ts';

/** Length and its checksum before the data, a checksum behind it. */
const HEAD_BYTES = 12;
const TAIL_BYTES = 4;
const WINDOW_BYTES = 4 * 1024 * 1024;
/** No event is larger; a length beyond it is damage. */
const MOST_RECORD_BYTES = 2 ** 31 - 1;
/** Larger records (graphs of models) are passed over without being loaded. */
export const MOST_LOADED_BYTES = 64 * 1024 * 1024;

/** Where the reading of a file ended, and what was lost. */
export interface RecordsEnd {
  /** Offset behind the last whole record: where to go on when the file has grown. */
  readonly atByte: number;
  /** `cut`: the last record is not whole, as when the writer still runs. `damaged`: a length cannot be believed. */
  readonly how: 'whole' | 'cut' | 'damaged';
  /** Records whose data does not have its checksum; they are left out. */
  readonly badRecords: number;
  /** Offset of the first of them. */
  readonly firstBad: number;
  /** Records too large to be loaded. */
  readonly skipped: number;
}

/** One stretch of whole records that lies in memory: walk it with `next`. */
export class RecordWindow {
  /** Where the data of the record lies in `bytes`. */
  start = 0;
  end = 0;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Offset of `bytes` in the file. */
  readonly fileOffset: number;
  private at = 0;
  private readonly tally: Tally;

  constructor(bytes: Uint8Array, fileOffset: number, tally: Tally) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.fileOffset = fileOffset;
    this.tally = tally;
  }

  /** Bytes up to here are dealt with. */
  get used(): number {
    return this.at;
  }

  /** Records of the file so far that were passed over because they are damaged. */
  get badRecords(): number {
    return this.tally.badRecords;
  }

  /** Moves to the next record whose data is what was written; false where the window ends or damage begins. */
  next(): boolean {
    for (;;) {
      const length = this.lengthAt(this.at);
      if (length === null || this.at + HEAD_BYTES + length + TAIL_BYTES > this.bytes.length) return false;
      const start = this.at + HEAD_BYTES;
      const end = start + length;
      this.at = end + TAIL_BYTES;
      if (this.view.getUint32(end, true) === maskedCrcOf(this.view, start, end)) {
        this.start = start;
        this.end = end;
        return true;
      }
      if (this.tally.badRecords === 0) this.tally.firstBad = this.fileOffset + start - HEAD_BYTES;
      this.tally.badRecords += 1;
    }
  }

  /** Data bytes of the record that begins here; null where its head is not whole or is damaged. */
  lengthAt(at: number): number | null {
    if (at + HEAD_BYTES > this.bytes.length) return null;
    const high = this.view.getUint32(at + 4, true);
    const length = this.view.getUint32(at, true);
    const isBelievable =
      high === 0 &&
      length <= MOST_RECORD_BYTES &&
      this.view.getUint32(at + 8, true) === maskedLengthCrc(length);
    if (!isBelievable) this.tally.isDamaged = true;
    return isBelievable ? length : null;
  }
}

export interface Tally {
  badRecords: number;
  firstBad: number;
  skipped: number;
  isDamaged: boolean;
}

/** Reads a file of records window by window; what it returns says how the file ends. */
export async function* readRecords(
  file: SourceFile,
  signal: AbortSignal,
): AsyncGenerator<RecordWindow, RecordsEnd> {
  const tally: Tally = { badRecords: 0, firstBad: 0, skipped: 0, isDamaged: false };
  let at = 0;
  let wanted = WINDOW_BYTES;
  while (at < file.sizeBytes && !tally.isDamaged) {
    throwIfAborted(signal);
    const until = Math.min(file.sizeBytes, at + wanted);
    const bytes = file.sliceSync?.(at, until) ?? (await file.slice(at, until));
    if (bytes.length === 0) break;
    const window = new RecordWindow(bytes, at, tally);
    yield window;
    const { used } = window;
    at += used;
    const length = tally.isDamaged ? null : window.lengthAt(used);
    const needed = length === null ? HEAD_BYTES : HEAD_BYTES + length + TAIL_BYTES;
    if (tally.isDamaged || at + needed > file.sizeBytes) break;
    wanted = WINDOW_BYTES;
    if (needed > MOST_LOADED_BYTES) {
      at += needed;
      tally.skipped += 1;
    } else wanted = Math.max(WINDOW_BYTES, needed);
  }
  const { isDamaged, badRecords, firstBad, skipped } = tally;
  const how = isDamaged ? 'damaged' : at < file.sizeBytes ? 'cut' : 'whole';
  return { atByte: at, how, badRecords, firstBad, skipped };
}

/** Whether a file begins as an event file does: a length with its checksum, then an event that names its version. */
export function isEventHead(head: Uint8Array): boolean {
  if (head.length < HEAD_BYTES + 17) return false;
  const window = new RecordWindow(head, 0, { badRecords: 0, firstBad: 0, skipped: 0, isDamaged: false });
  const length = window.lengthAt(0);
  if (length === null || length > 1024) return false;
  const start = HEAD_BYTES;
  const text = String.fromCharCode(...head.subarray(start, Math.min(head.length, start + length)));
  return text.includes('brain.Event:');
}
