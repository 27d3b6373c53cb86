import type { WireReader } from '../../../../src/base/protobuf.ts';

/** A TensorProto, as far as summaries use it. */
export interface Tensor {
  readonly dtype: number;
  readonly shape: readonly number[];
  /** Elements by the shape. */
  readonly size: number;
  /** Row-major; null for strings. At most `MOST_ELEMENTS`. */
  readonly numbers: Float64Array | null;
  readonly strings: readonly Uint8Array[];
}

const STRING = 7;
const MOST_ELEMENTS = 1_000_000;
const MOST_DIMENSIONS = 16;
const MOST_STRINGS = 10_000;

/** Bytes of an element in `tensor_content`, and how it is read there: little endian. */
const READERS: Readonly<
  Record<number, readonly [width: number, read: (view: DataView, at: number) => number]>
> = {
  1: [4, (view, at) => view.getFloat32(at, true)],
  2: [8, (view, at) => view.getFloat64(at, true)],
  3: [4, (view, at) => view.getInt32(at, true)],
  4: [1, (view, at) => view.getUint8(at)],
  5: [2, (view, at) => view.getInt16(at, true)],
  6: [1, (view, at) => view.getInt8(at)],
  9: [8, (view, at) => Number(view.getBigInt64(at, true))],
  10: [1, (view, at) => view.getUint8(at)],
  14: [2, (view, at) => bfloat16(view.getUint16(at, true))],
  17: [2, (view, at) => view.getUint16(at, true)],
  19: [2, (view, at) => float16(view.getUint16(at, true))],
  22: [4, (view, at) => view.getUint32(at, true)],
  23: [8, (view, at) => Number(view.getBigUint64(at, true))],
};

/** Null for what is no tensor, or has more elements than a summary can. */
export function readTensor(reader: WireReader): Tensor | null {
  let dtype = 0;
  let shape: readonly number[] = [];
  let content: Uint8Array | null = null;
  const values: number[] = [];
  const strings: Uint8Array[] = [];
  while (reader.next()) {
    if (reader.field === 1) dtype = reader.int();
    else if (reader.field === 2) shape = readShape(reader.message());
    else if (reader.field === 4) content = reader.raw();
    else if (reader.field === 8) {
      if (strings.length < MOST_STRINGS) strings.push(reader.raw());
    } else if (values.length < MOST_ELEMENTS) readValues(reader, dtype, values);
  }
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (reader.fault !== null || !(size >= 0 && size <= MOST_ELEMENTS)) return null;
  if (dtype === STRING) return { dtype, shape, size, numbers: null, strings };
  const numbers =
    content && content.length > 0 ? fromContent(content, dtype, size) : fromValues(values, size);
  return numbers && { dtype, shape, size, numbers, strings };
}

function readShape(reader: WireReader): readonly number[] {
  const shape: number[] = [];
  while (reader.next()) {
    if (reader.field !== 2 || shape.length >= MOST_DIMENSIONS) continue;
    const dimension = reader.message();
    let size = 0;
    while (dimension.next()) if (dimension.field === 1) size = dimension.int();
    shape.push(size);
  }
  return shape;
}

/** One of the `*_val` fields, packed or one by one. */
function readValues(reader: WireReader, dtype: number, values: number[]): void {
  const { field } = reader;
  if (field === 5 || field === 6) {
    const width = field === 5 ? 4 : 8;
    if (reader.wire !== 2) values.push(reader.float());
    else {
      const raw = reader.raw();
      const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
      for (let at = 0; at + width <= raw.length && values.length < MOST_ELEMENTS; at += width)
        values.push(width === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
    }
  } else if (field === 7 || field === 10 || field === 11 || field === 13 || field === 16 || field === 17) {
    const found = reader.ints(MOST_ELEMENTS - values.length);
    const toNumber = field !== 13 ? (value: number) => value : dtype === 14 ? bfloat16 : float16;
    for (const value of found) values.push(toNumber(value));
  }
}

function fromContent(content: Uint8Array, dtype: number, size: number): Float64Array | null {
  const reader = READERS[dtype];
  if (!reader || content.length < size * reader[0]) return null;
  const [width, read] = reader;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return Float64Array.from({ length: size }, (_, at) => read(view, at * width));
}

/** Elements that a few bytes may stand for. */
const MOST_REPEATED = 10_000;

/** The last value stands for all that are left out; none at all means zeros. */
function fromValues(values: readonly number[], size: number): Float64Array | null {
  if (size > Math.max(values.length, MOST_REPEATED)) return null;
  const last = values.at(-1) ?? 0;
  return Float64Array.from({ length: size }, (_, at) => values[at] ?? last);
}

function bfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}

function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
