import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareRuns } from './compare.js';
import { readPlainDatabase } from './plain-database.js';
import { readPlainStore } from './plain-store.js';

/** Databases and stores that real MLflow wrote, against the plainest possible reading of the same bytes. */
export async function compareProduced(app, folder, only, record) {
  const root = join(folder, 'produced', 'mlflow');
  if (!existsSync(root)) return;
  const databases = [
    ...readdirSync(join(root, 'sqlite')).map((name) => join('sqlite', name)),
    join('sqlite-3.4', 'mlflow.db'),
  ].filter((path) => path.endsWith('.db'));
  for (const path of databases) {
    if (!path.includes(only)) continue;
    const { text, ms, facts } = await app.importPaths([join(root, path)]);
    record(path, text, ms, compareRuns(await readPlainDatabase(join(root, path)), facts));
  }
  for (const path of ['mlruns-mlflow2.8', 'mlruns-mlflow3.4']) {
    if (!path.includes(only)) continue;
    const { text, ms, facts } = await app.importPaths(join(root, path));
    record(path, text, ms, compareRuns(readPlainStore(join(root, path)), facts));
  }
}
