import { byteToHex } from '../base/bytes.ts';
import type { PointColumns } from '../base/columns.ts';

const PRIMES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;
/** NaN has many bit patterns and typed arrays may change them on the way; every NaN counts as this one. */
const NAN_HIGH = 0x7ff80000;

export interface PointWords {
  readonly steps: Uint32Array;
  readonly times: Uint32Array;
  readonly values: Uint32Array;
}

/**
 * Content of a series in 64 bits, fed in order and in batches of any size. Identity among millions, not protection
 * against forgery: packs have SHA-256. Words are read as the machine stores them; every browser is little-endian.
 */
export class SeriesFingerprint {
  private a: number = PRIMES[0];
  private b: number = PRIMES[1];
  private c: number = PRIMES[2];
  private d: number = PRIMES[3];
  private count = 0;

  /** Points [from, to) of these columns. */
  append({ steps, times, values }: PointWords, from: number, to: number): void {
    let { a, b, c, d } = this;
    for (let i = from * 2; i < to * 2; i += 2) {
      const stepHigh = steps[i + 1]!;
      const timeHigh = times[i + 1]!;
      const valueHigh = values[i + 1]!;
      const stepIsNan = isNanWord(stepHigh, steps[i]!);
      const timeIsNan = isNanWord(timeHigh, times[i]!);
      const valueIsNan = isNanWord(valueHigh, values[i]!);
      a = (mix(a, stepIsNan ? 0 : steps[i]!) + b) | 0;
      b = (mix(b, stepIsNan ? NAN_HIGH : stepHigh) + c) | 0;
      c = (mix(c, timeIsNan ? 0 : times[i]!) + d) | 0;
      d = (mix(d, timeIsNan ? NAN_HIGH : timeHigh) + a) | 0;
      a = (mix(a, valueIsNan ? 0 : values[i]!) + c) | 0;
      b = (mix(b, valueIsNan ? NAN_HIGH : valueHigh) + d) | 0;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.count += to - from;
  }

  /** 16 hexadecimal digits. Appending may go on afterwards. */
  digest(): string {
    const a = finish(this.a ^ this.count);
    const b = finish(this.b + a);
    const c = finish(this.c + b);
    const d = finish(this.d + c);
    return toHex32(finish(a + c)) + toHex32(finish(b ^ d));
  }
}

/** The same memory as the columns, in words of 32 bits: made once for columns that many series lie in. */
export function wordsOf({ steps, timesMs, values }: PointColumns): PointWords {
  return { steps: toWords(steps), times: toWords(timesMs), values: toWords(values) };
}

function toWords(column: Float64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

function isNanWord(high: number, low: number): boolean {
  const magnitude = high & 0x7fffffff;
  return magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && low !== 0);
}

/** One word into one lane: multiply, turn, multiply (two odd constants), so that every bit reaches the others. */
function mix(lane: number, word: number): number {
  const product = Math.imul(lane ^ word, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

function finish(lane: number): number {
  let word = lane | 0;
  word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b);
  return word ^ (word >>> 16);
}

function toHex32(word: number): string {
  return (
    byteToHex(word >>> 24) +
    byteToHex((word >>> 16) & 255) +
    byteToHex((word >>> 8) & 255) +
    byteToHex(word & 255)
  );
}
