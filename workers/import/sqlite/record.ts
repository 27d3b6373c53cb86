import { decodeText } from './text.ts';

const TWO_32 = 4294967296;
/** Types from here on are blobs (even) and text (odd), and tell their length. */
const FIRST_TEXT_TYPE = 12;
const FIXED_SIZES = new Uint8Array([0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0]);
/** Text of 128 MB: more than a row may have. */
const LARGEST_TYPE = 2 ** 28;

/** Most columns of a table that are looked at; SQLite allows more, trackers have a dozen. */
export const MAX_COLUMNS = 128;

/**
 * The columns of one stored row, found but not decoded. One object serves a whole scan.
 * https://sqlite.org/fileformat2.html#record_format
 */
export class RecordView {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  view: DataView<ArrayBuffer> = new DataView(this.bytes.buffer);
  private readonly types = new Int32Array(MAX_COLUMNS);
  private readonly starts = new Int32Array(MAX_COLUMNS);
  /** Columns this row holds: rows written before a column was added are shorter. */
  private count = 0;

  /** Bytes that the next records lie in. */
  useBytes(bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Finds the first `wanted` columns of the record at [start, end); false when it cannot be one. */
  find(start: number, end: number, wanted: number): boolean {
    const { bytes } = this;
    let at = start;
    let headerBytes = bytes[at++]!;
    if (headerBytes > 127) {
      headerBytes = ((headerBytes & 127) << 7) | bytes[at++]!;
      // Two digits of 7 bits are enough for any header that we look at.
      if (headerBytes > 16383 || (bytes[at - 1]! & 128) !== 0) return false;
    }
    const headerEnd = start + headerBytes;
    if (headerEnd > end) return false;
    let body = headerEnd;
    let column = 0;
    while (at < headerEnd && column < wanted) {
      let type = bytes[at++]!;
      if (type > 127) {
        type &= 127;
        for (let digit = bytes[at++]!; ; digit = bytes[at++]!) {
          type = type * 128 + (digit & 127);
          if (type > LARGEST_TYPE) return false;
          if (digit < 128) break;
        }
      }
      this.types[column] = type;
      this.starts[column] = body;
      body += sizeOf(type);
      if (body > end) return false;
      column += 1;
    }
    this.count = column;
    return at <= headerEnd;
  }

  has(column: number): boolean {
    return column < this.count;
  }

  isNull(column: number): boolean {
    return this.types[column] === 0;
  }

  isText(column: number): boolean {
    return this.types[column]! >= FIRST_TEXT_TYPE;
  }

  start(column: number): number {
    return this.starts[column]!;
  }

  sizeBytes(column: number): number {
    return sizeOf(this.types[column]!);
  }

  number(column: number): number {
    const at = this.starts[column]!;
    const { view } = this;
    switch (this.types[column]!) {
      case 1:
        return view.getInt8(at);
      case 2:
        return view.getInt16(at);
      case 3:
        return view.getInt16(at) * 256 + view.getUint8(at + 2);
      case 4:
        return view.getInt32(at);
      case 5:
        return view.getInt16(at) * TWO_32 + view.getUint32(at + 2);
      case 6:
        return view.getInt32(at) * TWO_32 + view.getUint32(at + 4);
      case 7:
        return view.getFloat64(at);
      case 9:
        return 1;
      default:
        return this.isText(column) ? Number(this.text(column)) || 0 : 0;
    }
  }

  /** Any value as text; integers beyond 2^53 keep all their digits, since ids may be such. */
  text(column: number): string {
    if (this.isText(column)) return decodeText(this.bytes, this.start(column), this.sizeBytes(column));
    if (this.types[column] === 6) return this.view.getBigInt64(this.starts[column]!).toString();
    return this.isNull(column) ? '' : String(this.number(column));
  }
}

function sizeOf(type: number): number {
  return type >= FIRST_TEXT_TYPE ? (type - FIRST_TEXT_TYPE) >> 1 : FIXED_SIZES[type]!;
}
