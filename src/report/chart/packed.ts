/**
 * A column of numbers as JSON. `even`: so many from one on at even distances; `f64`, `f32`: base64 of little-endian
 * floats, the short ones only where they lose nothing; `same`: as the column at that place among those packed before.
 */
export type Packed =
  | { readonly even: readonly [from: number, by: number, count: number] }
  | { readonly f64: string }
  | { readonly f32: string }
  | { readonly same: number };

/** Packs the columns of one chart in turn; lines logged at the same steps share them. */
export class ColumnPacker {
  private readonly known = new Map<string, number>();
  private count = 0;

  /** `canShare`: it may be as a column before it, which costs memory to find out. */
  pack(column: Float64Array, canShare: boolean): Packed {
    const place = this.count;
    this.count += 1;
    const packed = packColumn(column);
    if (!canShare) return packed;
    const key = JSON.stringify(packed);
    const before = this.known.get(key);
    if (before === undefined) this.known.set(key, place);
    // An even column is as short as the number of another.
    return before === undefined || 'even' in packed ? packed : { same: before };
  }
}

/** The other way, in the same order. */
export class ColumnUnpacker {
  private readonly known: Float64Array[] = [];

  unpack(packed: Packed): Float64Array {
    const column = 'same' in packed ? this.known[packed.same]! : unpackColumn(packed);
    this.known.push(column);
    return column;
  }
}

function packColumn(column: Float64Array): Packed {
  const by = column.length > 1 ? column[1]! - column[0]! : 0;
  const from = column[0] ?? 0;
  if (
    Number.isFinite(from + by) &&
    column.every((value, i) => value === from + i * by && !Object.is(value, -0))
  )
    return { even: [from, by, column.length] };
  const short = Float32Array.from(column);
  if (column.every((value, i) => Object.is(value, short[i]))) return { f32: toBase64(short) };
  return { f64: toBase64(column) };
}

function unpackColumn(packed: Exclude<Packed, { same: number }>): Float64Array {
  if ('even' in packed) {
    const [from, by, count] = packed.even;
    return Float64Array.from({ length: count }, (_, i) => from + i * by);
  }
  if ('f32' in packed) return Float64Array.from(new Float32Array(fromBase64(packed.f32)));
  return new Float64Array(fromBase64(packed.f64));
}

/** A multiple of three: the parts of a base64 text then stand beside each other without padding. */
const PART = 3 * 8 * 1024;

function toBase64(column: Float32Array | Float64Array): string {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += PART)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PART)));
  return text;
}

function fromBase64(text: string): ArrayBuffer {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes.buffer;
}
