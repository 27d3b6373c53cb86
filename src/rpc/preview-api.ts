import type { MarkdownBlock } from '../base/markdown-tree.ts';

/** Cells are given for this many columns; all columns are named. */
export const TABLE_HEAD_COLUMNS = 100;

/** The head of a table file, every cell as the text that is shown. */
export interface TableHead {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** null when counting would mean reading the whole file. */
  readonly rowCount: number | null;
}

export type TableHeadResult =
  | { readonly kind: 'table'; readonly table: TableHead }
  | { readonly kind: 'unreadable' };

export type TableFormat = 'csv' | 'parquet';

export interface DiffPiece {
  readonly text: string;
  readonly changed: boolean;
}

/** Lines of two texts that stand side by side, by their place from 0; null where one side has none there. */
export type DiffLine =
  | { readonly kind: 'same'; readonly left: number; readonly right: number; readonly text: string }
  | {
      readonly kind: 'changed';
      readonly left: number | null;
      readonly right: number | null;
      readonly before: readonly DiffPiece[];
      readonly after: readonly DiffPiece[];
    };

export type TextDiff =
  | { readonly kind: 'lines'; readonly lines: readonly DiffLine[] }
  /** More than `MAX_DIFF_BYTES` or `MAX_DIFF_LINES` on a side. */
  | { readonly kind: 'too-large' }
  /** So little in common that it would take too long. */
  | { readonly kind: 'too-different' };

export const MAX_DIFF_BYTES = 5 * 1024 * 1024;
export const MAX_DIFF_LINES = 100_000;

/** What the preview worker offers: everything that parses an artifact or a note, away from the page. */
export interface PreviewApi {
  tableHead(format: TableFormat, name: string, file: Blob, rowLimit: number): Promise<TableHeadResult>;
  textDiff(left: Blob, right: Blob): Promise<TextDiff>;
  markdown(source: string): Promise<readonly MarkdownBlock[]>;
}
