import { toUtf8 } from '../../../src/base/bytes.ts';
import { packGzip } from '../bytes/gzip.ts';
import { canBeDeltas, writeDeltas } from './delta.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { bitWidth, writeHybrid, writeLevels } from './hybrid.ts';
import { ThriftStruct } from './thrift-struct.ts';

/** `whole`: 64-bit numbers; `time`: ms since epoch, shown in UTC. */
export type ParquetType = 'text' | 'number' | 'whole' | 'time' | 'flag';

export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
}

/** Cells of one column: texts, null where there is none, or numbers (flags are 0 and 1). */
export type ParquetCells =
  | { readonly kind: 'texts'; readonly values: readonly (string | null)[] }
  | {
      readonly kind: 'numbers';
      readonly values: Float64Array;
      /** 1 where there is a value; null where all are. */
      readonly present: Uint8Array | null;
    };

/** A column chunk: its pages, and what the footer says of it. */
export interface ColumnChunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where its data page begins; more than 0 behind a dictionary. */
  readonly dataAt: number;
  readonly plainBytes: number;
  readonly encodings: readonly number[];
  readonly codec: number;
  readonly statistics: ThriftStruct;
}

/** A column of whole numbers was given a number with a fraction, or beyond 64 bits. */
export class NotWhole extends Error {
  override readonly name = 'NotWhole';
}

const PLAIN = 0;
const RLE = 3;
const DELTA = 5;
const DICTIONARY = 8;
const UNPACKED = 0;
const GZIP = 2;
const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
/** Smaller pages are not worth packing. */
const PACKED_FROM_BYTES = 1024;

export function encodeColumn({ type }: ParquetColumn, cells: ParquetCells, count: number): ColumnChunk {
  if (cells.kind === 'texts') return encodeTexts(cells.values);
  const { present } = cells;
  const values = present
    ? cells.values.filter((_, at) => present[at] === 1)
    : cells.values.subarray(0, count);
  const page = new GrowingBytes();
  writeLevels(page, present ?? new Uint8Array(count).fill(1));
  const encoding = writeNumbers(page, type, values);
  const data = makePage(DATA_PAGE, page.take(), count, encoding, UNPACKED);
  return {
    bytes: data,
    dataAt: 0,
    plainBytes: data.length,
    encodings: [RLE, encoding],
    codec: UNPACKED,
    statistics: numberStatistics(type, values, count - values.length),
  };
}

function writeNumbers(page: GrowingBytes, type: ParquetType, values: Float64Array): number {
  if (type === 'number') {
    page.f64s(values);
    return PLAIN;
  }
  if (type === 'flag') {
    page.packed(values, 0, values.length, 1);
    return PLAIN;
  }
  for (let at = 0; at < values.length; at++) if (!isWhole(values[at]!)) throw new NotWhole();
  if (canBeDeltas(values)) {
    writeDeltas(page, values);
    return DELTA;
  }
  for (let at = 0; at < values.length; at++) page.i64(values[at]!);
  return PLAIN;
}

/** What 64 bits hold. */
function isWhole(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63;
}

function encodeTexts(values: readonly (string | null)[]): ColumnChunk {
  const ids = new Map<string, number>();
  const present = new Uint8Array(values.length);
  const numbers = new Uint32Array(values.length);
  let filled = 0;
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    let id = ids.get(value);
    if (id === undefined) {
      id = ids.size;
      ids.set(value, id);
    }
    present[at] = 1;
    numbers[filled++] = id;
  }
  const page = new GrowingBytes();
  writeLevels(page, present);
  const isRepeated = ids.size * 2 <= filled;
  if (isRepeated) {
    const width = Math.max(1, bitWidth(ids.size - 1));
    page.u8(width);
    writeHybrid(page, numbers.subarray(0, filled), width);
  } else for (const value of values) if (value !== null) writeText(page, value);
  const dictionary = new GrowingBytes();
  if (isRepeated) for (const text of ids.keys()) writeText(dictionary, text);
  const codec = page.length + dictionary.length >= PACKED_FROM_BYTES ? GZIP : UNPACKED;
  const encoding = isRepeated ? DICTIONARY : PLAIN;
  const first = isRepeated ? makePage(DICTIONARY_PAGE, dictionary.take(), ids.size, PLAIN, codec) : null;
  const data = makePage(DATA_PAGE, page.take(), values.length, encoding, codec);
  const bytes = new GrowingBytes().add(first ?? new Uint8Array()).add(data);
  return {
    bytes: bytes.take(),
    dataAt: first?.length ?? 0,
    plainBytes: bytes.length,
    encodings: isRepeated ? [PLAIN, RLE, DICTIONARY] : [RLE, PLAIN],
    codec,
    statistics: new ThriftStruct().i64(3, values.length - filled),
  };
}

function writeText(out: GrowingBytes, text: string): void {
  const bytes = toUtf8(text);
  out.u32(bytes.length).add(bytes);
}

function makePage(
  type: number,
  body: Uint8Array<ArrayBuffer>,
  count: number,
  encoding: number,
  codec: number,
): Uint8Array<ArrayBuffer> {
  const packed = codec === GZIP ? packGzip(body) : body;
  const header = new ThriftStruct().i32(1, type).i32(2, body.length).i32(3, packed.length);
  const about = new ThriftStruct().i32(1, count).i32(2, encoding);
  if (type === DATA_PAGE) header.struct(5, about.i32(3, RLE).i32(4, RLE));
  else header.struct(7, about);
  return new GrowingBytes().add(header.bytes()).add(packed).take();
}

/** Readers skip row groups by these. NaN has no place between others and is left out, as the format asks. */
function numberStatistics(type: ParquetType, values: Float64Array, missing: number): ThriftStruct {
  const statistics = new ThriftStruct().i64(3, missing);
  if (type === 'flag') return statistics;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return statistics;
  if (type === 'number') {
    // Of a zero nobody knows the sign: the bounds hold both.
    const low = new GrowingBytes().f64(min === 0 ? -0 : min);
    return statistics.binary(5, new GrowingBytes().f64(max === 0 ? 0 : max).take()).binary(6, low.take());
  }
  return statistics
    .binary(5, new GrowingBytes().i64(max).take())
    .binary(6, new GrowingBytes().i64(min).take());
}
