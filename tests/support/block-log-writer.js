const BLOCK = 32_768;
const HEAD = 7;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/**
 * CRC-32 as in zip, byte by byte; Node has its own only since 20.15.
 * @param {Uint8Array} bytes
 */
export function plainCrc32(bytes) {
  let crc = -1;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/**
 * Records as LevelDB's log has them, behind `head`.
 * @param {Uint8Array} head @param {Iterable<Uint8Array>} records @returns {Uint8Array}
 */
export function writeBlockLog(head, records) {
  const parts = [Buffer.from(head)];
  let at = head.length;
  const add = (part) => {
    parts.push(part);
    at += part.length;
  };
  for (const record of records) {
    let from = 0;
    for (let isLast = false, isFirst = true; !isLast; ) {
      const room = BLOCK - (at % BLOCK);
      if (room < HEAD) {
        add(Buffer.alloc(room));
        continue;
      }
      const length = Math.min(record.length - from, room - HEAD);
      isLast = from + length === record.length;
      const type = isFirst ? (isLast ? 1 : 2) : isLast ? 4 : 3;
      const body = Buffer.concat([Buffer.from([type]), record.subarray(from, from + length)]);
      const frame = Buffer.alloc(6);
      frame.writeUInt32LE(plainCrc32(body), 0);
      frame.writeUInt16LE(length, 4);
      add(Buffer.concat([frame, body]));
      from += length;
      isFirst = false;
    }
  }
  return Buffer.concat(parts);
}
