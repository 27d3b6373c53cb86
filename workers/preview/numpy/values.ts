import type { DataType, Field } from './data-type.ts';

/** Of a long text. */
const MOST_CHARS = 500;
/** Values shown of an array inside a record. */
const MOST_INNER = 8;
const MS_PER_UNIT = new Map([
  ['W', 604_800_000],
  ['D', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]);
/** Steps in a millisecond. */
const STEPS_PER_MS = new Map([
  ['us', 1000n],
  ['μs', 1000n],
  ['ns', 1_000_000n],
  ['ps', 1_000_000_000n],
  ['fs', 1_000_000_000_000n],
]);
const NOT_A_TIME = -(2n ** 63n);
const latin = new TextDecoder('windows-1252');

/** The value at `at` as text. The caller has checked that its bytes are there. */
export function valueText(view: DataView, at: number, type: DataType): string {
  switch (type.kind) {
    case 'bool':
      return view.getUint8(at) === 0 ? 'False' : 'True';
    case 'int':
    case 'uint':
      return integerText(view, at, type);
    case 'float':
      return floatText(readFloat(view, at, type.sizeBytes, type.isLittle), type.sizeBytes);
    case 'complex':
      return complexText(view, at, type);
    case 'text':
      return readWideText(view, at, type);
    case 'bytes':
      return readByteText(view, at, type.sizeBytes);
    case 'datetime':
      return timeText(view.getBigInt64(at, type.isLittle), type);
    case 'timedelta':
      return spanText(view.getBigInt64(at, type.isLittle), type);
    case 'object':
      return 'not opened';
    case 'record':
      return `{${type.fields.map((field) => `${field.name}: ${fieldText(view, at, field)}`).join(', ')}}`;
    default:
      return hexText(view, at, type.sizeBytes);
  }
}

/** A field of the record at `at`. */
export function fieldText(view: DataView, at: number, field: Field): string {
  const start = at + field.offsetBytes;
  if (field.shape.length === 0) return valueText(view, start, field.type);
  const count = field.shape.reduce((product, size) => product * size, 1);
  const shown = Array.from({ length: Math.min(count, MOST_INNER) }, (_, index) =>
    valueText(view, start + index * field.type.sizeBytes, field.type),
  );
  return `[${shown.join(', ')}${count > MOST_INNER ? ', …' : ''}]`;
}

/** A number of any numeric type, rounded to a double; NaN for types that are none. */
export function numberAt(view: DataView, at: number, { kind, sizeBytes, isLittle }: DataType): number {
  if (kind === 'float') return readFloat(view, at, sizeBytes, isLittle);
  if (kind === 'bool') return view.getUint8(at) === 0 ? 0 : 1;
  if (kind !== 'int' && kind !== 'uint') return Number.NaN;
  const isSigned = kind === 'int';
  if (sizeBytes === 1) return isSigned ? view.getInt8(at) : view.getUint8(at);
  if (sizeBytes === 2) return isSigned ? view.getInt16(at, isLittle) : view.getUint16(at, isLittle);
  if (sizeBytes === 4) return isSigned ? view.getInt32(at, isLittle) : view.getUint32(at, isLittle);
  return Number(isSigned ? view.getBigInt64(at, isLittle) : view.getBigUint64(at, isLittle));
}

function integerText(view: DataView, at: number, type: DataType): string {
  if (type.sizeBytes < 8) return String(numberAt(view, at, type));
  const { isLittle } = type;
  return String(type.kind === 'int' ? view.getBigInt64(at, isLittle) : view.getBigUint64(at, isLittle));
}

function readFloat(view: DataView, at: number, sizeBytes: number, isLittle: boolean): number {
  if (sizeBytes === 8) return view.getFloat64(at, isLittle);
  if (sizeBytes === 4) return view.getFloat32(at, isLittle);
  return sizeBytes === 2 ? toHalf(view.getUint16(at, isLittle)) : readExtended(view, at, isLittle);
}

/** Sixteen bits: one of sign, five of exponent, ten of fraction. */
function toHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The long double of Intel processors: ten bytes, padded to 12 or 16, written by them only. */
function readExtended(view: DataView, at: number, isLittle: boolean): number {
  if (!isLittle) return Number.NaN;
  const head = view.getUint16(at + 8, true);
  const sign = head & 0x8000 ? -1 : 1;
  const exponent = head & 0x7fff;
  const mantissa = view.getBigUint64(at, true);
  if (exponent === 0x7fff) return mantissa << 1n === 2n ** 64n ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (Number(mantissa) / 2 ** 63) * 2 ** (exponent - 16_383);
}

/** The fewest digits that give the value back in its own width. */
function floatText(value: number, sizeBytes: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (sizeBytes > 4 || (Number.isInteger(value) && Math.abs(value) < 2 ** 24)) return String(value);
  const most = sizeBytes === 2 ? 5 : 9;
  for (let digits = 1; digits < most; digits++) {
    const short = Number(value.toPrecision(digits));
    const isSame = sizeBytes === 4 ? Math.fround(short) === value : Math.abs(short - value) < halfStep(value);
    if (isSame) return String(short);
  }
  return String(Number(value.toPrecision(most)));
}

/** A little less than half of the distance between neighbours of sixteen bits. */
function halfStep(value: number): number {
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))));
  return 2 ** (exponent - 11) * 0.99;
}

function complexText(view: DataView, at: number, type: DataType): string {
  const half = type.sizeBytes / 2;
  const real = floatText(readFloat(view, at, half, type.isLittle), half);
  const imaginary = floatText(readFloat(view, at + half, half, type.isLittle), half);
  return `${real}${imaginary.startsWith('-') ? '' : '+'}${imaginary}j`;
}

/** Four bytes a letter, filled up with zeros. */
function readWideText(view: DataView, at: number, type: DataType): string {
  const count = Math.min(type.sizeBytes / 4, MOST_CHARS);
  const points: number[] = [];
  for (let index = 0; index < count; index++) {
    const point = view.getUint32(at + index * 4, type.isLittle);
    points.push(point <= 0x10ffff ? point : 0xfffd);
  }
  while (points.at(-1) === 0) points.pop();
  return String.fromCodePoint(...points);
}

function readByteText(view: DataView, at: number, sizeBytes: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, Math.min(sizeBytes, MOST_CHARS));
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return latin.decode(bytes.subarray(0, end));
}

function hexText(view: DataView, at: number, sizeBytes: number): string {
  let text = '';
  for (let index = 0; index < Math.min(sizeBytes, 32); index++)
    text += view
      .getUint8(at + index)
      .toString(16)
      .padStart(2, '0');
  return sizeBytes > 32 ? `${text}…` : text;
}

function timeText(steps: bigint, { unit, unitCount }: DataType): string {
  if (steps === NOT_A_TIME) return 'NaT';
  if (unit === 'Y') return String(1970 + Number(steps) * unitCount);
  if (unit === 'M') {
    const months = Number(steps) * unitCount;
    return `${1970 + Math.floor(months / 12)}-${String((((months % 12) + 12) % 12) + 1).padStart(2, '0')}`;
  }
  const ms = toMs(steps * BigInt(unitCount), unit);
  if (ms === null || !(Math.abs(ms) <= 8.64e15)) return String(steps);
  const iso = new Date(ms).toISOString();
  if (unit === 'D' || unit === 'W') return iso.slice(0, iso.indexOf('T'));
  const perMs = STEPS_PER_MS.get(unit);
  if (perMs === undefined) return unit === 'ms' ? iso.slice(0, -1) : iso.slice(0, -5);
  const rest = (((steps * BigInt(unitCount)) % perMs) + perMs) % perMs;
  return iso.slice(0, -1) + String(rest).padStart(String(perMs).length - 1, '0');
}

function toMs(steps: bigint, unit: string): number | null {
  const perMs = STEPS_PER_MS.get(unit);
  if (perMs !== undefined) return Number(steps >= 0n ? steps / perMs : (steps - perMs + 1n) / perMs);
  const ms = MS_PER_UNIT.get(unit);
  return ms === undefined ? null : Number(steps) * ms;
}

function spanText(steps: bigint, { unit, unitCount }: DataType): string {
  if (steps === NOT_A_TIME) return 'NaT';
  return `${steps * BigInt(unitCount)}${unit === '' ? '' : ` ${unit}`}`;
}
