import { toUtf8 } from '../../../../src/base/bytes.ts';
import { loadSqlite, type SqliteLibrary } from '../../../import/sqlite/library.ts';
import type { ByteSpace } from '../../bytes/byte-space.ts';
import { FILE_NAME, type SpaceState, useSpace, VFS_NAME } from './space-vfs.ts';

const OPEN_CREATE = 2 | 4;
const SQLITE_OK = 0;
const SQLITE_ROW = 100;
const SQLITE_DONE = 101;
/** For texts that SQLite has to copy. */
const TRANSIENT = -1;
/** Rows in one transaction. */
const BATCH_ROWS = 5000;

/** A half-written database is thrown away whole, so nothing is guarded against a crash. */
const SETTINGS = [
  'PRAGMA page_size=4096',
  'PRAGMA journal_mode=OFF',
  'PRAGMA synchronous=OFF',
  'PRAGMA locking_mode=EXCLUSIVE',
  'PRAGMA temp_store=MEMORY',
  'PRAGMA cache_size=-65536',
  'PRAGMA foreign_keys=OFF',
];

interface WriteCalls {
  sqlite3_open_v2(name: number, out: number, flags: number, vfs: number): number;
  sqlite3_close_v2(database: number): number;
  sqlite3_errmsg(database: number): number;
  sqlite3_prepare_v2(database: number, sql: number, sizeBytes: number, out: number, tail: number): number;
  sqlite3_step(statement: number): number;
  sqlite3_reset(statement: number): number;
  sqlite3_finalize(statement: number): number;
  sqlite3_bind_double(statement: number, index: number, value: number): number;
  sqlite3_bind_text(statement: number, index: number, text: number, sizeBytes: number, ends: number): number;
  sqlite3_bind_null(statement: number, index: number): number;
}

/** A value of a row. Whole numbers may be given as doubles: the columns' affinity makes integers of them. */
export type Value = string | number | null;

/** A new database. Throws `SpaceFull` when there is no room; anything else SQLite says is a bug. */
export class OutputDatabase {
  private readonly calls: WriteCalls;
  private readonly inserts: Insert[] = [];
  private pending = 0;

  private constructor(
    private readonly library: SqliteLibrary,
    private readonly state: SpaceState,
    private readonly handle: number,
  ) {
    this.calls = library.sqlite.wasm.exports as unknown as WriteCalls;
  }

  static async create(space: ByteSpace): Promise<OutputDatabase> {
    const library = await loadSqlite();
    const state: SpaceState = { space, failure: null };
    useSpace(library, state);
    const { wasm, capi } = library.sqlite;
    const out = wasm.alloc(4);
    const code = capi.sqlite3_open_v2(FILE_NAME, out, OPEN_CREATE, VFS_NAME);
    const handle = wasm.peekPtr(out) as number;
    wasm.dealloc(out);
    const database = new OutputDatabase(library, state, handle);
    database.expect(code, SQLITE_OK);
    for (const setting of SETTINGS) database.run(setting);
    return database;
  }

  run(sql: string): void {
    const statement = this.prepare(sql);
    while (this.calls.sqlite3_step(statement) === SQLITE_ROW);
    this.expect(this.calls.sqlite3_finalize(statement), SQLITE_OK);
  }

  /** `table(column, …)`; a row that is there already stays as it is. */
  insert(target: string): Insert {
    const columns = target.slice(target.indexOf('(') + 1, -1).split(',');
    const places = columns.map(() => '?').join(',');
    const insert = new Insert(
      this.library,
      this.calls,
      this.prepare(`INSERT OR IGNORE INTO ${target} VALUES (${places})`),
      () => this.begin(),
      (code) => this.expect(code, SQLITE_DONE),
    );
    this.inserts.push(insert);
    return insert;
  }

  commit(): void {
    if (this.pending === 0) return;
    this.pending = 0;
    this.run('COMMIT');
  }

  close(): void {
    this.commit();
    for (const insert of this.inserts) insert.end();
    this.expect(this.calls.sqlite3_close_v2(this.handle), SQLITE_OK);
  }

  /** Before every row: transactions are opened and closed here. */
  private begin(): void {
    if (this.pending === BATCH_ROWS) this.commit();
    if (this.pending === 0) this.run('BEGIN');
    this.pending += 1;
  }

  private prepare(sql: string): number {
    const { wasm } = this.library.sqlite;
    const text = wasm.allocCString(sql, false);
    const out = wasm.alloc(4);
    const code = this.calls.sqlite3_prepare_v2(this.handle, text, -1, out, 0);
    const statement = wasm.peekPtr(out) as number;
    wasm.dealloc(out);
    wasm.dealloc(text);
    this.expect(code, SQLITE_OK);
    return statement;
  }

  private expect(code: number, wanted: number): void {
    if (code === wanted) return;
    if (this.state.failure) throw this.state.failure;
    const message = this.library.sqlite.wasm.cstrToJs(this.calls.sqlite3_errmsg(this.handle)) ?? '';
    throw new Error(`SQLite ${code}: ${message}`);
  }
}

/** One prepared statement. What was bound stays bound, so that rows of one run say its id once. */
export class Insert {
  constructor(
    private readonly library: SqliteLibrary,
    private readonly calls: WriteCalls,
    private readonly statement: number,
    private readonly onRow: () => void,
    private readonly onStep: (code: number) => void,
  ) {}

  /** `place` counts from 1. */
  bind(place: number, value: Value): void {
    if (value === null) this.calls.sqlite3_bind_null(this.statement, place);
    else if (typeof value === 'number') this.calls.sqlite3_bind_double(this.statement, place, value);
    else this.bindText(place, value);
  }

  /** The library's own way for texts is broken in this build: the bytes are laid out here, and SQLite copies them. */
  private bindText(place: number, text: string): void {
    const { wasm } = this.library.sqlite;
    const bytes = toUtf8(text);
    const pointer = wasm.alloc(bytes.length + 1);
    this.library.heap().set(bytes, pointer);
    this.calls.sqlite3_bind_text(this.statement, place, pointer, bytes.length, TRANSIENT);
    wasm.dealloc(pointer);
  }

  run(): void {
    this.onRow();
    this.onStep(this.calls.sqlite3_step(this.statement));
    this.calls.sqlite3_reset(this.statement);
  }

  row(...values: readonly Value[]): void {
    for (let i = 0; i < values.length; i++) this.bind(i + 1, values[i]!);
    this.run();
  }

  end(): void {
    this.calls.sqlite3_finalize(this.statement);
  }
}
