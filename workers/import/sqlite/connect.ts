import { Database } from './database.ts';
import type { SqliteFailure } from './failure.ts';
import type { SqliteLibrary } from './library.ts';
import type { Pages } from './pages.ts';
import { usePageVfs, VFS_NAME } from './vfs.ts';

const OPEN_READ_ONLY = 1;
const OPEN_URI = 0x40;
const LIMIT_LENGTH = 0;
const LIMIT_ATTACHED = 7;
/** No row of an experiment tracker is larger; a forged one claims gigabytes. */
export const ROW_LIMIT_BYTES = 64 * 1024 * 1024;

const SETTINGS = [
  'PRAGMA trusted_schema=OFF',
  'PRAGMA cell_size_check=ON',
  'PRAGMA query_only=ON',
  'PRAGMA cache_size=-4096',
];

/** A connection to pages that nobody vouches for, or what SQLite says when it cannot even read the schema. */
export function connect(library: SqliteLibrary, pages: Pages): Database | SqliteFailure {
  const { wasm, capi } = library.sqlite;
  const vfs = usePageVfs(library);
  const name = vfs.mount(pages);
  const out = wasm.alloc(4);
  // `immutable` keeps SQLite from looking for a journal and from taking locks.
  const uri = `file:${name}?immutable=1&mode=ro`;
  const code = capi.sqlite3_open_v2(uri, out, OPEN_READ_ONLY | OPEN_URI, VFS_NAME);
  const handle = wasm.peekPtr(out) as number;
  wasm.dealloc(out);
  if (handle === 0) return { kind: 'out-of-memory', message: 'no connection' };
  const database = new Database(library, handle, pages, () => vfs.unmount(name));
  let failure = code === 0 ? null : database.failure(code);
  if (failure === null) {
    restrict(library, handle);
    for (const setting of SETTINGS) database.run(setting);
    failure = database.run('SELECT count(*) FROM sqlite_schema');
  }
  if (failure === null) return database;
  database.close();
  return failure;
}

function restrict(library: SqliteLibrary, handle: number): void {
  const { capi } = library.sqlite;
  capi.sqlite3_db_config(handle, capi.SQLITE_DBCONFIG_DEFENSIVE, 1, 0);
  capi.sqlite3_db_config(handle, capi.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, 0);
  capi.sqlite3_db_config(handle, capi.SQLITE_DBCONFIG_ENABLE_VIEW, 0, 0);
  capi.sqlite3_db_config(handle, capi.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, 0);
  library.calls.sqlite3_limit(handle, LIMIT_LENGTH, ROW_LIMIT_BYTES);
  library.calls.sqlite3_limit(handle, LIMIT_ATTACHED, 0);
}
