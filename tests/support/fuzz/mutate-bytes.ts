import { concatBytes, toUtf8 } from '../../../src/base/bytes.ts';
import type { Dice } from './dice.ts';

/** Changes bytes; the original is left as it is. */
export type Mutation = (bytes: Uint8Array, dice: Dice) => Uint8Array;

const SCRAPS = [
  '\0\0\0\0', '\n', '\r\n', '\ufeff', '{', '[', '"', "'", '\\', '}', ']', ',', ';', '\t', ': ', ' #', '- ', '? ', '&a ',
  '*a', '|\n', '---\n', '%YAML 9.9\n', '<<<<<<< HEAD\n', '!!python/object/apply:os.system ', '!!python/tuple ', '~',
  'NaN', 'nan', '-inf', '-Infinity', 'null', '1e999', '-', '0x1f', '999999999999999999999999999999', '9'.repeat(400),
  '"__proto__":{"constructor":1},', '__proto__: {polluted: 1}\n', '"op_code":4,', '"trial_id":0,', '1 2 3\n',
  '\u2028', '😀', '../../x', '\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f', ' '.repeat(300),
].map((text) => toUtf8(text)); // biome-ignore format: a table

const OPENERS = ['[', '{"a":', '(', '- ', '{a: ', '[{"x":[', '"'];
const NUMBERS = [
  'NaN',
  '1e999',
  '-1',
  '0',
  '1000000000',
  '99999999999999999999',
  '1e-320',
  '0.1.2',
  '',
  '-0',
  'null',
  '"7"',
  '[]',
  '{}',
];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  'step',
  '_step',
  'a.b',
  'a/b',
  '..',
];
const LENGTHS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 1e9, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

/** A line that is the whole of a file is not repeated a thousand times. */
const MOST_ADDED_BYTES = 500_000;

/** Every value that nine aliases of nine make: a billion laughs. */
const LAUGHS = toUtf8(
  ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
    .map(
      (key, level, keys) =>
        `${key}: &${key} [${Array(9)
          .fill(level === 0 ? 'lol' : `*${keys[level - 1]}`)
          .join(',')}]\n`,
    )
    .join(''),
);

function replaced(bytes: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array {
  return concatBytes([bytes.subarray(0, from), middle, bytes.subarray(Math.max(from, to))]);
}

/** The place of the next byte that fits, from a random one on. */
function findFrom(bytes: Uint8Array, dice: Dice, fits: (byte: number) => boolean): number {
  const start = dice.below(bytes.length);
  for (let step = 0; step < Math.min(bytes.length, 4096); step++) {
    const at = (start + step) % bytes.length;
    if (fits(bytes[at]!)) return at;
  }
  return -1;
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const isNumeric = (byte: number): boolean => isDigit(byte) || byte === 46 || byte === 45 || byte === 101;

export const ANY_BYTES: readonly Mutation[] = [
  function flipsBits(bytes, dice) {
    const copy = bytes.slice();
    for (let turn = dice.below(16); turn >= 0; turn--) {
      const at = dice.below(copy.length);
      if (copy.length > 0) copy[at] = copy[at]! ^ (1 << dice.below(8));
    }
    return copy;
  },
  function changesBytes(bytes, dice) {
    const copy = bytes.slice();
    for (let turn = dice.below(8); turn >= 0 && copy.length > 0; turn--)
      copy[dice.below(copy.length)] = dice.below(256);
    return copy;
  },
  function changesHead(bytes, dice) {
    const copy = bytes.slice();
    for (let turn = dice.below(4); turn >= 0 && copy.length > 0; turn--)
      copy[dice.below(Math.min(copy.length, 200))] = dice.below(256);
    return copy;
  },
  function changesTail(bytes, dice) {
    const copy = bytes.slice();
    for (let turn = dice.below(4); turn >= 0 && copy.length > 0; turn--)
      copy[copy.length - 1 - dice.below(Math.min(copy.length, 1200))] = dice.below(256);
    return copy;
  },
  function cuts(bytes, dice) {
    return bytes.slice(0, dice.below(bytes.length + 1));
  },
  function leavesOut(bytes, dice) {
    const at = dice.below(bytes.length + 1);
    return replaced(bytes, at, at + dice.below(64), new Uint8Array(0));
  },
  function putsIn(bytes, dice) {
    const at = dice.below(bytes.length + 1);
    const scrap = dice.pick(SCRAPS);
    return replaced(bytes, at, at + dice.below(2) * scrap.length, scrap);
  },
  function doubles(bytes, dice) {
    const at = dice.below(bytes.length);
    const piece = bytes.slice(at, at + dice.below(300));
    return dice.below(2) === 0 ? concatBytes([bytes, piece]) : replaced(bytes, at, at, piece);
  },
  function moves(bytes, dice) {
    return bytes
      .slice()
      .copyWithin(dice.below(bytes.length), dice.below(bytes.length), dice.below(bytes.length));
  },
  function fills(bytes, dice) {
    const at = dice.below(bytes.length);
    return bytes
      .slice()
      .fill(dice.pick([0, 0xff, dice.below(256)]), at, at + dice.below(dice.pick([12, 4096])));
  },
  function forgesLength(bytes, dice) {
    const copy = bytes.slice();
    if (copy.length < 8) return copy;
    const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength);
    for (let turn = dice.below(3); turn >= 0; turn--) {
      const at = dice.below(copy.length - 7);
      const length = dice.pick(LENGTHS);
      if (dice.below(4) === 0)
        view.setBigUint64(at, BigInt(length) << BigInt(dice.below(32)), dice.below(2) === 0);
      else if (dice.below(3) === 0) copy.set([0xff, 0xff, 0xff, 0xff, 0x0f], at);
      else view.setUint32(at, length, dice.below(2) === 0);
    }
    return copy;
  },
];

export const TEXT: readonly Mutation[] = [
  function doublesLine(bytes, dice) {
    const [from, to] = lineAt(bytes, dice);
    const line = bytes.subarray(from, to);
    const times = Math.min(dice.pick([1, 2, 30, 1000]), Math.ceil(MOST_ADDED_BYTES / (line.length + 1)));
    return replaced(bytes, from, from, concatBytes(Array.from({ length: times }, () => line)));
  },
  function leavesOutLine(bytes, dice) {
    const [from, to] = lineAt(bytes, dice);
    return replaced(bytes, from, to, new Uint8Array(0));
  },
  function movesLine(bytes, dice) {
    const [from, to] = lineAt(bytes, dice);
    const line = bytes.slice(from, to);
    const rest = replaced(bytes, from, to, new Uint8Array(0));
    const [at] = lineAt(rest, dice);
    return replaced(rest, at, at, line);
  },
  function changesNumber(bytes, dice) {
    const from = findFrom(bytes, dice, isDigit);
    if (from < 0) return bytes.slice();
    let to = from;
    while (to < bytes.length && isNumeric(bytes[to]!)) to += 1;
    return replaced(bytes, from, to, toUtf8(dice.pick(NUMBERS)));
  },
  function changesKey(bytes, dice) {
    const quote = findFrom(bytes, dice, (byte) => byte === 34);
    const end = quote < 0 ? -1 : bytes.indexOf(34, quote + 1);
    if (end >= 0 && end - quote < 200) return replaced(bytes, quote + 1, end, toUtf8(dice.pick(KEYS)));
    const [from] = lineAt(bytes, dice);
    const colon = bytes.indexOf(58, from);
    return colon < 0 ? bytes.slice() : replaced(bytes, from, colon, toUtf8(dice.pick(KEYS)));
  },
  function nestsDeeply(bytes, dice) {
    const at = dice.below(bytes.length + 1);
    return replaced(bytes, at, at, toUtf8(dice.pick(OPENERS).repeat(dice.pick([40, 300, 3000, 60_000]))));
  },
  function laughs(bytes, dice) {
    // It takes long enough to be rare.
    if (dice.below(4) > 0) return bytes.slice(0, dice.below(bytes.length + 1));
    return dice.below(2) === 0 ? LAUGHS.slice() : concatBytes([LAUGHS, bytes]);
  },
];

function lineAt(bytes: Uint8Array, dice: Dice): readonly [from: number, to: number] {
  const at = dice.below(bytes.length);
  const from = bytes.lastIndexOf(10, at - 1) + 1;
  const end = bytes.indexOf(10, Math.max(from, at));
  return [at === 0 ? 0 : from, end < 0 ? bytes.length : end + 1];
}

/** No zero byte in its beginning. */
export function looksLikeText(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, 1024).includes(0);
}
