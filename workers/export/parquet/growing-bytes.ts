const FIRST_BYTES = 4096;

/** Bytes that grow at their end; numbers are little-endian. */
export class GrowingBytes {
  length = 0;
  private bytes = new Uint8Array(FIRST_BYTES);
  private view = new DataView(this.bytes.buffer);

  /** A copy of what is there. */
  take(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }

  u8(value: number): this {
    this.grow(1);
    this.bytes[this.length++] = value;
    return this;
  }

  u32(value: number): this {
    this.grow(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
    return this;
  }

  f64(value: number): this {
    this.grow(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
    return this;
  }

  f64s(values: Float64Array): this {
    // Numbers lie in memory as they do in files: no machine with a browser has them the other way round.
    return this.add(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  /** A whole number within ±2^63 as 64 bits. */
  i64(value: number): this {
    this.grow(8);
    this.view.setUint32(this.length, value >>> 0, true);
    this.view.setInt32(this.length + 4, Math.floor(value / 2 ** 32) | 0, true);
    this.length += 8;
    return this;
  }

  /** A whole number from 0 to 2^53, seven bits a byte. */
  varint(value: number): this {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.u8((rest % 128) | 128);
    return this.u8(rest);
  }

  /** A whole number within ±2^52. */
  zigzag(value: number): this {
    return this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  /** Whole numbers from 0 up to 2^`width`, packed from the lowest bit; fills the last byte up with zeros. */
  packed(values: Float64Array | Uint32Array, from: number, to: number, width: number): this {
    if (width === 0) return this;
    let byte = 0;
    let filled = 0;
    for (let at = from; at < to; at++) {
      let rest = values[at]!;
      for (let left = width; left > 0; ) {
        const taken = Math.min(8 - filled, left);
        const size = 2 ** taken;
        byte |= (rest % size) << filled;
        rest = Math.floor(rest / size);
        left -= taken;
        filled += taken;
        if (filled < 8) continue;
        this.u8(byte);
        byte = 0;
        filled = 0;
      }
    }
    return filled > 0 ? this.u8(byte) : this;
  }

  add(bytes: Uint8Array): this {
    this.grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  private grow(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}
