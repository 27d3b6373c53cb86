import type { DecodedArray } from 'hyparquet';
import {
  BLOCK_ROWS,
  type BlockColumn,
  type ColumnNeed,
  type NumberColumn,
  type TableBlock,
} from '../../tables/block.ts';
import { lastNumber, MISSING, PRESENT, parseTimeText, readNumber, UNREADABLE } from '../../tables/cells.ts';
import { type ColumnPart, type ColumnParts, leafValue, textOfValue } from './columns.ts';
import type { Leaf } from './footer.ts';

/** Cuts the decoded columns of one row group into blocks. Rows beyond the shortest column are not given. */
export function* cutBlocks(
  leaves: readonly Leaf[],
  needs: readonly ColumnNeed[],
  parts: ColumnParts,
  rowCount: number,
): Generator<TableBlock> {
  const cursors = leaves.map((leaf, index) =>
    needs[index] === 'none' ? null : new PartCursor(parts.get(leaf.path[0]!) ?? []),
  );
  for (let from = 0; from < rowCount; from += BLOCK_ROWS) {
    const length = Math.min(BLOCK_ROWS, rowCount - from);
    const columns = leaves.map((leaf, index): BlockColumn => {
      const cursor = cursors[index]!;
      if (cursor === null) return null;
      return needs[index] === 'text' ? textColumn(leaf, cursor, length) : numbersOf(leaf, cursor, length);
    });
    yield { rowCount: length, columns };
  }
}

/** Rows that every needed column holds from the beginning of the group on. */
export function rowsHeld(
  leaves: readonly Leaf[],
  needs: readonly ColumnNeed[],
  parts: ColumnParts,
  groupStart: number,
): number {
  let rows = Number.POSITIVE_INFINITY;
  leaves.forEach((leaf, index) => {
    if (needs[index] === 'none') return;
    let next = groupStart;
    for (const part of parts.get(leaf.path[0]!) ?? []) {
      if (part.rowStart !== next) break;
      next += part.values.length;
    }
    rows = Math.min(rows, next - groupStart);
  });
  return Number.isFinite(rows) ? rows : 0;
}

/** Walks over the pages of a column in order. */
class PartCursor {
  private readonly parts: readonly ColumnPart[];
  private part = 0;
  private at = 0;

  constructor(parts: readonly ColumnPart[]) {
    this.parts = parts;
  }

  /** The next stretch of at most `limit` values. */
  next(limit: number): { values: DecodedArray; from: number; to: number } | null {
    while (this.part < this.parts.length) {
      const { values } = this.parts[this.part]!;
      if (this.at < values.length) {
        const from = this.at;
        this.at = Math.min(values.length, from + limit);
        return { values, from, to: this.at };
      }
      this.part += 1;
      this.at = 0;
    }
    return null;
  }
}

function textColumn(leaf: Leaf, cursor: PartCursor, length: number): BlockColumn {
  const texts: string[] = [];
  while (texts.length < length) {
    const stretch = cursor.next(length - texts.length);
    if (stretch === null) break;
    for (let at = stretch.from; at < stretch.to; at++) {
      texts.push(textOfValue(leaf, leafValue(leaf, stretch.values[at])));
    }
  }
  return { kind: 'text', texts };
}

function numbersOf(leaf: Leaf, cursor: PartCursor, length: number): NumberColumn {
  const column: NumberColumn = {
    kind: 'number',
    values: new Float64Array(length),
    states: new Uint8Array(length),
  };
  let row = 0;
  while (row < length) {
    const stretch = cursor.next(length - row);
    if (stretch === null) break;
    const { values, from, to } = stretch;
    if (values instanceof Float64Array || values instanceof Float32Array || values instanceof Int32Array) {
      column.values.set(values.subarray(from, to), row);
      column.states.fill(PRESENT, row, row + to - from);
    } else {
      for (let at = from; at < to; at++) readCell(leaf, values[at], column, row + at - from);
    }
    row += to - from;
  }
  return column;
}

function readCell(leaf: Leaf, cell: unknown, column: NumberColumn, row: number): void {
  if (typeof cell === 'number') {
    column.values[row] = cell;
    column.states[row] = PRESENT;
    return;
  }
  const value = leaf.path.length > 1 ? leafValue(leaf, cell) : cell;
  if (value === null || value === undefined) return;
  column.states[row] = PRESENT;
  if (typeof value === 'number' || typeof value === 'bigint') column.values[row] = Number(value);
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
  if (Number.isNaN(time)) return text === '' ? MISSING : UNREADABLE;
  column.values[row] = time;
  return PRESENT;
}
