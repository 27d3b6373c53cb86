import {
  BLOCK_ROWS,
  type BlockColumn,
  type ColumnNeed,
  type NumberColumn,
  numberColumn,
  type TableBlock,
} from '../../tables/block.ts';
import { lastNumber, PRESENT, parseTimeText, readNumber, UNREADABLE } from '../../tables/cells.ts';
import { textOfValue } from './columns.ts';
import type { Leaf } from './footer.ts';
import type { Page } from './pages.ts';

/** A column of one row group that is ready to be cut into blocks. */
export interface DecodedLeaf {
  readonly leaf: Leaf;
  readonly need: ColumnNeed;
  /** null where the column is not needed. */
  readonly pages: readonly Page[] | null;
}

/** Cuts the decoded columns of one row group into blocks. */
export function* cutBlocks(leaves: readonly DecodedLeaf[], rowCount: number): Generator<TableBlock> {
  const cursors = leaves.map(({ pages }) => (pages === null ? null : new PageCursor(pages)));
  for (let from = 0; from < rowCount; from += BLOCK_ROWS) {
    const length = Math.min(BLOCK_ROWS, rowCount - from);
    const columns = leaves.map(({ leaf, need }, index): BlockColumn => {
      const cursor = cursors[index]!;
      if (cursor === null) return null;
      return need === 'text' ? textColumn(leaf, cursor, length) : numbersOf(cursor, length);
    });
    yield { rowCount: length, columns };
  }
}

/** Rows that every needed column holds. */
export function rowsHeld(leaves: readonly DecodedLeaf[]): number {
  let rows = Number.POSITIVE_INFINITY;
  for (const { pages } of leaves) {
    if (pages !== null)
      rows = Math.min(
        rows,
        pages.reduce((sum, page) => sum + page.rowCount, 0),
      );
  }
  return Number.isFinite(rows) ? rows : 0;
}

interface Stretch {
  readonly page: Page;
  readonly from: number;
  readonly to: number;
  /** Index of the first value of the stretch among the page's values. */
  readonly valueFrom: number;
}

/** Walks over the pages of a column in order. */
class PageCursor {
  private readonly pages: readonly Page[];
  private index = 0;
  private row = 0;
  private valueAt = 0;

  constructor(pages: readonly Page[]) {
    this.pages = pages;
  }

  /** The next stretch of at most `limit` rows. */
  next(limit: number): Stretch | null {
    while (this.index < this.pages.length) {
      const page = this.pages[this.index]!;
      if (this.row >= page.rowCount) {
        this.index += 1;
        this.row = 0;
        this.valueAt = 0;
        continue;
      }
      const from = this.row;
      const to = Math.min(page.rowCount, from + limit);
      const valueFrom = this.valueAt;
      this.row = to;
      this.valueAt += page.levels === null ? to - from : countFilled(page.levels, page.full, from, to);
      return { page, from, to, valueFrom };
    }
    return null;
  }
}

function countFilled(levels: Uint8Array, full: number, from: number, to: number): number {
  let count = 0;
  for (let row = from; row < to; row++) if (levels[row] === full) count += 1;
  return count;
}

function textColumn(leaf: Leaf, cursor: PageCursor, length: number): BlockColumn {
  const texts: string[] = [];
  while (texts.length < length) {
    const stretch = cursor.next(length - texts.length);
    if (stretch === null) break;
    const { page, from, to } = stretch;
    let at = stretch.valueFrom;
    for (let row = from; row < to; row++) {
      const isFilled = page.levels === null || page.levels[row] === page.full;
      texts.push(isFilled ? textOfValue(leaf, page.values[at++]) : '');
    }
  }
  return { kind: 'text', texts };
}

function numbersOf(cursor: PageCursor, length: number): NumberColumn {
  const column = numberColumn(length);
  let row = 0;
  while (row < length) {
    const stretch = cursor.next(length - row);
    if (stretch === null) break;
    copyNumbers(stretch, column, row);
    row += stretch.to - stretch.from;
  }
  return column;
}

function copyNumbers({ page, from, to, valueFrom }: Stretch, column: NumberColumn, row: number): void {
  const { values, levels, full } = page;
  const isPlain =
    values instanceof Float64Array || values instanceof Float32Array || values instanceof Int32Array;
  if (isPlain && levels === null) {
    column.values.set(values.subarray(valueFrom, valueFrom + to - from), row);
    column.states.fill(PRESENT, row, row + to - from);
    return;
  }
  let at = valueFrom;
  for (let source = from; source < to; source++, row++) {
    if (levels !== null && levels[source] !== full) continue;
    readCell(values[at++], column, row);
  }
}

function readCell(value: unknown, column: NumberColumn, row: number): void {
  column.states[row] = PRESENT;
  if (typeof value === 'number') column.values[row] = value;
  else if (typeof value === 'bigint') column.values[row] = Number(value);
  else if (typeof value === 'boolean') column.values[row] = value ? 1 : 0;
  else if (typeof value === 'string') column.states[row] = readText(value, column, row);
  else column.states[row] = UNREADABLE;
}

/** Numbers and times that were written as text. */
function readText(text: string, column: NumberColumn, row: number): number {
  const state = readNumber(text);
  if (state === PRESENT) column.values[row] = lastNumber;
  if (state !== UNREADABLE) return state;
  const time = parseTimeText(text);
  if (Number.isNaN(time)) return UNREADABLE;
  column.values[row] = time;
  return PRESENT;
}
