/** Where each row stands among the values of a column: equal values have equal ranks. */
export interface Ranks {
  /** By row: 0 … size - 1, or one of the two below. */
  readonly byRow: Uint32Array;
  readonly size: number;
}

export const NAN_RANK = 0xffff_fffe;
export const MISSING_RANK = 0xffff_ffff;

/** Three digits a word: the counts of one stay in the fastest memory. */
const DIGIT_BITS = 11;
const DIGIT_MASK = 0x7ff;

/**
 * The rows by rank, equal ranks as they stood. MLflow's order: values, then NaN, then missing, whichever the
 * direction. Takes time in proportion to the rows and the ranks.
 */
export function sortByRanks(
  rows: Uint32Array,
  { byRow, size }: Ranks,
  descending: boolean,
): Uint32Array<ArrayBuffer> {
  const ends = new Uint32Array(size + 3);
  const flip = size - 1;
  const bucketOf = (row: number): number => {
    const rank = byRow[row]!;
    if (rank >= NAN_RANK) return rank === NAN_RANK ? size : size + 1;
    return descending ? flip - rank : rank;
  };
  for (let i = 0; i < rows.length; i++) ends[bucketOf(rows[i]!) + 1]! += 1;
  for (let bucket = 1; bucket < ends.length; bucket++) ends[bucket]! += ends[bucket - 1]!;
  const sorted = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const bucket = bucketOf(row);
    sorted[ends[bucket]!] = row;
    ends[bucket]! += 1;
  }
  return sorted;
}

/** Ranks of numbers by row; `present` tells who has one, null for all. */
export function rankNumbers(values: Float64Array, present: Uint8Array | null): Ranks {
  const byRow = new Uint32Array(values.length).fill(MISSING_RANK);
  const rows = new Uint32Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    if (present !== null && present[row] === 0) continue;
    const value = values[row]!;
    if (Number.isNaN(value)) byRow[row] = NAN_RANK;
    else rows[count++] = row;
  }
  const sorted = sortByNumbers(rows.subarray(0, count), values);
  let rank = -1;
  let previous = Number.NaN;
  for (let i = 0; i < count; i++) {
    const row = sorted[i]!;
    const value = values[row]!;
    if (value !== previous) rank += 1;
    previous = value;
    byRow[row] = rank;
  }
  return { byRow, size: rank + 1 };
}

/** The rows by their numbers, smallest first, equal numbers as they stood; none may be NaN. */
export function sortByNumbers(rows: Uint32Array, values: Float64Array): Uint32Array {
  const whole = toWholeNumbers(rows, values);
  if (whole) return sortByWords(rows, [whole]);
  const { low, high } = toOrderedWords(rows, values);
  const sorted = sortByWords(rows, [high]);
  // The high half of a double tells nearly all apart; where it does not, both halves have to be sorted by.
  return mendTies(sorted, values) ? sorted : sortByWords(rows, [low, high]);
}

const MOST_WHOLE = 2 ** 32;

/** Distances from the smallest of whole numbers, as ranks and moments are; null where they do not fit. */
function toWholeNumbers(rows: Uint32Array, values: Float64Array): Uint32Array | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (value !== Math.floor(value)) return null;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (rows.length > 0 && !(max - min < MOST_WHOLE)) return null;
  const whole = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) whole[i] = values[rows[i]!]! - min;
  return whole;
}

/** The bits of doubles turned so that they stand, as whole numbers, in the order of the doubles. */
function toOrderedWords(rows: Uint32Array, values: Float64Array) {
  const low = new Uint32Array(rows.length);
  const high = new Uint32Array(rows.length);
  const double = new Float64Array(1);
  const bits = new Uint32Array(double.buffer);
  for (let i = 0; i < rows.length; i++) {
    // Minus zero becomes zero.
    double[0] = values[rows[i]!]! + 0;
    const isNegative = bits[1]! >>> 31 === 1;
    low[i] = isNegative ? ~bits[0]! : bits[0]!;
    high[i] = isNegative ? ~bits[1]! : bits[1]! ^ 0x8000_0000;
  }
  return { low, high };
}

/** The rows by the words beside them, the last word first in weight; each digit of all words is one pass. */
function sortByWords(rows: Uint32Array, words: readonly Uint32Array[]): Uint32Array {
  let order: Uint32Array = new Uint32Array(rows.length);
  let spare: Uint32Array = new Uint32Array(rows.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (const word of words) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS)
      if (sortByDigit(order, spare, word, shift)) [order, spare] = [spare, order];
  }
  for (let i = 0; i < order.length; i++) spare[i] = rows[order[i]!]!;
  return spare;
}

/** False where all have the same digit and nothing had to be moved. */
function sortByDigit(order: Uint32Array, into: Uint32Array, word: Uint32Array, shift: number): boolean {
  const ends = new Uint32Array(DIGIT_MASK + 2);
  for (let i = 0; i < word.length; i++) ends[((word[i]! >>> shift) & DIGIT_MASK) + 1]! += 1;
  if (word.length === 0 || ends[((word[0]! >>> shift) & DIGIT_MASK) + 1] === word.length) return false;
  for (let digit = 1; digit < ends.length; digit++) ends[digit]! += ends[digit - 1]!;
  for (let i = 0; i < order.length; i++) {
    const item = order[i]!;
    const digit = (word[item]! >>> shift) & DIGIT_MASK;
    into[ends[digit]!] = item;
    ends[digit]! += 1;
  }
  return true;
}

/** So far a number may stand from its place for moving it there to cost less than sorting anew. */
const MOST_STEPS = 64;

/** Moves numbers that are nearly in order to their places; false, with the rest left undone, where they are not. */
function mendTies(rows: Uint32Array, values: Float64Array): boolean {
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i]!;
    const value = values[row]!;
    let at = i;
    while (at > 0 && values[rows[at - 1]!]! > value) {
      if (i - at >= MOST_STEPS) return false;
      rows[at] = rows[at - 1]!;
      at -= 1;
    }
    rows[at] = row;
  }
  return true;
}
