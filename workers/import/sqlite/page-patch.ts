/**
 * Pages that stand in a file beside the database and replace pages of the database: newer ones from a write-ahead
 * log, or the originals from a rollback journal.
 */
export interface PagePatch {
  readonly kind: 'wal' | 'journal';
  readonly pageSize: number;
  /** Pages of the database after patching. */
  readonly pageCount: number;
  /** Page number (from 1) → byte offset of the page in the file beside. */
  readonly offsets: ReadonlyMap<number, number>;
}
