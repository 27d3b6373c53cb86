/** Eight tables of 256: the checksum of eight bytes at once. */
const TABLES = makeTables();

/** CRC-32 as in zip, over bytes that come in pieces. */
export class Crc32 {
  private state = 0xffffffff;

  get value(): number {
    return (this.state ^ 0xffffffff) >>> 0;
  }

  update(bytes: Uint8Array): this {
    this.state = advance(this.state, bytes, 0, bytes.length);
    return this;
  }
}

/** CRC-32 of bytes [start, end). */
export function crc32Of(bytes: Uint8Array, start: number, end: number): number {
  return (advance(0xffffffff, bytes, start, end) ^ 0xffffffff) >>> 0;
}

function advance(state: number, bytes: Uint8Array, start: number, end: number): number {
  let crc = state;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      TABLES[1792 + (crc & 0xff)]! ^
      TABLES[1536 + ((crc >>> 8) & 0xff)]! ^
      TABLES[1280 + ((crc >>> 16) & 0xff)]! ^
      TABLES[1024 + (crc >>> 24)]! ^
      TABLES[768 + bytes[at + 4]!]! ^
      TABLES[512 + bytes[at + 5]!]! ^
      TABLES[256 + bytes[at + 6]!]! ^
      TABLES[bytes[at + 7]!]!;
  }
  for (; at < end; at++) crc = TABLES[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return crc;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(2048);
  for (let byte = 0; byte < 256; byte++) {
    let state = byte;
    for (let bit = 0; bit < 8; bit++) state = state & 1 ? (state >>> 1) ^ 0xedb88320 : state >>> 1;
    tables[byte] = state;
  }
  for (let at = 256; at < 2048; at++) {
    const before = tables[at - 256]!;
    tables[at] = tables[before & 0xff]! ^ (before >>> 8);
  }
  return tables;
}
