import { toUtf8 } from '../../src/base/bytes.ts';

/**
 * pandas' hash of a table (`pandas.util.hash_pandas_object`, held against pandas 2.3.3): each value to 64 bits, the columns of a row
 * mixed into one. Numbers are the bits they have in memory, texts go through SipHash-2-4 with pandas' fixed key.
 */
export type HashedColumn =
  | { readonly kind: 'float64' | 'float32'; readonly values: Float64Array }
  /** `bytes`: the width of the whole number, 1, 2, 4 or 8. */
  | { readonly kind: 'int'; readonly values: BigInt64Array; readonly bytes: number }
  | { readonly kind: 'text'; readonly values: readonly string[] };

const MASK = (1n << 64n) - 1n;
const KEY = toUtf8('0123456789123456');

/** One number for each row; `index` are the row labels, which take part after all columns. */
export function hashRows(
  columns: readonly HashedColumn[],
  index: BigInt64Array,
): BigUint64Array<ArrayBuffer> {
  const all = [...columns, { kind: 'int' as const, values: index, bytes: 8 }];
  const rows = new BigUint64Array(index.length).fill(0x345678n);
  let factor = 1000003n;
  for (const [at, column] of all.entries()) {
    const hashes = hashColumn(column);
    for (let row = 0; row < rows.length; row++) {
      rows[row] = ((rows[row]! ^ hashes[row]!) * factor) & MASK;
    }
    factor = (factor + BigInt(82520 + 2 * (all.length - at))) & MASK;
  }
  for (let row = 0; row < rows.length; row++) rows[row] = (rows[row]! + 97531n) & MASK;
  return rows;
}

/** Each value on its own, as `pandas.util.hash_array` has it. */
export function hashColumn(column: HashedColumn): BigUint64Array<ArrayBuffer> {
  const hashes = column.kind === 'text' ? hashTexts(column.values) : numberBits(column);
  for (let row = 0; row < hashes.length; row++) hashes[row] = spread(hashes[row]!);
  return hashes;
}

function numberBits(column: Exclude<HashedColumn, { kind: 'text' }>): BigUint64Array<ArrayBuffer> {
  if (column.kind === 'float64') return new BigUint64Array(Float64Array.from(column.values).buffer);
  const bits = new BigUint64Array(column.values.length);
  if (column.kind === 'int') {
    const width = column.bytes * 8;
    for (const [row, value] of column.values.entries()) bits[row] = BigInt.asUintN(width, value);
    return bits;
  }
  const words = new Uint32Array(Float32Array.from(column.values).buffer);
  for (let row = 0; row < bits.length; row++) bits[row] = BigInt(words[row]!);
  return bits;
}

function hashTexts(texts: readonly string[]): BigUint64Array<ArrayBuffer> {
  const known = new Map<string, bigint>();
  return BigUint64Array.from(texts, (text) => {
    let hash = known.get(text);
    if (hash === undefined) {
      hash = sipHash(toUtf8(text));
      known.set(text, hash);
    }
    return hash;
  });
}

function spread(value: bigint): bigint {
  let bits = value ^ (value >> 30n);
  bits = (bits * 0xbf58476d1ce4e5b9n) & MASK;
  bits ^= bits >> 27n;
  bits = (bits * 0x94d049bb133111ebn) & MASK;
  return bits ^ (bits >> 31n);
}

const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (64n - by))) & MASK;

type SipState = [bigint, bigint, bigint, bigint];

/** SipHash-2-4 (Aumasson and Bernstein, 2012). */
function sipHash(bytes: Uint8Array): bigint {
  const key = new DataView(KEY.buffer);
  const [k0, k1] = [key.getBigUint64(0, true), key.getBigUint64(8, true)];
  const state: SipState = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ];
  const padded = new Uint8Array((Math.floor(bytes.length / 8) + 1) * 8);
  padded.set(bytes);
  padded[padded.length - 1] = bytes.length & 255;
  const words = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += 8) {
    const word = words.getBigUint64(at, true);
    state[3] ^= word;
    sipRounds(state, 2);
    state[0] ^= word;
  }
  state[2] ^= 0xffn;
  sipRounds(state, 4);
  return state[0] ^ state[1] ^ state[2] ^ state[3];
}

function sipRounds(state: SipState, count: number): void {
  let [a, b, c, d] = state;
  for (let round = 0; round < count; round++) {
    a = (a + b) & MASK;
    b = rotate(b, 13n) ^ a;
    a = rotate(a, 32n);
    c = (c + d) & MASK;
    d = rotate(d, 16n) ^ c;
    a = (a + d) & MASK;
    d = rotate(d, 21n) ^ a;
    c = (c + b) & MASK;
    b = rotate(b, 17n) ^ c;
    c = rotate(c, 32n);
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}
