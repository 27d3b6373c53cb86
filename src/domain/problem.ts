/**
 * One thing wrong in an import. The code and its facts travel; the sentence is written in one file of the screen
 * (`features/import/problem-text.ts`), which must have an entry for every code.
 */
export interface ImportProblem {
  readonly code: ProblemCode;
  /** Path inside what was dropped. */
  readonly path: string;
  /** 1-based line, or byte offset, where one is known. */
  readonly line?: number;
  readonly byte?: number;
  /** Facts for the sentence: counts, names, the text found. Untrusted: shown as text only. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

export type ProblemCode =
  // whole files
  | 'unrecognised-file'
  | 'empty-file'
  | 'lfs-pointer'
  | 'html-page'
  | 'notebook'
  | 'pickle'
  | 'unreadable-file'
  | 'source-gone'
  | 'zeros-first'
  | 'file-too-large'
  | 'not-kept-sidecar'
  // SQLite
  | 'sqlite-damaged'
  | 'sqlite-unknown'
  | 'sqlite-encrypted'
  | 'sqlite-wal-missing'
  | 'sqlite-journal-hot'
  | 'sqlite-newer-schema'
  | 'sqlite-table-damaged'
  // MLflow stores
  | 'meta-unreadable'
  | 'meta-empty'
  | 'meta-missing'
  | 'run-skipped'
  | 'experiment-id-mismatch'
  | 'metric-line-skipped'
  | 'metric-truncated'
  | 'key-collision'
  | 'value-unreadable'
  | 'artifacts-only'
  | 'artifacts-missing'
  | 'traces-skipped'
  // other producers
  | 'rows-unreadable'
  | 'aim-repository'
  | 'bundle-part-skipped'
  | 'json-damaged'
  | 'json-cut'
  | 'settings-alone'
  | 'files-missing'
  // logs of a run in blocks (W&B, SwanLab)
  | 'log-cut'
  | 'log-damaged'
  | 'run-unfinished'
  | 'run-empty'
  | 'media-missing'
  // tables of text and Parquet
  | 'ragged-rows'
  | 'number-unreadable'
  | 'encoding-guessed'
  | 'column-skipped'
  | 'keys-left-out'
  | 'lists-left-out'
  | 'table-is-data'
  | 'table-undecided'
  | 'table-empty'
  | 'sessions-split'
  | 'parquet-damaged'
  | 'parquet-no-columns'
  // TensorBoard
  | 'records-damaged'
  | 'records-unreadable'
  | 'records-too-large'
  | 'record-cut'
  | 'values-not-read'
  // bundles of Cairn's own
  | 'bundle-newer'
  | 'bundle-damaged'
  | 'bundle-records-refused'
  | 'bundle-readable-differs'
  | 'bundle-points-missing'
  | 'bundle-edits-left'
  // archives
  | 'zip-damaged'
  | 'zip-refused'
  | 'zip-entry-skipped'
  | 'archive-damaged'
  | 'archive-refused'
  | 'archive-entry-skipped'
  | 'archive-unknown'
  // anything
  | 'duplicate-run'
  | 'same-run'
  | 'limit-reached'
  | 'reader-failed';
