import initSqlite, { type Sqlite3Static } from '@sqlite.org/sqlite-wasm';

/** The C functions that rows are read with: called as they are, without the conversions of the wrapped ones. */
export interface SqliteCalls {
  sqlite3_open_v2(name: number, out: number, flags: number, vfs: number): number;
  sqlite3_close_v2(database: number): number;
  sqlite3_prepare_v2(database: number, sql: number, sizeBytes: number, out: number, tail: number): number;
  sqlite3_finalize(statement: number): number;
  sqlite3_step(statement: number): number;
  sqlite3_column_text(statement: number, column: number): number;
  sqlite3_column_bytes(statement: number, column: number): number;
  sqlite3_column_double(statement: number, column: number): number;
  sqlite3_column_type(statement: number, column: number): number;
  sqlite3_errmsg(database: number): number;
  sqlite3_limit(database: number, which: number, value: number): number;
  sqlite3_progress_handler(database: number, every: number, handler: number, argument: number): void;
}

export interface SqliteLibrary {
  readonly sqlite: Sqlite3Static;
  readonly calls: SqliteCalls;
  /** The whole memory; a view taken before a call that allocates may be detached after it. */
  heap(): Uint8Array<ArrayBuffer>;
}

let loading: Promise<SqliteLibrary> | null = null;

/** SQLite itself, loaded once in a worker. */
export function loadSqlite(): Promise<SqliteLibrary> {
  loading ??= startSqlite();
  return loading;
}

/** After a trap the memory cannot be trusted: the next `loadSqlite` starts a fresh one. */
export function forgetSqlite(): void {
  loading = null;
}

async function startSqlite(): Promise<SqliteLibrary> {
  // The file systems that come with the library write; none is wanted here, and one of them starts a worker.
  Object.assign(globalThis, {
    sqlite3ApiConfig: {
      disable: { vfs: { kvvfs: true, opfs: true, 'opfs-vfs': true, 'opfs-wl': true, 'opfs-sahpool': true } },
      warn: ignore,
      error: ignore,
    },
  });
  const start = initSqlite as (options: Readonly<Record<string, unknown>>) => Promise<Sqlite3Static>;
  const sqlite = await start({ print: ignore, printErr: ignore });
  return {
    sqlite,
    calls: sqlite.wasm.exports as SqliteCalls,
    heap: () => sqlite.wasm.heap8u() as Uint8Array<ArrayBuffer>,
  };
}

function ignore(): void {}
