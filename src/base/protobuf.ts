/**
 * Walks over protobuf bytes without a schema: the caller knows what a field number means. Nothing is copied or
 * allocated by a length that was not checked against the bytes that are there.
 */

export type WireFault = 'cut-short' | 'varint' | 'wire-type' | 'depth' | 'field-number' | 'length';

/** 0: varint, 1: eight bytes, 2: bytes with a length, 5: four bytes. */
export type WireType = 0 | 1 | 2 | 5;

/** Messages in messages. */
export const MAX_WIRE_DEPTH = 32;
const MAX_VARINT_BYTES = 10;
/** A tag is a varint of at most five bytes, a length one of ten. */
export const MAX_FIELD_HEAD_BYTES = 5 + MAX_VARINT_BYTES;
const TWO_32 = 4_294_967_296;

const decoder = new TextDecoder();

/**
 * One message. `next` moves to the next field; when it is false, `fault` says whether the message ended or is damaged.
 * What was read before a fault stands.
 *
 *     const reader = new WireReader(bytes);
 *     while (reader.next()) if (reader.field === 1) version = reader.int();
 */
export class WireReader {
  field = 0;
  wire: WireType = 0;
  /** Where the value of the field lies in `bytes`: behind its tag and its length. */
  valueStart = 0;
  valueEnd = 0;
  fault: WireFault | null = null;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly end: number;
  private readonly depth: number;
  private at: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length, depth = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.end = Math.min(end, bytes.length);
    this.depth = depth;
    if (depth > MAX_WIRE_DEPTH) this.fault = 'depth';
  }

  next(): boolean {
    if (!this.nextHead()) return false;
    if (this.valueEnd > this.end) return this.fail('length');
    this.at = this.valueEnd;
    return true;
  }

  /**
   * As `next`, but the bytes of the value need not be there: for walking a file by windows. Go on behind `valueEnd`
   * with another reader where that lies outside.
   */
  nextHead(): boolean {
    if (this.fault !== null || this.at >= this.end) return false;
    const tag = this.readVarint();
    if (tag === null) return false;
    this.field = Math.floor(tag / 8);
    if (this.field < 1 || this.field > 0x1fff_ffff) return this.fail('field-number');
    const wire = tag % 8;
    if (wire !== 0 && wire !== 1 && wire !== 2 && wire !== 5) return this.fail('wire-type');
    this.wire = wire;
    return this.placeValue();
  }

  /** A varint as a signed number of 64 bits, rounded beyond 2^53. 0 for a field of another type. */
  int(): number {
    if (this.wire !== 0) return 0;
    if (this.valueEnd - this.valueStart > 4) return Number(BigInt.asIntN(64, this.bigint()));
    let value = 0;
    for (let at = this.valueEnd - 1; at >= this.valueStart; at--)
      value = (value << 7) | (this.bytes[at]! & 0x7f);
    return value;
  }

  bool(): boolean {
    return this.wire === 0 && this.bigint() !== 0n;
  }

  /** A varint as it is written: unsigned, 64 bits. */
  bigint(): bigint {
    if (this.wire !== 0) return 0n;
    return bigVarint(this.bytes, this.valueStart, this.valueEnd);
  }

  /** A `float` or a `double`, by the width that was written. */
  float(): number {
    if (this.wire === 5) return this.view.getFloat32(this.valueStart, true);
    return this.wire === 1 ? this.view.getFloat64(this.valueStart, true) : Number.NaN;
  }

  /** Four or eight bytes as an unsigned number. */
  fixed(): bigint {
    if (this.wire === 5) return BigInt(this.view.getUint32(this.valueStart, true));
    return this.wire === 1 ? this.view.getBigUint64(this.valueStart, true) : 0n;
  }

  /** The bytes of the value themselves, not a copy. */
  raw(): Uint8Array {
    return this.bytes.subarray(this.valueStart, Math.min(this.valueEnd, this.end));
  }

  /** At most this many bytes of the value as text. */
  text(mostBytes: number): string {
    if (this.wire !== 2) return '';
    const end = Math.min(this.valueEnd, this.end, this.valueStart + mostBytes);
    return decoder.decode(this.bytes.subarray(this.valueStart, end));
  }

  /** The value as a message of its own. At fault from the start where it lies too deep or is none. */
  message(): WireReader {
    const inner = new WireReader(this.bytes, this.valueStart, this.valueEnd, this.depth + 1);
    if (this.wire !== 2) inner.fault = 'wire-type';
    return inner;
  }

  /** Repeated integers, packed or one by one: those of this field, at most `limit`. */
  ints(limit: number): number[] {
    if (this.wire === 0) return limit > 0 ? [this.int()] : [];
    if (this.wire !== 2) return [];
    return packedInts(this.bytes, this.valueStart, Math.min(this.valueEnd, this.end), limit);
  }

  private placeValue(): boolean {
    this.valueStart = this.at;
    if (this.wire === 0) {
      const end = varintEnd(this.bytes, this.at, this.end);
      if (end === null) return this.fail(this.end - this.at >= MAX_VARINT_BYTES ? 'varint' : 'cut-short');
      this.valueEnd = end;
      this.at = end;
      return true;
    }
    if (this.wire === 2) {
      const length = this.readVarint();
      if (length === null) return false;
      this.valueStart = this.at;
      this.valueEnd = this.at + length;
      return Number.isSafeInteger(this.valueEnd) || this.fail('length');
    }
    this.valueEnd = this.at + (this.wire === 1 ? 8 : 4);
    return this.valueEnd <= this.end || this.fail('cut-short');
  }

  /** A tag or a length: below 2^53 or not credible. */
  private readVarint(): number | null {
    const end = varintEnd(this.bytes, this.at, this.end);
    if (end === null) {
      this.fail(this.end - this.at >= MAX_VARINT_BYTES ? 'varint' : 'cut-short');
      return null;
    }
    let value = 0;
    let scale = 1;
    for (; this.at < end; this.at++) {
      value += (this.bytes[this.at]! & 0x7f) * scale;
      scale *= 128;
    }
    if (value < TWO_32 * 0x20_0000) return value;
    this.fail('length');
    return null;
  }

  private fail(fault: WireFault): false {
    this.fault = fault;
    return false;
  }
}

/** Varints one behind the other as signed numbers, at most `limit`; ends where one is damaged. */
export function packedInts(bytes: Uint8Array, start: number, end: number, limit: number): number[] {
  const found: number[] = [];
  for (let from = start; from < end && found.length < limit; ) {
    const to = varintEnd(bytes, from, end);
    if (to === null) break;
    found.push(Number(BigInt.asIntN(64, bigVarint(bytes, from, to))));
    from = to;
  }
  return found;
}

/** Behind the last byte of the varint at `from`; null where it is longer than ten bytes or cut. */
function varintEnd(bytes: Uint8Array, from: number, end: number): number | null {
  const most = Math.min(end, from + MAX_VARINT_BYTES);
  for (let at = from; at < most; at++) if (bytes[at]! < 0x80) return at + 1;
  return null;
}

function bigVarint(bytes: Uint8Array, from: number, end: number): bigint {
  let value = 0n;
  for (let at = end - 1; at >= from; at--) value = (value << 7n) | BigInt(bytes[at]! & 0x7f);
  return BigInt.asUintN(64, value);
}
