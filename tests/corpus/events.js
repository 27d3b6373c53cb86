import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareMetrics } from './compare.js';

/** Cases with event files among others; only these of them are compared here. */
const OTHERS = ['lightning_khuzaimah'];

/** Event files through the app as a person drops them, with the folders of a run folded. */
export async function compareEvents(app, folder, only, record) {
  for (const name of readdirSync(join(folder, 'wild')).sort()) {
    if (!(name.startsWith('tb_') || OTHERS.includes(name)) || !name.includes(only)) continue;
    const truthPath = join(folder, 'truth', `${name}.json`);
    if (!existsSync(truthPath)) continue;
    const { sources } = JSON.parse(readFileSync(truthPath, 'utf8'));
    const { text, ms, facts } = await app.importPaths(join(folder, 'wild', name));
    const runs = facts.filter((fact) => fact.kind === 'run' && fact.origin.format === 'tensorboard');
    const truth = sources.find((source) => source.kind === 'tensorboard');
    record(`${name} (events)`, text, ms, compareFolded(truth, runs));
  }
}

/**
 * To the truth each folder is a run. Its metrics must lie in the run of that folder or of one above it, there under
 * their name with the folder's before it, or with the name of a line behind it.
 * @param {{ runs: object[] }} truth @param {object[]} runs @returns {string[]}
 */
export function compareFolded(truth, runs) {
  const differences = [];
  for (const wanted of truth.runs) {
    const home = homeOf(wanted, runs);
    const metrics = Object.entries(wanted.metrics).filter(
      ([key, { last }]) => key !== 'hp_metric' || last !== -1,
    );
    if (!home) {
      if (metrics.length + Object.keys(wanted.params).length > 0)
        differences.push(`${wanted.run_id}: not imported`);
      continue;
    }
    const tell = (what, expected, found) => {
      if (String(expected) !== String(found) && !Object.is(Number(expected), Number(found)))
        differences.push(`${wanted.run_id} ${what}: ${expected} ≠ ${found}`);
    };
    const series = metrics.map(([key]) => ({ ...home.find(key), key }));
    compareMetrics(Object.fromEntries(metrics), series, tell);
    const params = new Map(home.run.params);
    for (const [key, value] of Object.entries(wanted.params))
      tell(`param ${key}`, typeof value === 'boolean' ? (value ? 'True' : 'False') : value, params.get(key));
  }
  return differences;
}

/** The run that took a folder in, and where that keeps its metrics. */
function homeOf({ run_id: id, metrics }, runs) {
  const folder = id === '.' ? '' : id;
  const parts = folder === '' ? [] : folder.split('/');
  for (let depth = parts.length; depth >= 0; depth--) {
    const above = parts.slice(0, depth).join('/');
    const run = runs.find(({ origin }) => isSame(origin.path, above));
    if (!run) continue;
    const below = parts.slice(depth).join('/');
    const find = (key) =>
      run.series.find((one) => one.key === (below === '' ? key : `${below}/${key}`)) ??
      run.series.find(
        (one) =>
          below !== '' && one.key.startsWith(`${key}/`) && below.endsWith(one.key.slice(key.length + 1)),
      );
    if (below === '' || Object.keys(metrics).length === 0 || Object.keys(metrics).every(find))
      return { run, find };
  }
  return null;
}

/** Paths of the app begin with the folder that was dropped. */
function isSame(path, folder) {
  return (
    path === folder || path.slice(path.indexOf('/') + 1) === folder || (folder === '' && !path.includes('/'))
  );
}
