import { closeSync, openSync, writeSync } from 'node:fs';

const FLUSH_BYTES = 8 * 1024 * 1024;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** CRC-32C as TensorFlow masks it. */
function maskedCrc(bytes, from, to) {
  let crc = -1;
  for (let at = from; at < to; at++) crc = TABLE[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  crc = ~crc;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/**
 * An event file as PyTorch's SummaryWriter writes scalars: one event for each, a checksum behind each.
 * @param {string} path @param {Iterable<[tag: string, step: number, seconds: number, value: number]>} scalars
 */
export function writeEvents(path, scalars) {
  const file = openSync(path, 'w');
  const buffer = Buffer.alloc(FLUSH_BYTES + 4096);
  let at = 0;
  const tags = new Map();
  const endRecord = (start) => {
    const length = at - start - 12;
    buffer.writeUInt32LE(length, start);
    buffer.writeUInt32LE(0, start + 4);
    buffer.writeUInt32LE(maskedCrc(buffer, start, start + 8), start + 8);
    at = buffer.writeUInt32LE(maskedCrc(buffer, start + 12, at), at);
    if (at < FLUSH_BYTES) return;
    writeSync(file, buffer, 0, at);
    at = 0;
  };
  at = 12;
  at = buffer.writeUInt8(0x09, at);
  at = buffer.writeDoubleLE(1_700_000_000, at);
  at += buffer.write('\x1a\x0dbrain.Event:2', at, 'latin1');
  endRecord(0);
  for (const [tag, step, seconds, value] of scalars) {
    const start = at;
    const bytes = tags.get(tag) ?? Buffer.from(tag);
    tags.set(tag, bytes);
    at = buffer.writeUInt8(0x09, start + 12);
    at = buffer.writeDoubleLE(seconds, at);
    at = buffer.writeUInt8(0x10, at);
    for (let rest = step; ; rest >>>= 7) {
      at = buffer.writeUInt8(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest, at);
      if (rest <= 0x7f) break;
    }
    const valueLength = bytes.length + 7;
    at = buffer.writeUInt8(0x2a, at);
    at = buffer.writeUInt8(valueLength + 2, at);
    at = buffer.writeUInt8(0x0a, at);
    at = buffer.writeUInt8(valueLength, at);
    at = buffer.writeUInt8(0x0a, at);
    at = buffer.writeUInt8(bytes.length, at);
    at += bytes.copy(buffer, at);
    at = buffer.writeUInt8(0x15, at);
    at = buffer.writeFloatLE(value, at);
    endRecord(start);
  }
  writeSync(file, buffer, 0, at);
  closeSync(file);
}
