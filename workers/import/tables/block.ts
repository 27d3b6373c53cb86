import type { ColumnRole, TableColumn, TableLayout } from '../../../src/domain/table-layout.ts';

/** Rows of a table as columns, the same for text and Parquet. One entry per column of the layout. */
export interface TableBlock {
  readonly rowCount: number;
  readonly columns: readonly BlockColumn[];
}

export type BlockColumn = NumberColumn | TextColumn | null;

/** `states` says MISSING, PRESENT or UNREADABLE for each row; values of other rows mean nothing. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly values: Float64Array;
  readonly states: Uint8Array;
}

/** '' where the cell is missing. */
export interface TextColumn {
  readonly kind: 'text';
  readonly texts: readonly string[];
}

/** About this many points go into one event. */
export const BLOCK_ROWS = 4096;
/** Of a file that is followed, once it was read: so few come at a time. */
export const ROWS_OF_A_TURN = 64;

export type ColumnNeed = 'none' | 'number' | 'time-text' | 'duration-text' | 'text';

/** How a reader has to decode each column for a layout. */
export function columnNeeds(layout: TableLayout): readonly ColumnNeed[] {
  return layout.columns.map(needOf);
}

function needOf(column: TableColumn): ColumnNeed {
  if (column.role === 'time' && (column.timeUnit === 'text' || column.timeUnit === undefined))
    return 'time-text';
  if (column.role === 'elapsed' && column.type === 'text') return 'duration-text';
  return NEEDS[column.role];
}

const NEEDS: Readonly<Record<ColumnRole, ColumnNeed>> = {
  step: 'number',
  epoch: 'number',
  time: 'number',
  elapsed: 'number',
  value: 'number',
  metric: 'number',
  run: 'text',
  experiment: 'text',
  'metric-name': 'text',
  context: 'text',
  param: 'text',
  tag: 'text',
  ignore: 'none',
};

export function numberColumn(rowCount: number): NumberColumn {
  return { kind: 'number', values: new Float64Array(rowCount), states: new Uint8Array(rowCount) };
}
