import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../reading/lazy-events.ts';
import { isSqlite } from '../../sqlite/header.ts';

const DATABASE_NAME = /\.(db|sqlite|sqlite3)$/i;
/** Folder thumbnails of Windows, and a database's name on a file of text (a Git LFS pointer, an error page). */
const OTHER_NAME = /^(thumbs|ehthumbs)/i;

/**
 * SQLite databases of MLflow, Optuna and trackio. The name says little (`mydb.sqlite`, `study.db`): the first bytes
 * decide, and whose it is shows once its tables are known.
 */
export const sqlite: ImportFormat = {
  id: 'sqlite',
  label: 'SQLite database',
  match: (probe) => {
    if (probe.kind !== 'file') return 'no';
    if (isSqlite(probe.head)) return 'signature';
    const isNamed = DATABASE_NAME.test(probe.name) && !OTHER_NAME.test(probe.name);
    return isNamed && probe.sizeBytes > 0 && !isText(probe.head) ? 'name' : 'no';
  },
  companions: (path) => [`${path}-wal`, `${path}-journal`, `${path}-shm`],
  follow: async () => new (await import('./follow.ts')).SqliteFollower(),
  read: (source, context) => readLazily(async () => (await import('./read.ts')).readSqlite(source, context)),
};

function isText(head: Uint8Array): boolean {
  for (const byte of head.subarray(0, 64)) if (byte < 9 || byte > 126) return false;
  return true;
}
