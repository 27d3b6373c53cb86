import type { TableLayout } from '../../../../src/domain/table-layout.ts';
import {
  BLOCK_ROWS,
  type BlockColumn,
  type ColumnNeed,
  columnNeeds,
  type NumberColumn,
  numberColumn,
  ROWS_OF_A_TURN,
  type TableBlock,
  type TextColumn,
} from '../../tables/block.ts';
import {
  fromDecimalComma,
  isNullText,
  lastNumber,
  MISSING,
  PRESENT,
  parseDurationText,
  parseTimeText,
  readNumber,
  UNREADABLE,
} from '../../tables/cells.ts';
import { parseDecimal } from '../../tables/decimal.ts';
import type { RowScanner } from './scanner.ts';

/** Cells of one column that should be numbers and are not. */
export interface Unreadable {
  readonly column: string;
  count: number;
  readonly line: number;
  readonly text: string;
}

interface Used<Column> {
  readonly index: number;
  readonly column: Column;
}

/** Turns scanned rows into a block of columns. One block is reused for the whole file. */
export class BlockDecoder {
  rowCount = 0;
  readonly unreadable = new Map<number, Unreadable>();
  private layout: TableLayout;
  private columns: readonly BlockColumn[] = [];
  private needs: readonly ColumnNeed[] = [];
  /** Columns of plain numbers, which most cells belong to, and all others that are used. */
  private numbers: readonly Used<NumberColumn>[] = [];
  private others: readonly Used<NumberColumn | TextColumn>[] = [];
  private mostRows = BLOCK_ROWS;
  private readonly comma: boolean;
  private readonly lineOffset: number;

  constructor(layout: TableLayout, lineOffset: number) {
    this.layout = layout;
    this.comma = layout.text?.decimal === ',';
    this.lineOffset = lineOffset;
    this.adopt(layout);
  }

  /** Blocks have these columns from now on, as many as before. No block is begun. */
  adopt(layout: TableLayout): void {
    this.layout = layout;
    this.needs = columnNeeds(layout);
    this.columns = this.needs.map((need): BlockColumn => {
      if (need === 'none') return null;
      return need === 'text'
        ? { kind: 'text', texts: new Array<string>(this.mostRows).fill('') }
        : numberColumn(this.mostRows);
    });
    const used = this.columns.flatMap((column, index) => (column === null ? [] : [{ index, column }]));
    const isPlain = (one: Used<NumberColumn | TextColumn>): one is Used<NumberColumn> =>
      this.needs[one.index] === 'number' && !this.comma;
    this.numbers = used.filter(isPlain);
    this.others = used.filter((one) => !isPlain(one));
  }

  /** Little comes from now on: the memory of large blocks is given up. No block is begun. */
  shrink(): void {
    if (this.mostRows === ROWS_OF_A_TURN) return;
    this.mostRows = ROWS_OF_A_TURN;
    this.adopt(this.layout);
  }

  get isFull(): boolean {
    return this.rowCount === this.mostRows;
  }

  /** The rows so far, after which the block is empty again. */
  take(): TableBlock {
    const { rowCount } = this;
    this.rowCount = 0;
    return { rowCount, columns: this.columns };
  }

  add(scanner: RowScanner): void {
    const row = this.rowCount;
    const { text, starts, ends } = scanner;
    for (const { index, column } of this.numbers) {
      const start = starts[index]!;
      const end = ends[index]!;
      if (start === end) {
        column.states[row] = MISSING;
        continue;
      }
      const number = parseDecimal(text, start, end);
      if (Number.isNaN(number)) {
        this.addSlowly(scanner, index, column);
      } else {
        column.states[row] = PRESENT;
        column.values[row] = number;
      }
    }
    for (const { index, column } of this.others) {
      if (column.kind === 'number') {
        this.addSlowly(scanner, index, column);
        continue;
      }
      const cell = scanner.cell(index).trim();
      (column.texts as string[])[row] = isNullText(cell) ? '' : cell;
    }
    this.rowCount = row + 1;
  }

  private addSlowly(scanner: RowScanner, index: number, column: NumberColumn): void {
    const state = this.readCell(scanner, index);
    column.states[this.rowCount] = state;
    if (state === PRESENT) column.values[this.rowCount] = value;
    else if (state === UNREADABLE) this.note(index, scanner);
  }

  private readCell(scanner: RowScanner, index: number): number {
    switch (this.needs[index]) {
      case 'time-text':
        return readParsed(scanner.cell(index), parseTimeText);
      case 'duration-text':
        return readParsed(scanner.cell(index), parseDurationText);
      default:
        return this.readNumberAt(scanner, index);
    }
  }

  private readNumberAt(scanner: RowScanner, index: number): number {
    if (scanner.starts[index] === scanner.ends[index]) return MISSING;
    const cell = scanner.cell(index);
    const state = readNumber(this.comma ? fromDecimalComma(cell) : cell);
    value = lastNumber;
    return state;
  }

  private note(index: number, scanner: RowScanner): void {
    const known = this.unreadable.get(index);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    this.unreadable.set(index, {
      column: this.layout.columns[index]!.name,
      count: 1,
      line: scanner.line + this.lineOffset,
      text: scanner.cell(index).slice(0, 60),
    });
  }
}

/** Belongs to the read before it, when that gave PRESENT. */
let value = 0;

function readParsed(cell: string, parse: (text: string) => number): number {
  if (isNullText(cell)) return MISSING;
  value = parse(cell);
  return Number.isNaN(value) ? UNREADABLE : PRESENT;
}
