import { throwIfAborted } from '../../../../src/base/abort.ts';
import { concatBytes } from '../../../../src/base/bytes.ts';
import { Seam } from '../../reading/seam.ts';
import type { SourceFile } from '../../source.ts';
import { maskedCrcOf, maskedLengthCrc } from './crc32c.ts';

/** Length and its checksum before the data, a checksum behind it. */
const HEAD_BYTES = 12;
const TAIL_BYTES = 4;
const WINDOW_BYTES = 4 * 1024 * 1024;
/** No event is larger; a length beyond it is damage. */
const MOST_RECORD_BYTES = 2 ** 31 - 1;
/** Larger records (graphs of models) are passed over without being loaded. */
const MOST_LOADED_BYTES = 64 * 1024 * 1024;

/** A checksum and what stands before it: a writer that flushes each step adds little more than a hundred bytes at a time. */
const SEAM_BYTES = 8;

/** An incomplete record up to this size is kept in memory until it is whole; a larger one is read again then. */
const MOST_REST_BYTES = 1024 * 1024;

/** `cut`: the last record is not whole, as when the writer still runs. `damaged`: a length cannot be believed. */
export type RecordsEnd = 'whole' | 'cut' | 'damaged';

/** How far a file of records was read, and what was lost; what reads on from there when it has grown. */
export class RecordPlace {
  /** Offset behind the last whole record. */
  at = 0;
  /** Records whose data does not have its checksum; they are left out. */
  badRecords = 0;
  /** Offset of the first of them. */
  firstBad = 0;
  /** Records too large to be loaded. */
  skipped = 0;
  isDamaged = false;
  /** Bytes from `at` on that the next whole record takes, as far as is known. */
  needed = HEAD_BYTES;
  /** Bytes from `at` on that were read and are no whole record. */
  rest: Uint8Array = new Uint8Array();
  readonly seam = new Seam(SEAM_BYTES);

  end(sizeBytes: number): RecordsEnd {
    if (this.isDamaged) return 'damaged';
    return this.at < sizeBytes ? 'cut' : 'whole';
  }
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

interface Tally {
  badRecords: number;
  firstBad: number;
  isDamaged: boolean;
}

/** Reads a file of records on from a place, window by window, and moves the place. */
export async function* readRecords(
  file: SourceFile,
  place: RecordPlace,
  signal: AbortSignal,
): AsyncGenerator<RecordWindow> {
  if (place.isDamaged && !(await isMended(file, place))) return;
  while (place.at + place.needed <= file.sizeBytes) {
    throwIfAborted(signal);
    if (place.needed > MOST_LOADED_BYTES) {
      place.at += place.needed;
      place.needed = HEAD_BYTES;
      place.skipped += 1;
      continue;
    }
    const until = Math.min(file.sizeBytes, place.at + Math.max(WINDOW_BYTES, place.needed));
    const bytes = await readUntil(file, place, until);
    if (bytes.length < place.needed) return;
    const window = new RecordWindow(bytes, place.at, place);
    yield window;
    const { used } = window;
    const length = place.isDamaged ? null : window.lengthAt(used);
    place.at += used;
    place.needed = length === null ? HEAD_BYTES : HEAD_BYTES + length + TAIL_BYTES;
    const isKept = until === file.sizeBytes && bytes.length - used <= MOST_REST_BYTES;
    place.rest = isKept && !place.isDamaged ? bytes.slice(used) : new Uint8Array();
    if (place.isDamaged) return;
  }
}

async function readUntil(
  file: SourceFile,
  { at, rest, seam }: RecordPlace,
  until: number,
): Promise<Uint8Array> {
  const from = at + rest.length;
  const bytes = file.sliceSync?.(from, until) ?? (await file.slice(from, until));
  seam.note(bytes, from + bytes.length);
  return rest.length === 0 ? bytes : concatBytes([rest, bytes]);
}

/** A length that could not be believed may have been a page that was not written yet. */
async function isMended(file: SourceFile, place: RecordPlace): Promise<boolean> {
  const head = await file.slice(place.at, place.at + HEAD_BYTES);
  place.isDamaged = false;
  return new RecordWindow(head, place.at, place).lengthAt(0) !== null;
}

/** Whether the first record of a file has a head as records have. */
export function hasRecordHead(head: Uint8Array): boolean {
  return new RecordWindow(head, 0, { badRecords: 0, firstBad: 0, isDamaged: false }).lengthAt(0) !== null;
}

/** Whether a file begins as an event file does: a length with its checksum, then an event that names its version. */
export function isEventHead(head: Uint8Array): boolean {
  if (head.length < HEAD_BYTES + 17) return false;
  const window = new RecordWindow(head, 0, { badRecords: 0, firstBad: 0, isDamaged: false });
  const length = window.lengthAt(0);
  if (length === null || length > 1024) return false;
  const start = HEAD_BYTES;
  const text = String.fromCharCode(...head.subarray(start, Math.min(head.length, start + length)));
  return text.includes('brain.Event:');
}
