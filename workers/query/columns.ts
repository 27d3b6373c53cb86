import { TextSearch } from './text-search.ts';

const FIRST_CAPACITY = 8;
/** Longer columns grow by a quarter: by then the room that doubling keeps is many megabytes over all columns. */
const LONG_COLUMN = 16_384;

/** How long an array must become that has to take `needed` values. */
export function roomFor(needed: number): number {
  return Math.max(FIRST_CAPACITY, needed < LONG_COLUMN ? needed * 2 : needed + (needed >> 2));
}

/** How long an array is to stay: room for a few more runs, so that the next ones need not copy it. */
export function trimmedRoom(length: number, capacity: number): number {
  return capacity > length + (length >> 1) + FIRST_CAPACITY ? length + (length >> 5) : capacity;
}

/** 0, 1, 2 …: what all columns show that have a value in every row. */
let everyRow = new Uint32Array();

function countUp(count: number): Uint32Array {
  if (everyRow.length < count) everyRow = Uint32Array.from({ length: roomFor(count) }, (_, row) => row);
  return everyRow.subarray(0, count);
}

/** The rows that have a value in a column, ascending. Those of a column that every row has so far take no room. */
class RowList {
  length = 0;
  private rows: Uint32Array | null = null;

  push(row: number): void {
    const { length } = this;
    this.length += 1;
    if (!this.rows) {
      if (row === length) return;
      this.rows = new Uint32Array(roomFor(length + 1));
      for (let index = 0; index < length; index++) this.rows[index] = index;
    }
    if (length === this.rows.length) this.rows = resized(this.rows, roomFor(length + 1), length);
    this.rows[length] = row;
  }

  /** All of them; a view that lasts until the next push. */
  get numbers(): Uint32Array {
    return this.rows ? this.rows.subarray(0, this.length) : countUp(this.length);
  }

  at(index: number): number {
    return this.rows ? this.rows[index]! : index;
  }

  /** Where the row stands, or -1. */
  indexOf(row: number): number {
    if (!this.rows) return row < this.length ? row : -1;
    return findRow(this.rows, this.length, row);
  }

  /** Where a row that is not there would have to stand. */
  placeFor(row: number): number {
    return this.rows ? lowerBound(this.rows, this.length, row) : Math.min(row, this.length);
  }

  insert(at: number, row: number): void {
    const moved = this.length - at;
    this.push(moved === 0 ? row : this.at(this.length - 1));
    if (moved === 0) return;
    const rows = this.own();
    rows.copyWithin(at + 1, at, this.length - 1);
    rows[at] = row;
  }

  removeAt(at: number): void {
    if (this.rows || at < this.length - 1) this.own().copyWithin(at, at + 1, this.length);
    this.length -= 1;
  }

  trim(): void {
    if (!this.rows) return;
    const room = trimmedRoom(this.length, this.rows.length);
    if (room < this.rows.length) this.rows = this.rows.slice(0, room);
  }

  private own(): Uint32Array {
    this.rows ??= Uint32Array.from({ length: roomFor(this.length) }, (_, at) => at);
    return this.rows;
  }
}

/** Makes room for a value in the midst of `length` of them. */
export function inserted<Array extends Uint32Array | Float64Array>(
  array: Array,
  length: number,
  at: number,
): Array {
  const roomy = length < array.length ? array : resized(array, roomFor(length + 1), length);
  roomy.copyWithin(at + 1, at, length);
  return roomy;
}

/** Numbers over the runs that have them: row numbers ascending, values beside them. */
export class NumberColumn {
  private readonly list = new RowList();
  private values = new Float64Array(FIRST_CAPACITY);

  get length(): number {
    return this.list.length;
  }

  push(row: number, value: number): void {
    const { length } = this.list;
    if (length === this.values.length) this.values = resized(this.values, roomFor(length + 1), length);
    this.values[length] = value;
    this.list.push(row);
  }

  /** Gives a row that may have a value another one. Answers where it stands, and whether it is new there. */
  protected putValue(row: number, value: number): { readonly index: number; readonly isNew: boolean } {
    const { length } = this.list;
    const there = this.list.indexOf(row);
    const index = there < 0 ? this.list.placeFor(row) : there;
    if (there < 0) {
      this.values = inserted(this.values, length, index);
      this.list.insert(index, row);
    }
    this.values[index] = value;
    return { index, isNew: there < 0 };
  }

  /** Takes the value of a row away. Answers where it stood, or -1. */
  remove(row: number): number {
    const index = this.list.indexOf(row);
    if (index < 0) return index;
    this.values.copyWithin(index, index + 1, this.length);
    this.list.removeAt(index);
    return index;
  }

  rowAt(index: number): number {
    return this.list.at(index);
  }

  valueAt(index: number): number {
    return this.values[index]!;
  }

  /** Rows that have a value, ascending; a view that lasts until the next push. */
  get rowNumbers(): Uint32Array {
    return this.list.numbers;
  }

  /** Beside `rowNumbers`. */
  get numbers(): Float64Array {
    return this.values.subarray(0, this.length);
  }

  /** The row's value, or undefined where the run has none. */
  get(row: number): number | undefined {
    const index = this.list.indexOf(row);
    return index < 0 ? undefined : this.values[index];
  }

  /** Makes room for so many values in one step. */
  reserve(count: number): void {
    if (this.values.length < count) this.values = resized(this.values, count, this.length);
  }

  /** Gives back the room that was kept for more rows. */
  trim(): void {
    this.list.trim();
    const room = trimmedRoom(this.length, this.values.length);
    if (room < this.values.length) this.values = this.values.slice(0, room);
  }

  /** Where the row stands in the column, or -1. */
  indexOf(row: number): number {
    return this.list.indexOf(row);
  }
}

/** Text interned in a pool that all columns share: parameters repeat the same few words over thousands of runs. */
export class TextPool {
  private readonly texts: string[] = [];
  private readonly ids = new Map<string, number>();
  private marks = new Int32Array();
  private numbers = new Float64Array();
  private readCount = 0;
  private search: TextSearch | null = null;

  idOf(text: string): number {
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.texts.length;
      this.texts.push(text);
      this.ids.set(text, id);
    }
    return id;
  }

  textOf(id: number): string {
    return this.texts[id]!;
  }

  /** The text as a number, NaN where it is none. Each is read once. */
  numberOf(id: number): number {
    if (id >= this.readCount) this.readNumbers();
    return this.numbers[id]!;
  }

  /**
   * A zero for every text, for whoever marks the texts that it meets: one array for all, since they take turns. The
   * borrower puts back the zeros.
   */
  borrowMarks(): Int32Array {
    if (this.marks.length < this.texts.length) this.marks = new Int32Array(this.texts.length * 2);
    return this.marks;
  }

  /** Reads texts that have come since the last time. */
  readNumbers(): void {
    if (this.numbers.length < this.texts.length) {
      const numbers = new Float64Array(this.texts.length);
      numbers.set(this.numbers);
      this.numbers = numbers;
    }
    for (let id = this.readCount; id < this.texts.length; id++) this.numbers[id] = toNumber(this.texts[id]!);
    this.readCount = this.texts.length;
  }

  /** 1 at the id of every text that holds the word, whatever its case. */
  markContaining(lowerCaseWord: string): Uint8Array {
    return this.prepareSearch().mark(lowerCaseWord);
  }

  /** Joins the texts for search where more have come since the last time. */
  prepareSearch(): TextSearch {
    if (this.search?.count !== this.texts.length) this.search = new TextSearch(this.texts);
    return this.search;
  }
}

export class TextColumn {
  private readonly list = new RowList();
  private ids = new Uint32Array(FIRST_CAPACITY);
  readonly pool: TextPool;
  private allNumeric: boolean | null = null;

  constructor(pool: TextPool) {
    this.pool = pool;
  }

  get length(): number {
    return this.list.length;
  }

  push(row: number, text: string): void {
    this.pushId(row, this.pool.idOf(text));
  }

  /** A text by its id in the pool. */
  pushId(row: number, id: number): void {
    const { length } = this.list;
    if (length === this.ids.length) this.ids = resized(this.ids, roomFor(length + 1), length);
    this.ids[length] = id;
    this.list.push(row);
    this.allNumeric = null;
  }

  /** Gives a row that may have a text another one. False where it is the same. */
  put(row: number, text: string): boolean {
    const id = this.pool.idOf(text);
    const there = this.list.indexOf(row);
    if (there >= 0 && this.ids[there] === id) return false;
    const index = there < 0 ? this.list.placeFor(row) : there;
    if (there < 0) {
      this.ids = inserted(this.ids, this.length, index);
      this.list.insert(index, row);
    }
    this.ids[index] = id;
    this.allNumeric = null;
    return true;
  }

  /** Takes the text of a row away. False where there is none. */
  remove(row: number): boolean {
    const index = this.list.indexOf(row);
    if (index < 0) return false;
    this.ids.copyWithin(index, index + 1, this.length);
    this.list.removeAt(index);
    this.allNumeric = null;
    return true;
  }

  reserve(count: number): void {
    if (this.ids.length < count) this.ids = resized(this.ids, count, this.length);
  }

  trim(): void {
    this.list.trim();
    const room = trimmedRoom(this.length, this.ids.length);
    if (room < this.ids.length) this.ids = this.ids.slice(0, room);
  }

  rowAt(index: number): number {
    return this.list.at(index);
  }

  valueAt(index: number): number {
    return this.ids[index]!;
  }

  get rowNumbers(): Uint32Array {
    return this.list.numbers;
  }

  /** Ids in the pool, beside `rowNumbers`. */
  get numbers(): Uint32Array {
    return this.ids.subarray(0, this.length);
  }

  textAt(index: number): string {
    return this.pool.textOf(this.ids[index]!);
  }

  get(row: number): string | undefined {
    const index = this.list.indexOf(row);
    return index < 0 ? undefined : this.pool.textOf(this.ids[index]!);
  }

  /** True when every value reads as a number, so that 9 sorts before 10. */
  get numeric(): boolean {
    this.allNumeric ??= this.checkNumeric();
    return this.allNumeric;
  }

  private checkNumeric(): boolean {
    const ids = this.numbers;
    for (let i = 0; i < ids.length; i++) if (Number.isNaN(this.pool.numberOf(ids[i]!))) return false;
    return this.length > 0;
  }
}

export function isNumberText(text: string): boolean {
  return !Number.isNaN(toNumber(text));
}

/** NaN for a text that is no number; blank ones are none either. */
export function toNumber(text: string): number {
  const first = text.charCodeAt(0) | 32;
  // Most texts begin with a letter; only `Infinity` is a number then.
  if (first >= 97 && first <= 122 && first !== 105) return Number.NaN;
  const number = Number(text);
  return number === 0 && text.trim() === '' ? Number.NaN : number;
}

export function resized<Array extends Uint32Array | Float64Array>(
  array: Array,
  room: number,
  length: number,
): Array {
  const larger = new (array.constructor as new (length: number) => Array)(room);
  larger.set(array.subarray(0, length));
  return larger;
}

function findRow(rows: Uint32Array, length: number, row: number): number {
  const at = lowerBound(rows, length, row);
  return at < length && rows[at] === row ? at : -1;
}

function lowerBound(rows: Uint32Array, length: number, row: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
