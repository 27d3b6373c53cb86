import { toNumber } from './columns.ts';
import { sortByNumbers } from './stable-sort.ts';
import { WordPlaces } from './word-places.ts';

/**
 * The order of texts in a table: those that are numbers by their value and before all others; the others as people
 * sort them, whatever the case, with the numbers in them by value (`trial-9` before `trial-10`).
 */
export function compareTexts(a: string, b: string): number {
  const left = toNumber(a);
  const right = toNumber(b);
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right || compareUnits(a, b);
  if (!Number.isNaN(left)) return -1;
  if (!Number.isNaN(right)) return 1;
  return compareParts(a, b) || compareWhole(a, b);
}

/** A text is compared by so many pairs of letters and digits; what is equal in them, as a whole. */
const MOST_PARTS = 4;
/** Notes can be long; few of them agree in so much. */
const MOST_LENGTH = 100;

// The engine compares ASCII texts by a table where a collator has no options.
const plain = new Intl.Collator('en');
const whole = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareWhole(a: string, b: string): number {
  return whole.compare(a, b) || compareUnits(a, b);
}

function compareLetters(a: string, b: string): number {
  return a === b ? 0 : plain.compare(a, b) || compareUnits(a, b);
}

function compareParts(a: string, b: string): number {
  let left = 0;
  let right = 0;
  for (let part = 0; part < MOST_PARTS; part++) {
    const leftDigits = endOfLetters(a, left);
    const rightDigits = endOfLetters(b, right);
    const letters = compareLetters(lettersIn(a, left, leftDigits), lettersIn(b, right, rightDigits));
    if (letters !== 0) return letters;
    left = endOfDigits(a, leftDigits);
    right = endOfDigits(b, rightDigits);
    const digits = digitsIn(a, leftDigits, left) - digitsIn(b, rightDigits, right);
    if (digits !== 0) return digits;
  }
  return 0;
}

function endOfLetters(text: string, from: number): number {
  const end = Math.min(text.length, MOST_LENGTH);
  let at = from;
  while (at < end && !isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function endOfDigits(text: string, from: number): number {
  const end = Math.min(text.length, MOST_LENGTH);
  let at = from;
  while (at < end && isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function lettersIn(text: string, from: number, to: number): string {
  return from === to ? '' : text.slice(from, to).toLowerCase();
}

/** -1 where there are none: a text that ends comes before one that goes on. */
function digitsIn(text: string, from: number, to: number): number {
  if (from === to) return -1;
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (text.charCodeAt(at) - 48);
  // Beyond this doubles are no longer apart; such texts are compared as a whole.
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * Positions of the texts in the order of `compareTexts`; equal texts may be among them and keep their order. `numbers`
 * are the texts as numbers, where they are known already.
 */
export function orderTexts(texts: readonly string[], numbers = toNumbers(texts)): Uint32Array {
  const numeric = new Uint32Array(texts.length);
  const others = new Uint32Array(texts.length);
  let count = 0;
  for (let i = 0; i < texts.length; i++) {
    if (Number.isNaN(numbers[i]!)) others[i - count] = i;
    else numeric[count++] = i;
  }
  const first = sortByNumbers(numeric.subarray(0, count), numbers);
  const isTie = (a: number, b: number) => numbers[a] === numbers[b];
  sortTies(first, isTie, (a, b) => compareUnits(texts[a]!, texts[b]!) || a - b);
  const ordered = new Uint32Array(texts.length);
  ordered.set(first);
  ordered.set(orderByParts(texts, others.subarray(0, texts.length - count)), count);
  return ordered;
}

export function toNumbers(texts: readonly string[]): Float64Array {
  const numbers = new Float64Array(texts.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = toNumber(texts[i]!);
  return numbers;
}

/** One part of the texts after the other, from the last to the first, each in time proportional to the texts. */
function orderByParts(texts: readonly string[], positions: Uint32Array): Uint32Array {
  const parts = readParts(texts, positions);
  let order = positions;
  for (const part of parts.toReversed()) order = sortByNumbers(order, part);
  const isTie = (a: number, b: number) => {
    for (let i = 0; i < parts.length; i++) if (parts[i]![a] !== parts[i]![b]) return false;
    return true;
  };
  sortTies(order, isTie, (a, b) => compareWhole(texts[a]!, texts[b]!) || a - b);
  return order;
}

/** Columns by position: rank of the letters, the number, the next letters … as many as any text has. */
function readParts(texts: readonly string[], positions: Uint32Array): readonly Float64Array[] {
  const columns: Float64Array[] = [];
  const readTo = new Uint32Array(texts.length);
  const open = Uint32Array.from(positions);
  let openCount = open.length;
  for (let part = 0; part < MOST_PARTS && openCount > 0; part++) {
    const places = new WordPlaces();
    // No letters come first, no digits are -1.
    const letters = new Float64Array(texts.length).fill(-1);
    const digits = new Float64Array(texts.length).fill(-1);
    let going = 0;
    for (let i = 0; i < openCount; i++) {
      const at = open[i]!;
      const text = texts[at]!;
      const middle = endOfLetters(text, readTo[at]!);
      if (middle > readTo[at]!) letters[at] = places.placeOf(text, readTo[at]!, middle);
      const end = endOfDigits(text, middle);
      digits[at] = digitsIn(text, middle, end);
      readTo[at] = end;
      if (end < Math.min(text.length, MOST_LENGTH)) open[going++] = at;
    }
    openCount = going;
    rankWords(letters, places.words);
    columns.push(letters, digits);
  }
  return columns;
}

/** Turns places in the list of words into places in their order. */
function rankWords(letters: Float64Array, words: readonly string[]): void {
  const sorted = words.map((_, place) => place).sort((a, b) => compareLetters(words[a]!, words[b]!));
  const rank = new Uint32Array(words.length);
  for (let i = 0; i < sorted.length; i++) rank[sorted[i]!] = i;
  for (let i = 0; i < letters.length; i++) if (letters[i]! >= 0) letters[i] = rank[letters[i]!]!;
}

function sortTies(
  order: Uint32Array,
  isTie: (a: number, b: number) => boolean,
  compare: (a: number, b: number) => number,
): void {
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && isTie(order[from]!, order[to]!)) to += 1;
    if (to - from > 1) order.subarray(from, to).sort(compare);
    from = to;
  }
}
