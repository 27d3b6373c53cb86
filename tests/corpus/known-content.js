import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PRODUCED_OTHERS } from './produced-others.js';

/** Files of other trackers whose content is known to the point, dropped as a person drops them. */
export async function compareKnownContent(app, folder, only, record) {
  for (const wanted of PRODUCED_OTHERS) {
    const path = join(folder, 'produced', 'others', wanted.at);
    if (!`others/${wanted.at}`.includes(only) || !existsSync(path)) continue;
    const { text, ms, facts, problems } = await app.importPaths(statSync(path).isDirectory() ? path : [path]);
    record(`others/${wanted.at}`, text, ms, compareKnown(wanted, facts, problems, text));
  }
}

/**
 * @param {{ runs: Record<string, object>, problems: string[] }} wanted @param {object[]} facts
 * @param {{ code: string }[]} problems @param {string} text what the app said @returns {string[]}
 */
export function compareKnown(wanted, facts, problems, text) {
  const differences = [];
  const runs = facts.filter((fact) => fact.kind === 'run');
  let expected = 0;
  for (const [name, known] of Object.entries(wanted.runs)) {
    const found = runs.filter((run) => name === '*' || run.name === name);
    expected += known.count ?? 1;
    if (found.length !== (known.count ?? 1)) {
      differences.push(
        `${name}: ${known.count ?? 1} runs ≠ ${found.length} (${runs.map((run) => run.name)})`,
      );
    }
    const fullest = found.sort((a, b) => pointsOf(b) - pointsOf(a))[0];
    if (fullest) compareOne(name, known, fullest, facts, differences);
  }
  if (runs.length !== expected) differences.push(`${expected} runs ≠ ${runs.length}`);
  const codes = [...new Set(problems.map(({ code }) => code))].sort().join();
  if (codes !== [...wanted.problems].sort().join())
    differences.push(`problems: ${wanted.problems.join() || 'none'} ≠ ${codes || 'none'}`);
  if (wanted.says && !text.includes(wanted.says)) differences.push(`said: ${wanted.says} ≠ ${text}`);
  return differences;
}

/** Of a run that two files tell of, what says more is shown where they differ. */
function pointsOf({ series }) {
  return series.reduce((total, { count }) => total + count, 0);
}

function compareOne(name, known, run, facts, differences) {
  const tell = (what, expected, found) => {
    if (expected !== null && expected !== undefined && String(expected) !== String(found))
      differences.push(`${name} ${what}: ${String(expected).slice(0, 60)} ≠ ${String(found).slice(0, 60)}`);
  };
  tell('status', known.status, run.status);
  if (known.experiment) {
    const home = facts.find((fact) => fact.kind === 'experiment' && fact.key === run.experiment);
    tell('experiment', known.experiment, home?.name);
  }
  if (known.params) {
    const params = new Map(run.params);
    for (const [key, value] of Object.entries(known.params)) {
      if (value !== undefined) tell(`param ${key}`, value, params.get(key));
      params.delete(key);
    }
    if (!known.more) tell('other params', '', [...params.keys()]);
  }
  if (known.metrics) compareMetricRows(known, run.series, tell);
  const files = facts.find((fact) => fact.kind === 'artifacts' && fact.owner === run.key)?.entries ?? [];
  for (const file of known.artifacts ?? []) {
    const isThere = files.some(({ path }) => (typeof file === 'string' ? path === file : file.test(path)));
    if (!isThere) tell(`artifact ${file}`, 'there', `missing (${files.map(({ path }) => path)})`);
  }
}

function compareMetricRows({ metrics, more }, series, tell) {
  const found = new Map(series.filter(({ key }) => !key.startsWith('system/')).map((one) => [one.key, one]));
  for (const [key, [count, first, last, value]] of Object.entries(metrics)) {
    const one = found.get(key);
    found.delete(key);
    tell(`${key}`, 'there', one ? 'there' : 'missing');
    if (!one) continue;
    tell(`${key} points`, count, one.count);
    tell(`${key} first step`, first, one.firstStep);
    tell(`${key} last step`, last, one.lastStep);
    tell(`${key} last`, value, one.last);
  }
  if (!more) tell('other metrics', '', [...found.keys()]);
}
