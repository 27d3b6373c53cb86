/** A table file that is looked at as a whole: rows by the window, sorted, searched, measured. */

export type TableFormat = 'csv' | 'parquet' | 'json';

/** Rows that are sorted, searched or measured at most; the screen says when there are more. */
export const MOST_SORTED_ROWS = 2_000_000;
export const MOST_SCANNED_ROWS = 5_000_000;
/** A cell is given as text of at most this many letters. */
export const CELL_CHARS = 2000;

export interface OpenedTable {
  readonly columns: readonly string[];
  readonly rowCount: number;
}

export type TableOpening =
  | { readonly kind: 'table'; readonly table: OpenedTable }
  | { readonly kind: 'unreadable' };

export interface TableSort {
  readonly column: number;
  readonly descending: boolean;
}

export interface TableQuestion {
  /** '' for all rows; else those with this text in any cell, in capitals or not. */
  readonly search: string;
  readonly sort: TableSort | null;
}

export type TableArrangement =
  | {
      readonly kind: 'arranged';
      /** Names the arrangement when its rows are asked for; 0 is the file's own order. */
      readonly id: number;
      readonly rowCount: number;
      /** Rows that were searched: fewer than all where there are too many. */
      readonly searchedRows: number;
    }
  /** More than `MOST_SORTED_ROWS` to sort. */
  | { readonly kind: 'too-many' }
  /** Another question came in between. */
  | { readonly kind: 'outdated' };

export interface ColumnStatistics {
  readonly lookedRows: number;
  readonly empty: number;
  /** null where there are more than are counted. */
  readonly distinct: number | null;
  /** Where all filled cells are numbers. */
  readonly numbers: {
    readonly least: number;
    readonly greatest: number;
    readonly mean: number;
    readonly deviation: number;
  } | null;
  /** The most frequent values, where there are few enough to count. */
  readonly common: readonly { readonly text: string; readonly count: number }[];
}

/** One worker serves one table; ending it ends whatever it does. */
export interface TableApi {
  /** `onProgress` hears the share of the file that was read, from 0 to 1. */
  open(
    format: TableFormat,
    name: string,
    file: Blob,
    onProgress: (share: number) => void,
  ): Promise<TableOpening>;
  arrange(question: TableQuestion): Promise<TableArrangement>;
  /** Cells of rows [start, end) of an arrangement (0 is the file's own order); null where it is outdated. */
  rows(
    arrangement: number,
    start: number,
    end: number,
    columnStart: number,
    columnEnd: number,
  ): Promise<readonly (readonly string[])[] | null>;
  statistics(column: number): Promise<ColumnStatistics>;
}
