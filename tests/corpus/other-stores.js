import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareMetrics } from './compare.js';

const OPTUNA_CASES = ['optuna_schemas', 'optuna_dashboard_sample'];
const BUNDLES = 'export_mlflow_export_import';
/** What Optuna's states are called here. */
const OPTUNA_STATUSES = {
  COMPLETE: 'finished',
  PRUNED: 'killed',
  FAIL: 'failed',
  RUNNING: 'running',
  WAITING: 'scheduled',
};

/** Optuna's databases and the bundles of mlflow-export-import. */
export async function compareOtherStores(app, folder, only, record) {
  for (const name of OPTUNA_CASES) {
    const truth = readTruth(folder, name, only);
    for (const source of truth?.sources ?? []) {
      const { text, ms, facts } = await app.importPaths([join(folder, 'wild', name, source.entry)]);
      record(`${name}/${source.entry}`, text, ms, compareStudies(source, facts));
    }
  }
  const truth = readTruth(folder, BUNDLES, only);
  if (!truth) return;
  const { text, ms, facts } = await app.importPaths(join(folder, 'wild', BUNDLES));
  record(BUNDLES, text, ms, compareBundles(truth.sources[0], facts));
}

function readTruth(folder, name, only) {
  if (!name.includes(only) || !existsSync(join(folder, 'wild', name))) return null;
  return JSON.parse(readFileSync(join(folder, 'truth', `${name}.json`), 'utf8'));
}

function compareStudies(source, facts) {
  const differences = [];
  const studies = facts.filter((fact) => fact.kind === 'experiment').map(({ name }) => name);
  for (const { name } of source.experiments) {
    if (!studies.includes(name)) differences.push(`study ${name}: not imported`);
  }
  const runs = facts.filter((fact) => fact.kind === 'run');
  if (runs.length !== source.runs.length) differences.push(`${source.runs.length} trials ≠ ${runs.length}`);
  for (const wanted of source.runs) {
    const startMs = Date.parse(`${wanted.datetime_start.slice(0, 23).replace(' ', 'T')}Z`);
    const run = runs.find((one) => one.startMs === startMs);
    compareRun(wanted, run, OPTUNA_STATUSES[wanted.status], differences);
    // Before 1.3 numbers were not stored: the truth has a question mark there.
    if (run && wanted.name !== 'trial ?' && run.name !== wanted.name)
      differences.push(`${wanted.name} ≠ ${run.name}`);
  }
  return differences;
}

/** The same run lies in several bundles, exported at different times: each must be there as it was. */
function compareBundles(source, facts) {
  const differences = [];
  const runs = facts.filter((fact) => fact.kind === 'run');
  for (const wanted of source.runs) {
    const run = runs.find((one) => one.key === wanted.run_id && one.startMs === wanted.start_ms);
    compareRun(wanted, run, wanted.status.toLowerCase(), differences);
    if (run && run.tags.length !== wanted.n_tags)
      differences.push(`${wanted.run_id} tags: ${wanted.n_tags} ≠ ${run.tags.length}`);
  }
  return differences;
}

function compareRun(wanted, run, status, differences) {
  if (!run) {
    differences.push(`${wanted.run_id}: not imported`);
    return;
  }
  const tell = (what, expected, found) => {
    if (String(expected) !== String(found))
      differences.push(`${wanted.run_id} ${what}: ${expected} ≠ ${found}`);
  };
  tell('status', status, run.status);
  const params = new Map(run.params);
  tell('params', Object.keys(wanted.params).length, params.size);
  for (const [key, value] of Object.entries(wanted.params)) {
    const found = params.get(key);
    tell(`param ${key}`, value, typeof value === 'number' ? Number(found) : found);
  }
  compareMetrics(wanted.metrics, run.series, tell);
}
