import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareMetrics } from './compare.js';

/** Cases of producers with a folder for each run: case → kind of its source in the truth, and how it is compared. */
const CASES = [
  { name: 'sacred_catniplab', kind: 'sacred', compare: compareSacred },
  { name: 'ray_cpsl_ppo', kind: 'ray', compare: compareRay },
];

/** Through the app, as a person drops the case. */
export async function compareRunFolders(app, folder, only, record) {
  for (const { name, kind, compare } of CASES) {
    if (!name.includes(only) || !existsSync(join(folder, 'wild', name))) continue;
    const truth = readTruth(folder, name, kind);
    const { text, ms, facts } = await app.importPaths(join(folder, 'wild', name));
    record(`${name} (${kind})`, text, ms, compare(truth, facts));
  }
}

export function readTruth(folder, name, kind) {
  const { sources } = JSON.parse(readFileSync(join(folder, 'truth', `${name}.json`), 'utf8'));
  return sources.find((source) => source.kind === kind);
}

const SACRED_STATUSES = { COMPLETED: 'finished', FAILED: 'failed', INTERRUPTED: 'killed' };

/** Runs are known by the number of their folder. @returns {string[]} */
export function compareSacred(truth, facts) {
  const runs = facts.filter((fact) => fact.kind === 'run');
  const names = new Map(
    facts.filter((fact) => fact.kind === 'experiment').map(({ key, name }) => [key, name]),
  );
  const differences = [];
  if (runs.length !== truth.runs.length) differences.push(`${truth.runs.length} runs ≠ ${runs.length}`);
  for (const wanted of truth.runs) {
    const run = runs.find(({ name }) => name === wanted.run_id);
    if (!run) {
      differences.push(`${wanted.run_id}: not imported`);
      continue;
    }
    const tell = teller(wanted.run_id, differences);
    tell('experiment', wanted.name, names.get(run.experiment));
    tell('status', SACRED_STATUSES[wanted.status], run.status);
    tell('start', wanted.start_ms, run.startMs);
    tell('end', wanted.end_ms, run.endMs);
    compareMetrics(wanted.metrics, run.series, tell);
    // jsonpickle's wrappers are read away: `dampings.values` of the truth is `dampings`.
    compareParams(
      wanted.params,
      run,
      tell,
      (key) => key.replace(/\.values$/, ''),
      /(^|\.)(dtype|py\/[a-z0-9]+)(\.|$)/,
    );
  }
  return differences;
}

/** One trial with its results, whose events hold the same in less precision. @returns {string[]} */
export function compareRay(truth, facts) {
  const [run, ...others] = facts.filter((fact) => fact.kind === 'run');
  const [wanted] = truth.runs;
  if (!run || others.length > 0) return [`1 run ≠ ${others.length + (run ? 1 : 0)}`];
  const differences = [];
  const tell = teller(wanted.trial_id, differences);
  tell('name', true, wanted.name.startsWith(run.name) && run.name.endsWith(wanted.trial_id));
  tell('status', wanted.done ? 'finished' : 'unknown', run.status);
  tell('start', wanted.start_ms, run.startMs);
  tell('end', wanted.end_ms, run.endMs);
  const tags = new Map(run.tags);
  tell('trial', wanted.trial_id, tags.get('trial_id'));
  tell('host', wanted.hostname, tags.get('host'));
  // To Python 74510_00000 is a number, so the truth has it among the metrics.
  const { trial_id: _id, ...metrics } = wanted.metrics;
  compareMetrics(metrics, run.series, tell);
  // The truth has no row for an object without members.
  tell(
    'param count',
    Object.keys(wanted.params).length,
    run.params.filter(([, value]) => value !== '{}').length,
  );
  compareParams(wanted.params, run, tell, (key) => key.replaceAll('/', '.'));
  return differences;
}

export function teller(run, differences) {
  return (what, expected, found) => {
    const number = Number(expected);
    const same = String(expected) === String(found) || (!Number.isNaN(number) && number === Number(found));
    const bothNothing = (expected ?? null) === null && ((found ?? null) === null || Number.isNaN(found));
    if (!same && !bothNothing) differences.push(`${run} ${what}: ${expected} ≠ ${found}`.slice(0, 200));
  };
}

/** Values as Python prints them. Keys that `leftOut` matches are wrappers and no params. */
export function compareParams(wanted, run, tell, toKey, leftOut = /^$/) {
  const params = new Map(run.params);
  for (const [key, value] of Object.entries(wanted)) {
    if (!leftOut.test(key))
      tell(`param ${key}`, withoutPointZero(inPython(value)), withoutPointZero(params.get(toKey(key))));
  }
}

/** JavaScript reads 1.0 as 1. */
function withoutPointZero(text) {
  return text?.replace(/(\d)\.0(?=[\],]|$)/g, '$1');
}

function inPython(value) {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return String(value);
  const inner = (one) => (typeof one === 'string' ? `'${one}'` : inPython(one));
  if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, one]) => `'${key}': ${inner(one)}`)
    .join(', ')}}`;
}
