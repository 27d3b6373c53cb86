const FIRST_CAPACITY = 8;

/** Numbers over the runs that have them: row numbers ascending, values beside them. */
export class NumberColumn {
  length = 0;
  private rows = new Uint32Array(FIRST_CAPACITY);
  private values = new Float64Array(FIRST_CAPACITY);

  push(row: number, value: number): void {
    if (this.length === this.rows.length) {
      const rows = new Uint32Array(Math.max(FIRST_CAPACITY, this.length * 2));
      rows.set(this.rows);
      this.rows = rows;
      const values = new Float64Array(rows.length);
      values.set(this.values);
      this.values = values;
    }
    this.rows[this.length] = row;
    this.values[this.length] = value;
    this.length += 1;
  }

  rowAt(index: number): number {
    return this.rows[index]!;
  }

  valueAt(index: number): number {
    return this.values[index]!;
  }

  /** The row's value, or undefined where the run has none. */
  get(row: number): number | undefined {
    const index = this.indexOf(row);
    return index < 0 ? undefined : this.values[index];
  }

  /** Gives back the room that was kept for more rows. */
  trim(): void {
    this.rows = this.rows.slice(0, this.length);
    this.values = this.values.slice(0, this.length);
  }

  /** Where the row stands in the column, or -1. */
  protected indexOf(row: number): number {
    return findRow(this.rows, this.length, row);
  }
}

/** Text interned in a pool that all columns share: parameters repeat the same few words over thousands of runs. */
export class TextPool {
  private readonly texts: string[] = [];
  private readonly ids = new Map<string, number>();

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

  /** 1 at the id of every text that holds the word, whatever its case. */
  markContaining(lowerCaseWord: string): Uint8Array {
    return Uint8Array.from(this.texts, (text) => Number(text.toLowerCase().includes(lowerCaseWord)));
  }
}

export class TextColumn {
  private readonly ids = new NumberColumn();
  private readonly pool: TextPool;
  private allNumeric: boolean | null = null;

  constructor(pool: TextPool) {
    this.pool = pool;
  }

  get length(): number {
    return this.ids.length;
  }

  push(row: number, text: string): void {
    this.ids.push(row, this.pool.idOf(text));
    this.allNumeric = null;
  }

  trim(): void {
    this.ids.trim();
  }

  rowAt(index: number): number {
    return this.ids.rowAt(index);
  }

  valueAt(index: number): number {
    return this.ids.valueAt(index);
  }

  textAt(index: number): string {
    return this.pool.textOf(this.ids.valueAt(index));
  }

  get(row: number): string | undefined {
    const id = this.ids.get(row);
    return id === undefined ? undefined : this.pool.textOf(id);
  }

  /** True when every value reads as a number, so that 9 sorts before 10. */
  get numeric(): boolean {
    this.allNumeric ??= this.checkNumeric();
    return this.allNumeric;
  }

  private checkNumeric(): boolean {
    for (let i = 0; i < this.length; i++) if (!isNumberText(this.textAt(i))) return false;
    return this.length > 0;
  }
}

export function isNumberText(text: string): boolean {
  return text.trim() !== '' && !Number.isNaN(Number(text));
}

function findRow(rows: Uint32Array, length: number, row: number): number {
  let low = 0;
  let high = length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = rows[middle]!;
    if (at === row) return middle;
    if (at < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
