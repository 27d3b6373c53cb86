import type { Pair } from '../../../src/domain/run.ts';
import type { ColumnRole, TableColumn, TableLayout } from '../../../src/domain/table-layout.ts';
import type { BlockColumn, TableBlock } from './block.ts';
import { PRESENT } from './cells.ts';
import { msPerUnit } from './times.ts';

/** Where the roles of a layout lie, and cells by role. Shared by the three mappers. */
export class RowReader {
  readonly layout: TableLayout;
  readonly metrics: readonly number[];
  private readonly params: readonly number[];
  private readonly tags: readonly number[];
  private readonly byRole = new Map<ColumnRole, number>();
  private readonly startMs: number;
  private readonly summed: number;
  private sum = 0;

  constructor(layout: TableLayout, startMs: number | null) {
    this.layout = layout;
    this.startMs = startMs ?? 0;
    layout.columns.forEach((column, index) => {
      if (!this.byRole.has(column.role)) this.byRole.set(column.role, index);
    });
    this.summed = layout.columns.findIndex(({ isSummed }) => isSummed);
    this.metrics = indexesOf(layout, 'metric');
    this.params = indexesOf(layout, 'param');
    this.tags = indexesOf(layout, 'tag');
  }

  /** The same table with more columns: it goes on where this one stands. */
  over(layout: TableLayout): RowReader {
    const grown = new RowReader(layout, this.startMs);
    grown.sum = this.sum;
    return grown;
  }

  /** The first column with a role, or -1. */
  at(role: ColumnRole): number {
    return this.byRole.get(role) ?? -1;
  }

  column(block: TableBlock, role: ColumnRole): BlockColumn {
    const index = this.at(role);
    return index < 0 ? null : (block.columns[index] ?? null);
  }

  text(block: TableBlock, role: ColumnRole, row: number): string {
    return textAt(this.column(block, role), row);
  }

  keyOf(index: number): string {
    return columnKey(this.layout.columns[index]!);
  }

  paramsAt(block: TableBlock, row: number): readonly Pair[] {
    return this.pairs(block, row, this.params);
  }

  tagsAt(block: TableBlock, row: number): readonly Pair[] {
    return this.pairs(block, row, this.tags);
  }

  private pairs(block: TableBlock, row: number, indexes: readonly number[]): readonly Pair[] {
    const pairs: Pair[] = [];
    for (const index of indexes) {
      const text = textAt(block.columns[index] ?? null, row);
      if (text !== '') pairs.push([this.keyOf(index), text]);
    }
    return pairs;
  }

  /** Milliseconds per row; NaN where the row has no time. */
  times(block: TableBlock): Float64Array {
    const times = new Float64Array(block.rowCount).fill(Number.NaN);
    const absolute = this.column(block, 'time');
    if (absolute?.kind === 'number') {
      const factor = msPerUnit(this.layout.columns[this.at('time')]!.timeUnit);
      for (let row = 0; row < block.rowCount; row++) {
        if (absolute.states[row] === PRESENT) times[row] = absolute.values[row]! * factor;
      }
      return times;
    }
    const elapsed = this.column(block, 'elapsed');
    if (elapsed?.kind !== 'number') return times;
    for (let row = 0; row < block.rowCount; row++) {
      if (elapsed.states[row] === PRESENT) times[row] = this.startMs + elapsed.values[row]! * 1000;
    }
    return times;
  }

  /** Steps per row: the step, else the epoch; NaN where the row has neither. null without such columns. Once per block. */
  steps(block: TableBlock): Float64Array | null {
    const step = this.column(block, 'step');
    const epoch = this.column(block, 'epoch');
    if (step?.kind !== 'number' && epoch?.kind !== 'number') return this.sums(block);
    const steps = new Float64Array(block.rowCount);
    for (let row = 0; row < block.rowCount; row++) {
      steps[row] = numberAt(step, row);
      if (Number.isNaN(steps[row]!)) steps[row] = numberAt(epoch, row);
    }
    return steps;
  }

  private sums(block: TableBlock): Float64Array | null {
    const column = block.columns[this.summed] ?? null;
    if (column?.kind !== 'number') return null;
    return Float64Array.from({ length: block.rowCount }, (_, row) => {
      const value = numberAt(column, row);
      if (!Number.isNaN(value)) this.sum += value;
      return this.sum;
    });
  }
}

function columnKey(column: TableColumn): string {
  return column.key ?? column.name;
}

export function textAt(column: BlockColumn, row: number): string {
  if (column === null) return '';
  return column.kind === 'text' ? (column.texts[row] ?? '') : '';
}

export function numberAt(column: BlockColumn, row: number): number {
  if (column === null || column.kind !== 'number' || column.states[row] !== PRESENT) return Number.NaN;
  return column.values[row]!;
}

function indexesOf(layout: TableLayout, role: ColumnRole): readonly number[] {
  return layout.columns.flatMap((column, index) => (column.role === role ? [index] : []));
}
