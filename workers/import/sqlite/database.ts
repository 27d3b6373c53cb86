import { type FailureKind, type SqliteFailure, toFailure } from './failure.ts';
import { forgetSqlite, type SqliteLibrary } from './library.ts';
import type { Pages } from './pages.ts';
import type { RowSource } from './row-source.ts';
import { decodeText } from './text.ts';

const SQLITE_OK = 0;
const SQLITE_ROW = 100;
const SQLITE_DONE = 101;
const NULL_TYPE = 5;
/** How many steps of SQLite's machine pass between two looks at the clock. */
const TICK = 100_000;
/** A database opened read-only. Nothing here throws: what fails is told by the rows that ask for it. */
export class Database {
  private readonly library: SqliteLibrary;
  /** The same bytes, for reading a table without SQLite. */
  readonly pages: Pages;
  private readonly handle: number;
  private readonly onClose: () => void;
  private readonly ticker: number;
  private deadline = Number.POSITIVE_INFINITY;
  private crashed = false;
  private closed = false;

  constructor(library: SqliteLibrary, handle: number, pages: Pages, onClose: () => void) {
    this.library = library;
    this.handle = handle;
    this.pages = pages;
    this.onClose = onClose;
    this.ticker = library.sqlite.wasm.installFunction('ip', () =>
      performance.now() > this.deadline ? 1 : 0,
    );
    library.calls.sqlite3_progress_handler(handle, TICK, this.ticker, 0);
  }

  /** Rows of one statement. `limitMs` is what a single step may take before it counts as endless. */
  query(sql: string, limitMs = 20_000): Rows {
    if (this.crashed) return new Rows(this, this.library, 0, crash('an earlier statement'), limitMs);
    const { wasm } = this.library.sqlite;
    const text = wasm.allocCString(sql, false);
    const out = wasm.alloc(4);
    try {
      this.startClock(limitMs);
      const code = this.library.calls.sqlite3_prepare_v2(this.handle, text, -1, out, 0);
      const statement = code === SQLITE_OK ? (wasm.peekPtr(out) as number) : 0;
      return new Rows(this, this.library, statement, code === SQLITE_OK ? null : this.failure(code), limitMs);
    } catch (error) {
      return new Rows(this, this.library, 0, this.noteCrash(error), limitMs);
    } finally {
      if (!this.crashed) {
        wasm.dealloc(out);
        wasm.dealloc(text);
      }
    }
  }

  /** Runs a statement for its effect; returns what went wrong, or null. */
  run(sql: string): SqliteFailure | null {
    const rows = this.query(sql);
    while (rows.next());
    return rows.failure;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    // After a trap nothing in that memory is safe to call: it is left to the garbage collector as a whole.
    if (this.crashed) return;
    this.library.calls.sqlite3_close_v2(this.handle);
    this.library.sqlite.wasm.uninstallFunction(this.ticker);
    this.onClose();
  }

  startClock(limitMs: number): void {
    this.deadline = performance.now() + limitMs;
  }

  failure(code: number): SqliteFailure {
    const message = this.library.calls.sqlite3_errmsg(this.handle);
    return toFailure(code, this.library.sqlite.wasm.cstrToJs(message) ?? '');
  }

  noteCrash(error: unknown): SqliteFailure {
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
    this.crashed = true;
    forgetSqlite();
    return crash(error.message);
  }

  get hasCrashed(): boolean {
    return this.crashed;
  }
}

function crash(message: string): SqliteFailure {
  return { kind: 'damaged', message };
}

/** Rows in the order SQLite finds them. A column's pointers are valid until the next `next`. */
export class Rows implements RowSource {
  /** Set when preparing or stepping failed; rows that came before it are good. */
  failure: SqliteFailure | null;
  /** Rows that came. */
  count = 0;
  /** The memory that `pointer` points into; refreshed by `next`. */
  heap: Uint8Array<ArrayBuffer>;
  private readonly database: Database;
  private readonly library: SqliteLibrary;
  private readonly limitMs: number;
  private statement: number;

  constructor(
    database: Database,
    library: SqliteLibrary,
    statement: number,
    failure: SqliteFailure | null,
    limitMs: number,
  ) {
    this.database = database;
    this.library = library;
    this.statement = statement;
    this.failure = failure;
    this.limitMs = limitMs;
    this.heap = library.heap();
  }

  get view(): DataView<ArrayBuffer> {
    return new DataView(this.heap.buffer, this.heap.byteOffset, this.heap.byteLength);
  }

  next(): boolean {
    if (this.statement === 0) return false;
    // The clock is set anew every few rows only: reading it costs as much as a row.
    if ((this.count & 255) === 0) this.database.startClock(this.limitMs);
    let code: number;
    try {
      code = this.library.calls.sqlite3_step(this.statement);
    } catch (error) {
      this.statement = 0;
      this.failure = this.database.noteCrash(error);
      return false;
    }
    if (code === SQLITE_ROW) {
      this.count += 1;
      if (this.heap.byteLength === 0) this.heap = this.library.heap();
      return true;
    }
    if (code !== SQLITE_DONE) this.failure = this.database.failure(code);
    this.close();
    return false;
  }

  /** Stops with a failure of our own, for rows that cannot be true. */
  fail(kind: FailureKind, message: string): void {
    this.failure = { kind, message };
    this.close();
  }

  number(column: number): number {
    return this.library.calls.sqlite3_column_double(this.statement, column);
  }

  numberOrNull(column: number): number | null {
    const isNull = this.library.calls.sqlite3_column_type(this.statement, column) === NULL_TYPE;
    return isNull ? null : this.number(column);
  }

  /** Where the text of a column starts in `heap`, 0 for NULL. Ask for it before `sizeBytes`. */
  pointer(column: number): number {
    const pointer = this.library.calls.sqlite3_column_text(this.statement, column);
    if (this.heap.byteLength === 0) this.heap = this.library.heap();
    return pointer;
  }

  sizeBytes(column: number): number {
    return this.library.calls.sqlite3_column_bytes(this.statement, column);
  }

  /** '' for NULL. */
  text(column: number): string {
    const pointer = this.pointer(column);
    return pointer === 0 ? '' : decodeText(this.heap, pointer, this.sizeBytes(column));
  }

  close(): void {
    if (this.statement !== 0 && !this.database.hasCrashed) {
      this.library.calls.sqlite3_finalize(this.statement);
    }
    this.statement = 0;
  }
}
