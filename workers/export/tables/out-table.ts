import type { ParquetCells, ParquetColumn, ParquetType } from '../parquet/column-chunk.ts';

export type ColumnType = ParquetType;

/** A column of a table that is written out. */
export interface OutColumn extends ParquetColumn {
  /** For whoever reads the table, a line in its README; '' where the name says it. */
  readonly about: string;
}

/** Rows of a table, column by column. */
export interface Batch {
  readonly count: number;
  readonly columns: readonly ParquetCells[];
}

export interface OutTable {
  /** Of the file, without its ending. */
  readonly name: string;
  /** What a row is. */
  readonly about: string;
  readonly columns: readonly OutColumn[];
  /** All rows, from the first one each time. */
  batches(): AsyncIterable<Batch>;
}

/** Rows and values that are held at a time. */
const MOST_ROWS = 100_000;
const MOST_VALUES = 2_000_000;
const FEWEST_ROWS = 500;
const MOST_CHARACTERS = 32 * 1024 * 1024;

export function column(name: string, type: ColumnType, about = ''): OutColumn {
  return { name, type, about };
}

/** Gathers rows into batches of bounded size. Texts and numbers of a row are given in the order of their columns. */
export class BatchBuilder {
  private count = 0;
  private characters = 0;
  private readonly room: number;
  private texts: (string | null)[][];
  private numbers: { readonly values: Float64Array; readonly present: Uint8Array; filled: number }[];

  constructor(private readonly columns: readonly OutColumn[]) {
    const fitting = Math.floor(MOST_VALUES / Math.max(1, columns.length));
    this.room = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, fitting));
    this.texts = this.emptyTexts();
    this.numbers = this.emptyNumbers();
  }

  get isFull(): boolean {
    return this.count >= this.room || this.characters >= MOST_CHARACTERS;
  }

  /** How many more rows fit. */
  get rowsLeft(): number {
    return this.characters >= MOST_CHARACTERS ? 0 : this.room - this.count;
  }

  /** Begins a row that has nothing yet. */
  add(): void {
    for (const list of this.texts) list.push(null);
    this.count += 1;
  }

  /** A cell of the row that was begun last, by the place among the columns of texts. */
  setText(place: number, value: string): void {
    this.texts[place]![this.count - 1] = value;
    this.characters += value.length;
  }

  /** As `setText`, among the columns of numbers. */
  setNumber(place: number, value: number): void {
    const column = this.numbers[place]!;
    column.values[this.count - 1] = value;
    column.present[this.count - 1] = 1;
    column.filled += 1;
  }

  /**
   * Rows at once: texts that are the same in all of them, and stretches of numbers. NaN in a place of `nanIsNone`
   * means that there is none.
   */
  addRows(
    texts: readonly string[],
    numbers: readonly Float64Array[],
    nanIsNone: readonly boolean[],
    count: number,
  ): void {
    for (const [place, text] of texts.entries()) {
      const list = this.texts[place]!;
      for (let row = 0; row < count; row++) list.push(text);
    }
    for (const [place, values] of numbers.entries()) {
      const { present, values: all } = this.numbers[place]!;
      all.set(values, this.count);
      let filled = 0;
      for (let row = 0; row < count; row++) {
        if (nanIsNone[place] && Number.isNaN(values[row])) continue;
        present[this.count + row] = 1;
        filled += 1;
      }
      this.numbers[place]!.filled += filled;
    }
    this.count += count;
  }

  /** What was gathered, or null for nothing; goes on with an empty one. */
  take(): Batch | null {
    if (this.count === 0) return null;
    const { count, texts, numbers } = this;
    let text = 0;
    let number = 0;
    const columns = this.columns.map(({ type }): ParquetCells => {
      if (type === 'text') return { kind: 'texts', values: texts[text++]! };
      const { values, present, filled } = numbers[number++]!;
      const isWhole = filled === count;
      return {
        kind: 'numbers',
        values: values.subarray(0, count),
        present: isWhole ? null : present.subarray(0, count),
      };
    });
    this.count = 0;
    this.characters = 0;
    this.texts = this.emptyTexts();
    this.numbers = this.emptyNumbers();
    return { count, columns };
  }

  private emptyTexts() {
    return this.columns.filter(({ type }) => type === 'text').map((): (string | null)[] => []);
  }

  private emptyNumbers() {
    return this.columns
      .filter(({ type }) => type !== 'text')
      .map(() => ({ values: new Float64Array(this.room), present: new Uint8Array(this.room), filled: 0 }));
  }
}
