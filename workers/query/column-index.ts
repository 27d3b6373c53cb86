import { isNumberText } from './columns.ts';
import { compareTexts, orderTexts, toNumbers } from './natural-order.ts';
import { MISSING_RANK, type Ranks, rankNumbers } from './stable-sort.ts';

/** A column with a place for every row of the table: what sorting, grouping and summing up read. */
export type ColumnIndex = NumberIndex | TextIndex;

export class NumberIndex {
  readonly kind = 'numbers';
  private ranks_: Ranks | null = null;

  constructor(
    /** By row; what stands where none is present means nothing. */
    readonly values: Float64Array,
    /** 1 where the row has a number, NaN included; null where all have. */
    readonly present: Uint8Array | null,
  ) {}

  get ranks(): Ranks {
    this.ranks_ ??= rankNumbers(this.values, this.present);
    return this.ranks_;
  }

  has(row: number): boolean {
    return this.present === null || this.present[row] === 1;
  }
}

export class TextIndex {
  readonly kind = 'texts';
  private ranks_: Ranks | null = null;
  private numbers_: Float64Array | null;

  constructor(
    /** By row: place in `texts`, or -1. */
    readonly places: Int32Array,
    /** Each once, in the order of the table; some may belong to no row. */
    readonly texts: readonly string[],
    /** Texts that are numbers stand before all others: so many. 0 where numbers would mean nothing. */
    readonly numberCount = 0,
    numbers: Float64Array | null = null,
  ) {
    this.numbers_ = numbers;
  }

  /** Texts that are the same number share a rank: the next sort key decides between `1` and `1.0`. */
  get ranks(): Ranks {
    this.ranks_ ??= this.rank();
    return this.ranks_;
  }

  /** The texts as numbers, by place, as many as are numbers. */
  get numbers(): Float64Array {
    this.numbers_ ??= toNumbers(this.texts.slice(0, this.numberCount));
    return this.numbers_;
  }

  textOf(row: number): string | null {
    const place = this.places[row]!;
    return place < 0 ? null : this.texts[place]!;
  }

  /** With other texts for some rows; null for none. Costs a pass over the rows, whatever their number. */
  withEdits(edits: ReadonlyMap<number, string | null>): TextIndex {
    if (edits.size === 0) return this;
    const known = new Map<string, number>();
    for (const text of edits.values())
      if (text !== null && !known.has(text)) known.set(text, this.placeOf(text));
    const added = [...known].flatMap(([text, place]) => (place < 0 ? [text] : [])).sort(compareTexts);
    for (const [at, text] of added.entries()) known.set(text, this.texts.length + at);
    const { texts, moved } = this.insert(added);
    const places = new Int32Array(this.places.length);
    for (let row = 0; row < places.length; row++) {
      const place = this.places[row]!;
      places[row] = place < 0 ? -1 : moved[place]!;
    }
    for (const [row, text] of edits) places[row] = text === null ? -1 : moved[known.get(text)!]!;
    const isNumbers = this.numberCount > 0 || this.texts.length === 0;
    return new TextIndex(places, texts, isNumbers ? this.numberCount + added.filter(isNumberText).length : 0);
  }

  /** Where the texts and, after them, the added ones come to stand. */
  private insert(added: readonly string[]): { texts: string[]; moved: Uint32Array } {
    const texts: string[] = new Array(this.texts.length + added.length);
    const moved = new Uint32Array(texts.length);
    let from = 0;
    let at = 0;
    for (const [index, text] of added.entries()) {
      const to = this.lowerBound(text);
      for (; from < to; from++, at++) {
        texts[at] = this.texts[from]!;
        moved[from] = at;
      }
      texts[at] = text;
      moved[this.texts.length + index] = at;
      at += 1;
    }
    for (; from < this.texts.length; from++, at++) {
      texts[at] = this.texts[from]!;
      moved[from] = at;
    }
    return { texts, moved };
  }

  private placeOf(text: string): number {
    const at = this.lowerBound(text);
    return this.texts[at] === text ? at : -1;
  }

  private lowerBound(text: string): number {
    let low = 0;
    let high = this.texts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareTexts(this.texts[middle]!, text) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private rank(): Ranks {
    const rankOfPlace = new Uint32Array(this.texts.length);
    const { numbers } = this;
    let rank = -1;
    for (let place = 0; place < rankOfPlace.length; place++) {
      const isTie = place > 0 && place < this.numberCount && numbers[place] === numbers[place - 1];
      if (!isTie) rank += 1;
      rankOfPlace[place] = rank;
    }
    const byRow = new Uint32Array(this.places.length);
    for (let row = 0; row < byRow.length; row++) {
      const place = this.places[row]!;
      byRow[row] = place < 0 ? MISSING_RANK : rankOfPlace[place]!;
    }
    return { byRow, size: rank + 1 };
  }
}

/** Rows of a few distinct texts: `distinct[local[row]]`, -1 for none; `numbers` are the texts as numbers. */
export function makeTextIndex(
  local: Int32Array,
  distinct: readonly string[],
  numbers: Float64Array = toNumbers(distinct),
): TextIndex {
  let numberCount = 0;
  for (let i = 0; i < numbers.length; i++) if (!Number.isNaN(numbers[i]!)) numberCount += 1;
  const order = orderTexts(distinct, numbers);
  const ordered = new Float64Array(numberCount);
  for (let place = 0; place < numberCount; place++) ordered[place] = numbers[order[place]!]!;
  return placeTexts(local, distinct, order, ordered);
}

/** The same for keys, in the order of what they stand for; two that stand for the same are apart all the same. */
export function makeKeyIndex(
  local: Int32Array,
  keys: readonly string[],
  labels: readonly string[],
): TextIndex {
  return placeTexts(local, keys, orderTexts(labels), new Float64Array());
}

function placeTexts(
  local: Int32Array,
  distinct: readonly string[],
  order: Uint32Array,
  numbers: Float64Array,
): TextIndex {
  const placeOf = new Int32Array(distinct.length);
  for (let place = 0; place < order.length; place++) placeOf[order[place]!] = place;
  const places = new Int32Array(local.length);
  for (let row = 0; row < places.length; row++) {
    const at = local[row]!;
    places[row] = at < 0 ? -1 : placeOf[at]!;
  }
  const texts: string[] = new Array(order.length);
  for (let place = 0; place < order.length; place++) texts[place] = distinct[order[place]!]!;
  return new TextIndex(places, texts, numbers.length, numbers);
}

/** Rows of which most have a text of their own: sorted as they are, which costs less than finding equal ones. */
export function makeOwnTextIndex(textOf: readonly string[]): TextIndex {
  const order = orderTexts(textOf);
  const places = new Int32Array(textOf.length);
  const texts: string[] = [];
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    const text = textOf[row]!;
    if (texts.length === 0 || texts[texts.length - 1] !== text) texts.push(text);
    places[row] = texts.length - 1;
  }
  return new TextIndex(places, texts);
}
