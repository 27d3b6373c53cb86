import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PlainError, runMain } from '../support/project.js';
import { openApp } from './app.js';
import { compareArchives } from './archives.js';
import { compareRuns } from './compare.js';
import { compareEvents } from './events.js';
import { compareKnownContent } from './known-content.js';
import { compareOtherStores } from './other-stores.js';
import { compareProduced } from './produced.js';
import { compareRunFolders } from './run-folders.js';
import { compareTables } from './tables.js';
import { compareTrainingLogs } from './training-logs.js';
import { compareWandb } from './wandb.js';

/** Cases of MLflow stores: folder name → how it is compared. */
const MLFLOW_CASE = /^(db|fs)_/;

await runMain(async () => {
  const folder = resolve(process.argv[2] ?? '');
  if (!process.argv[2] || !existsSync(join(folder, 'truth'))) {
    throw new PlainError('Say where the corpus is: npm run corpus -- ../shared/corpus');
  }
  const only = process.argv[3] ?? '';
  const app = await openApp();
  const results = [];
  const compared = new Set();
  const record = (name, text, ms, differences) => {
    results.push(differences.length);
    compared.add(name.split(/[/ ]/)[0]);
    const verdict = differences.length === 0 ? 'equal' : `${differences.length} differences`;
    console.log(`${name.padEnd(44)} ${verdict.padEnd(16)} ${(ms / 1000).toFixed(1)} s  ${text}`);
    for (const line of differences.slice(0, 12)) console.log(`    ${line}`);
  };
  try {
    for (const name of readdirSync(join(folder, 'wild')).sort()) {
      if (!MLFLOW_CASE.test(name) || !name.includes(only)) continue;
      const truth = JSON.parse(readFileSync(join(folder, 'truth', `${name}.json`), 'utf8'));
      const { text, ms, facts } = await app.importPaths(join(folder, 'wild', name));
      record(
        name,
        text,
        ms,
        truth.sources.flatMap((source) => compareRuns(source, facts)),
      );
    }
    await compareTables(app, folder, only, record);
    await compareOtherStores(app, folder, only, record);
    await compareWandb(app, folder, only, record);
    await compareRunFolders(app, folder, only, record);
    await compareTrainingLogs(app, folder, only, record);
    await compareEvents(app, folder, only, record);
    await compareKnownContent(app, folder, only, record);
    await compareProduced(app, folder, only, record);
    await compareArchives(app, folder, only, record);
  } finally {
    await app.close();
  }
  const left = readdirSync(join(folder, 'wild')).filter((name) => name.includes(only) && !compared.has(name));
  // A case that nothing compares is no success.
  for (const name of left) record(name, '', 0, ['not compared']);
  const failed = results.filter((count) => count > 0).length;
  console.log(`Corpus: ${results.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});
