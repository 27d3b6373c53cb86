const TABLE = makeTable();

/** The checksum of zip entries, over bytes that come in pieces. */
export class Crc32 {
  private state = 0xffffffff;

  get value(): number {
    return (this.state ^ 0xffffffff) >>> 0;
  }

  update(bytes: Uint8Array): this {
    let state = this.state;
    for (let i = 0; i < bytes.length; i++) state = TABLE[(state ^ bytes[i]!) & 0xff]! ^ (state >>> 8);
    this.state = state;
    return this;
  }
}

function makeTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let state = byte;
    for (let bit = 0; bit < 8; bit++) state = state & 1 ? (state >>> 1) ^ 0xedb88320 : state >>> 1;
    table[byte] = state;
  }
  return table;
}
