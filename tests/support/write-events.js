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
  const log = new EventLog(path);
  log.append(scalars);
  log.close();
}

/** An event file that is written bit by bit: all of an `append` is in the file when it returns. */
export class EventLog {
  buffer = Buffer.alloc(FLUSH_BYTES + 4096);
  at = 12;
  tags = new Map();

  /** @param {string} path */
  constructor(path) {
    this.file = openSync(path, 'w');
    this.at = this.buffer.writeUInt8(0x09, this.at);
    this.at = this.buffer.writeDoubleLE(1_700_000_000, this.at);
    this.at += this.buffer.write('\x1a\x0dbrain.Event:2', this.at, 'latin1');
    this.endRecord(0);
  }

  /** @param {Iterable<[tag: string, step: number, seconds: number, value: number]>} scalars */
  append(scalars) {
    for (const scalar of scalars) this.writeScalar(scalar);
    this.flush();
  }

  close() {
    this.flush();
    closeSync(this.file);
  }

  flush() {
    writeSync(this.file, this.buffer, 0, this.at);
    this.at = 0;
  }

  /** @param {[tag: string, step: number, seconds: number, value: number]} scalar */
  writeScalar([tag, step, seconds, value]) {
    const { buffer } = this;
    const start = this.at;
    const bytes = this.tags.get(tag) ?? Buffer.from(tag);
    this.tags.set(tag, bytes);
    let at = buffer.writeUInt8(0x09, start + 12);
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
    this.at = buffer.writeFloatLE(value, at);
    this.endRecord(start);
  }

  /** @param {number} start */
  endRecord(start) {
    const { buffer } = this;
    const length = this.at - start - 12;
    buffer.writeUInt32LE(length, start);
    buffer.writeUInt32LE(0, start + 4);
    buffer.writeUInt32LE(maskedCrc(buffer, start, start + 8), start + 8);
    this.at = buffer.writeUInt32LE(maskedCrc(buffer, start + 12, this.at), this.at);
    if (this.at >= FLUSH_BYTES) this.flush();
  }
}
