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

/** What the preview worker offers: everything that parses an artifact or a note, away from the page. */
export interface PreviewApi {
  tableHead(format: TableFormat, name: string, file: Blob, rowLimit: number): Promise<TableHeadResult>;
  markdown(source: string): Promise<readonly MarkdownBlock[]>;
}
