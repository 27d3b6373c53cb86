import type { TableLayout } from '../../../../src/domain/table-layout.ts';
import {
  BLOCK_ROWS,
  type BlockColumn,
  type ColumnNeed,
  columnNeeds,
  numberColumn,
  type TableBlock,
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
import type { RowScanner } from './scanner.ts';

/** Cells of one column that should be numbers and are not. */
export interface Unreadable {
  readonly column: string;
  count: number;
  readonly line: number;
  readonly text: string;
}

/** Turns scanned rows into a block of columns. One block is reused for the whole file. */
export class BlockDecoder {
  rowCount = 0;
  readonly unreadable = new Map<number, Unreadable>();
  private readonly layout: TableLayout;
  private readonly columns: readonly BlockColumn[];
  private readonly needs: readonly ColumnNeed[];
  private readonly used: readonly number[];
  private readonly comma: boolean;
  private readonly lineOffset: number;

  constructor(layout: TableLayout, lineOffset: number) {
    this.layout = layout;
    this.needs = columnNeeds(layout);
    this.used = this.needs.flatMap((need, index) => (need === 'none' ? [] : [index]));
    this.comma = layout.text?.decimal === ',';
    this.lineOffset = lineOffset;
    this.columns = this.needs.map((need): BlockColumn => {
      if (need === 'none') return null;
      return need === 'text'
        ? { kind: 'text', texts: new Array<string>(BLOCK_ROWS).fill('') }
        : numberColumn(BLOCK_ROWS);
    });
  }

  get isFull(): boolean {
    return this.rowCount === BLOCK_ROWS;
  }

  /** The rows so far, after which the block is empty again. */
  take(): TableBlock {
    const { rowCount } = this;
    this.rowCount = 0;
    return { rowCount, columns: this.columns };
  }

  add(scanner: RowScanner): void {
    const row = this.rowCount;
    for (const index of this.used) {
      const column = this.columns[index]!;
      if (column === null) continue;
      if (column.kind === 'text') {
        const cell = scanner.cell(index).trim();
        (column.texts as string[])[row] = isNullText(cell) ? '' : cell;
        continue;
      }
      const state = this.readCell(scanner, index);
      column.states[row] = state;
      if (state === PRESENT) column.values[row] = value;
      else if (state === UNREADABLE) this.note(index, scanner);
    }
    this.rowCount = row + 1;
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
    const start = scanner.starts[index]!;
    const end = scanner.ends[index]!;
    if (start === end) return MISSING;
    const { text } = scanner;
    if (!this.comma) {
      const short = end - start <= 15 ? shortDecimal(text, start, end) : Number.NaN;
      if (!Number.isNaN(short)) {
        value = short;
        return PRESENT;
      }
    }
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

const POWERS = Array.from({ length: 16 }, (_, index) => 10 ** index);

/**
 * A decimal of at most 15 characters, such as `-12.5`: its digits fit a double exactly, and one division rounds once,
 * so the result is the same as `Number`'s. NaN for everything else.
 */
function shortDecimal(text: string, start: number, end: number): number {
  let at = start;
  const negative = text.charCodeAt(at) === 45;
  if (negative) at += 1;
  let digits = 0;
  let point = -1;
  const first = at;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits = digits * 10 + (code - 48);
    else if (code === 46 && point < 0) point = at;
    else return Number.NaN;
  }
  const count = end - first - (point < 0 ? 0 : 1);
  if (count === 0) return Number.NaN;
  const size = point < 0 ? digits : digits / POWERS[end - point - 1]!;
  return negative ? -size : size;
}

function readParsed(cell: string, parse: (text: string) => number): number {
  if (isNullText(cell)) return MISSING;
  value = parse(cell);
  return Number.isNaN(value) ? UNREADABLE : PRESENT;
}
