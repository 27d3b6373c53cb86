import { Database } from './database.ts';
import type { SqliteFailure } from './failure.ts';
import type { SqliteLibrary } from './library.ts';

const OPEN_READ_WRITE = 2;
const OPEN_READ_ONLY = 1;
const OPEN_URI = 0x40;
const LIMIT_LENGTH = 0;
const LIMIT_ATTACHED = 7;
/** No row of an experiment tracker is larger; a forged one claims gigabytes. */
const ROW_LIMIT_BYTES = 64 * 1024 * 1024;

/** A connection with the limits that hostile files call for; `vfs` '' is the default one. */
export function connect(
  library: SqliteLibrary,
  name: string,
  vfs: string,
  onClose: () => void,
): Database | SqliteFailure {
  const { wasm, capi } = library.sqlite;
  const out = wasm.alloc(4);
  const flags = vfs === '' ? OPEN_READ_WRITE : OPEN_READ_ONLY | OPEN_URI;
  const code = capi.sqlite3_open_v2(name, out, flags, vfs === '' ? 0 : vfs);
  const handle = wasm.peekPtr(out) as number;
  wasm.dealloc(out);
  if (handle === 0) return { kind: 'out-of-memory', message: 'no connection' };
  const database = new Database(library, handle, onClose);
  if (code !== 0) {
    const failure = database.failure(code);
    database.close();
    return failure;
  }
  capi.sqlite3_db_config(handle, capi.SQLITE_DBCONFIG_DEFENSIVE, 1, 0);
  capi.sqlite3_db_config(handle, capi.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, 0);
  capi.sqlite3_db_config(handle, capi.SQLITE_DBCONFIG_ENABLE_VIEW, 0, 0);
  capi.sqlite3_db_config(handle, capi.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, 0);
  library.calls.sqlite3_limit(handle, LIMIT_LENGTH, ROW_LIMIT_BYTES);
  library.calls.sqlite3_limit(handle, LIMIT_ATTACHED, 0);
  return database;
}
