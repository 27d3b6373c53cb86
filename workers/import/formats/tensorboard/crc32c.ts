/** CRC-32C (Castagnoli) by eight tables: eight bytes a turn. */
const TABLES = makeTables();
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES;

export function crc32c(bytes: Uint8Array, from: number, to: number): number {
  return crcOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), from, to);
}

/** As TensorFlow stores it beside the bytes, so that a checksum of data with checksums in it stays one. */
export function maskedCrc(bytes: Uint8Array, from: number, to: number): number {
  return masked(crc32c(bytes, from, to));
}

/** The same for whoever has a view of the bytes: making one for each record costs more than its checksum. */
export function maskedCrcOf(view: DataView, from: number, to: number): number {
  return masked(crcOf(view, from, to));
}

/** Of a length of four bytes and the four zeros behind it; most records of a file have one of a few lengths. */
export function maskedLengthCrc(length: number): number {
  const known = length < KNOWN_LENGTHS.length ? KNOWN_LENGTHS[length]! : 0;
  if (known !== 0) return known;
  LENGTH_VIEW.setUint32(0, length, true);
  const crc = maskedCrcOf(LENGTH_VIEW, 0, 8);
  if (length < KNOWN_LENGTHS.length) KNOWN_LENGTHS[length] = crc;
  return crc;
}

const LENGTH_VIEW = new DataView(new ArrayBuffer(8));
const KNOWN_LENGTHS = new Uint32Array(4096);

function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function crcOf(view: DataView, from: number, to: number): number {
  let crc = -1;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    const low = crc ^ view.getInt32(at, true);
    const high = view.getInt32(at + 4, true);
    crc =
      T7[low & 0xff]! ^
      T6[(low >>> 8) & 0xff]! ^
      T5[(low >>> 16) & 0xff]! ^
      T4[low >>> 24]! ^
      T3[high & 0xff]! ^
      T2[(high >>> 8) & 0xff]! ^
      T1[(high >>> 16) & 0xff]! ^
      T0[high >>> 24]!;
  }
  for (; at < to; at++) crc = T0[(crc ^ view.getUint8(at)) & 0xff]! ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

type Tables = readonly [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

function makeTables(): Tables {
  const tables = Array.from({ length: 8 }, () => new Int32Array(256)) as unknown as Tables;
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    tables[0][byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++)
    for (let level = 1; level < 8; level++) {
      const before = tables[level - 1]![byte]!;
      tables[level]![byte] = tables[0][before & 0xff]! ^ (before >>> 8);
    }
  return tables;
}
