import type { TableColumn, TableLayout } from '../../../../src/domain/table-layout.ts';
import {
  BLOCK_ROWS,
  type BlockColumn,
  type ColumnNeed,
  columnNeeds,
  numberColumn,
  ROWS_OF_A_TURN,
  type TableBlock,
} from '../../tables/block.ts';
import {
  isNullText,
  lastNumber,
  PRESENT,
  parseDurationText,
  parseTimeText,
  readNumber,
  UNREADABLE,
} from '../../tables/cells.ts';
import { eachLeaf, type JsonLeaf } from '../../text/json-leaves.ts';
import { WrittenNumber } from '../../text/lenient-json.ts';
import { cellText } from './sample.ts';

/** Cells of a block; a file with many columns gets fewer rows in each. */
const BLOCK_CELLS = 2_000_000;
const FEWEST_ROWS = 32;
const MOST_COLUMNS = 20_000;

export interface UnreadableCells {
  readonly column: string;
  count: number;
  readonly line: number;
  readonly text: string;
}

/** Puts rows of JSON into blocks of columns. Keys that nobody saw before become columns where these may grow. */
export class BlockWriter {
  layout: TableLayout;
  rowCount = 0;
  readonly unreadable = new Map<number, UnreadableCells>();
  /** Keys that came too late to become a column. */
  readonly late = new Set<string>();
  private readonly separator: string;
  private readonly canGrow: boolean;
  private columns: BlockColumn[] = [];
  private needs: ColumnNeed[] = [];
  private readonly places = new Map<string, number>();
  private capacity = 0;
  private grown: TableColumn[] = [];
  private isTaken = false;
  private mostRows = BLOCK_ROWS;

  constructor(layout: TableLayout, separator: string, canGrow: boolean) {
    this.layout = layout;
    this.separator = separator;
    this.canGrow = canGrow;
    for (const [index, { name }] of layout.columns.entries()) this.places.set(name, index);
    this.reset();
  }

  get isFull(): boolean {
    return this.rowCount >= this.capacity;
  }

  /** Whether the layout has more columns than at the last call. */
  takeGrowth(): boolean {
    if (this.grown.length === 0) return false;
    this.layout = { ...this.layout, columns: [...this.layout.columns, ...this.grown] };
    this.grown = [];
    return true;
  }

  /** Goes on by a layout with the same columns in the same order, and further ones. No block is begun. */
  adopt(layout: TableLayout): void {
    for (const [index, { name }] of layout.columns.entries()) this.places.set(name, index);
    this.layout = layout;
    this.clear();
  }

  /** Nothing is to be added for a while, and then little: the memory of large blocks is given up. */
  shrink(): void {
    if (this.mostRows === ROWS_OF_A_TURN) return;
    this.mostRows = ROWS_OF_A_TURN;
    this.clear();
  }

  private clear(): void {
    this.needs = [];
    this.columns = [];
    this.capacity = 0;
    this.isTaken = true;
  }

  /** The rows so far. They are overwritten by those that are added next. */
  take(): TableBlock {
    const block = { rowCount: this.rowCount, columns: this.columns };
    this.rowCount = 0;
    this.isTaken = true;
    return block;
  }

  add(row: object, line: number): void {
    if (this.isTaken) this.reset();
    const at = this.rowCount;
    this.rowCount += 1;
    eachLeaf(row, this.separator, (key, leaf) => {
      let index = this.places.get(key);
      if (index === undefined) {
        if (leaf === null || Array.isArray(leaf)) return;
        index = this.addColumn(key, leaf);
        if (index < 0) return;
      }
      this.put(index, at, leaf, line);
    });
  }

  private put(index: number, row: number, leaf: JsonLeaf, line: number): void {
    const column = this.columns[index];
    if (!column || leaf === null) return;
    if (column.kind === 'text') {
      const text = cellText(leaf).trim();
      (column.texts as string[])[row] = isNullText(text) ? '' : text;
      return;
    }
    const state = this.readCell(leaf, this.needs[index]);
    column.states[row] = state;
    if (state === PRESENT) column.values[row] = value;
    else if (state === UNREADABLE) this.noteUnreadable(index, leaf, line);
  }

  private readCell(leaf: JsonLeaf, need: ColumnNeed | undefined): number {
    if (typeof leaf === 'number') value = leaf;
    else if (typeof leaf === 'boolean') value = leaf ? 1 : 0;
    else if (leaf instanceof WrittenNumber) value = Number(leaf.text);
    else if (typeof leaf === 'string') {
      if (isNullText(leaf)) return 0;
      if (need === 'time-text') return parsed(parseTimeText(leaf));
      if (need === 'duration-text') return parsed(parseDurationText(leaf));
      const state = readNumber(leaf);
      value = lastNumber;
      return state;
    } else return 0;
    return PRESENT;
  }

  private noteUnreadable(index: number, leaf: JsonLeaf, line: number): void {
    const known = this.unreadable.get(index);
    if (known) known.count += 1;
    else {
      const column = this.layout.columns[index]?.name ?? '';
      this.unreadable.set(index, { column, count: 1, line, text: cellText(leaf).slice(0, 60) });
    }
  }

  /** A metric, where it is a number. Negative for a key of which no column can be made. */
  private addColumn(key: string, leaf: JsonLeaf): number {
    const isNumber =
      typeof leaf === 'number' ||
      typeof leaf === 'boolean' ||
      leaf instanceof WrittenNumber ||
      readNumber(cellText(leaf)) === PRESENT;
    if (!isNumber) return -1;
    if (!this.canGrow || this.places.size >= MOST_COLUMNS) {
      if (this.late.size < MOST_COLUMNS) this.late.add(key);
      return -1;
    }
    const index = this.columns.length;
    this.places.set(key, index);
    this.grown.push({ name: key, role: 'metric', type: 'number' });
    this.needs.push('number');
    this.columns.push(numberColumn(this.capacity));
    return index;
  }

  /** Empty columns for the next block; as many rows as the columns leave room for. */
  private reset(): void {
    this.isTaken = false;
    this.rowCount = 0;
    const count = this.layout.columns.length + this.grown.length;
    if (this.needs.length !== count || this.capacity === 0) this.needs = [...columnNeeds(this.layout)];
    const capacity = Math.max(
      FEWEST_ROWS,
      Math.min(this.mostRows, Math.floor(BLOCK_CELLS / Math.max(1, count))),
    );
    if (capacity === this.capacity && this.columns.length === count) {
      for (const column of this.columns) {
        if (column?.kind === 'number') column.states.fill(0);
        else if (column) (column.texts as string[]).fill('');
      }
      return;
    }
    this.capacity = capacity;
    this.columns = this.needs.map((need): BlockColumn => {
      if (need === 'none') return null;
      return need === 'text'
        ? { kind: 'text', texts: new Array<string>(capacity).fill('') }
        : numberColumn(capacity);
    });
  }
}

/** Belongs to the read before it, when that gave PRESENT. */
let value = 0;

function parsed(time: number): number {
  value = time;
  return Number.isNaN(time) ? UNREADABLE : PRESENT;
}
