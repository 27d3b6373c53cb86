import type { Accessor, JSX } from 'solid-js';
import type { MenuItem } from '../menu-panel.tsx';
import type { Box } from '../popover-place.ts';

/** What a plain cell shows. `tone` is a class of the caller's style sheet. */
export interface GridText {
  readonly text: string;
  readonly title?: string;
  readonly tone?: string;
  /** Quiet, behind the text. */
  readonly note?: string;
}

export interface GridColumn<Row> {
  readonly id: string;
  /** Short text in the header; the accessible name is `name`. */
  readonly label: string;
  readonly name: string;
  readonly align: 'start' | 'end';
  /** Direction of the first click. */
  readonly firstSort: 'ascending' | 'descending';
  readonly text: (row: Row) => GridText;
  /**
   * Where its width is `fromPx`, which no person chose, it has `leastPx` and takes part of the room that is free beside
   * all columns, up to `toPx`.
   */
  readonly grows?: { readonly fromPx: number; readonly leastPx: number; readonly toPx: number };
  /** For cells that are more than text. Must be one function per kind of cell: another identity renders anew. */
  readonly render?: (row: Accessor<Row>) => JSX.Element;
}

/** Columns in their order. Pinned ones come first on the screen whatever their place here. */
export interface ColumnState {
  readonly id: string;
  readonly widthPx: number;
  readonly pinned: boolean;
  readonly hidden: boolean;
}

export interface GridSort {
  readonly column: string;
  readonly descending: boolean;
}

/** Rows behind the grid. A new object means new content; the old rows stay on the screen until the new ones are there. */
export interface GridSource<Row> {
  readonly rowCount: number;
  loadRows(start: number, end: number): Promise<readonly Row[]>;
  /** Everything that can be selected, in order: rows that were never loaded too, and what folded ones hide. */
  loadKeys(): Promise<readonly string[]>;
  /** How many keys `loadKeys` gives. */
  readonly keyCount: number;
  /** A row as it is by now: what is in it may move while its place stays. Tracks. */
  readonly newest?: (row: Row) => Row;
  /**
   * Where the row of a key stands, -1 for nowhere. Where a source has it, it answers the question of the one before it: the
   * rows that are looked at stay where they are on the screen.
   */
  readonly keepsPlace?: (key: string) => Promise<number>;
  /** What selecting the rows from `start` up to `end` selects. */
  loadRangeKeys(start: number, end: number): Promise<readonly string[]>;
}

export interface GridTree<Row> {
  /** The column that is indented and carries the fold buttons. */
  readonly column: string;
  readonly place: (row: Row) => {
    readonly depth: number;
    readonly childCount: number;
    readonly folded: boolean;
  };
  readonly onFold: (row: Row, folded: boolean) => void;
}

/** Rows that stand for others: selecting one selects its members. */
export interface GridSets<Row> {
  readonly isSet: (row: Row) => boolean;
  readonly loadMembers: (row: Row) => Promise<readonly string[]>;
  readonly selected: (row: Row) => boolean | 'partly';
}

/** Where somebody was in a table. The grid reads it when it appears and writes it when it goes. */
export interface GridMemory {
  top: number;
  left: number;
  /** The active cell: row -1 is the header. */
  row: number;
  column: number;
  hadFocus: boolean;
}

export interface DataGridProps<Row> {
  /** Accessible name. */
  readonly name: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly columnState: readonly ColumnState[];
  readonly onColumnState: (state: readonly ColumnState[]) => void;
  readonly source: GridSource<Row>;
  readonly rowKey: (row: Row) => string;
  /** Names the row in 'Select …'. */
  readonly rowLabel: (row: Row) => string;
  readonly rowClass?: (row: Row) => string;
  readonly sort: readonly GridSort[];
  readonly onSort: (sort: readonly GridSort[]) => void;
  readonly selected: ReadonlySet<string>;
  readonly onSelected: (selected: ReadonlySet<string>) => void;
  readonly onOpen: (row: Row) => void;
  /** F2, or the menu of a row; `at` is the cell that names it, or the pointer. */
  readonly onRowAction?: (row: Row, action: 'edit' | 'menu', at: Box) => void;
  readonly tree?: GridTree<Row>;
  readonly sets?: GridSets<Row>;
  /** The row under the pointer or the keyboard's cursor; null when it is nowhere. */
  readonly onPoint?: (row: Row | null) => void;
  /** A plain key pressed on a row that the grid has no use for itself. True when it was used. */
  readonly onRowKey?: (row: Row, key: string) => boolean;
  /** More entries for the menu of a column. */
  readonly columnItems?: (columnId: string) => readonly MenuItem[];
  /** Outlives the grid, so that coming back to the table lands where it was left. */
  readonly memory?: GridMemory;
}
