import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareMetrics, compareRuns } from './compare.js';
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
  await compareBundle(app, root, only, record);
}

/** A bundle of mlflow-export-import, in which the same was logged as in a database: run by run by their names. */
async function compareBundle(app, root, only, record) {
  if (!'export-import-v2'.includes(only)) return;
  const { text, ms, facts } = await app.importPaths(join(root, 'export-import-v2'));
  const logged = await readPlainDatabase(join(root, 'sqlite-3.4', 'mlflow.db'));
  const runs = new Map(facts.filter((fact) => fact.kind === 'run').map((run) => [nameOf(run), run]));
  const differences = [];
  for (const wanted of logged.runs) {
    // The bundle has the active runs.
    if (wanted.lifecycle_stage === 'deleted') continue;
    const run = runs.get(wanted.status === 'KILLED' ? 'KILLED' : wanted.name);
    if (!run) differences.push(`${wanted.name}: not imported`);
    else {
      const tell = (what, expected, found) => {
        // Without a finite value there is no least and no greatest.
        if (String(expected ?? Number.NaN) !== String(found ?? Number.NaN))
          differences.push(`${wanted.name} ${what}: ${expected} ≠ ${found}`);
      };
      tell(
        'params',
        JSON.stringify(sorted(Object.entries(wanted.params))),
        JSON.stringify(sorted(run.params)),
      );
      compareMetrics(wanted.metrics, run.series, tell);
    }
  }
  record('export-import-v2', text, ms, differences);
}

/** A run that was killed has a name at random. */
function nameOf(run) {
  return run.status === 'killed' ? 'KILLED' : run.name;
}

function sorted(pairs) {
  return pairs.map(([key, value]) => [key, String(value)]).sort(([a], [b]) => (a < b ? -1 : 1));
}
