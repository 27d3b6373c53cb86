import type { ImportFormat } from '../../format.ts';
import { readLazily } from '../../lazy-events.ts';
import { isSqlite } from '../../sqlite/header.ts';

const DATABASE_NAME = /\.(db|sqlite|sqlite3)$/i;
/** Folder thumbnails of Windows, and a database's name on a file of text (a Git LFS pointer, an error page). */
const OTHER_NAME = /^(thumbs|ehthumbs)/i;

/**
 * MLflow's SQLite store, every schema from 1.0 on. The name says little (`mydb.sqlite`, `mlruns.db`): the first bytes
 * decide, and whether it is MLflow's shows once it is open.
 * Traces, prompts and the administration tables of later versions are left out.
 */
export const mlflowDb: ImportFormat = {
  id: 'mlflow-db',
  label: 'MLflow database',
  match: (probe) => {
    if (probe.kind !== 'file') return 'no';
    if (isSqlite(probe.head)) return 'signature';
    const isNamed = DATABASE_NAME.test(probe.name) && !OTHER_NAME.test(probe.name);
    return isNamed && probe.sizeBytes > 0 && !isText(probe.head) ? 'name' : 'no';
  },
  companions: (path) => [`${path}-wal`, `${path}-journal`, `${path}-shm`],
  read: (source, context) =>
    readLazily(async () => (await import('./reader.ts')).readMlflowDb(source, context)),
};

function isText(head: Uint8Array): boolean {
  for (const byte of head.subarray(0, 64)) if (byte < 9 || byte > 126) return false;
  return true;
}
