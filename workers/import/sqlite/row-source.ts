import type { FailureKind, SqliteFailure } from './failure.ts';

/** Rows one after another, the current one read column by column. What a pointer points at is gone with the next row. */
export interface RowSource {
  /** Set when reading failed; rows that came before it are good. */
  readonly failure: SqliteFailure | null;
  /** Rows that came. */
  readonly count: number;
  /** The bytes that `pointer` points into; asked for anew after every `pointer`. */
  readonly heap: Uint8Array<ArrayBuffer>;
  /** The same bytes for reading several at a time. */
  readonly view: DataView<ArrayBuffer>;
  next(): boolean;
  /** 0 for NULL. Integers beyond 2^53 lose their last digits but never throw. */
  number(column: number): number;
  numberOrNull(column: number): number | null;
  /** '' for NULL. */
  text(column: number): string;
  /** Where the text of a column begins in `heap`; 0 where there is none. Ask for it before `sizeBytes`. */
  pointer(column: number): number;
  sizeBytes(column: number): number;
  /** Stops with a failure of our own, for rows that cannot be true. */
  fail(kind: FailureKind, message: string): void;
  close(): void;
}
