import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CASE = /^wandb_(offline|online|2026|compat)/;
const FIELDS = [
  ['n', 'count'],
  ['last', 'last'],
  ['min', 'min'],
  ['max', 'max'],
  ['first_step', 'firstStep'],
  ['last_step', 'lastStep'],
  ['n_nan_inf', 'nonFiniteCount'],
];

/** W&B run folders through the app as a person drops them. */
export async function compareWandb(app, folder, only, record) {
  for (const name of readdirSync(join(folder, 'wild')).sort()) {
    const truthPath = join(folder, 'truth', `${name}.json`);
    if (!CASE.test(name) || !name.includes(only) || !existsSync(truthPath)) continue;
    const { sources } = JSON.parse(readFileSync(truthPath, 'utf8'));
    const { text, ms, facts } = await app.importPaths(join(folder, 'wild', name));
    record(
      name,
      text,
      ms,
      sources.flatMap((source) => compareWandbFacts(source, facts)),
    );
  }
}

export function compareWandbFacts(source, facts) {
  const artifacts = new Map(
    facts.filter((fact) => fact.kind === 'artifacts').map((fact) => [fact.owner, fact.entries.length]),
  );
  return compareWandbRuns(
    source,
    facts.filter((fact) => fact.kind === 'run'),
    artifacts,
  );
}

/**
 * What an independent reader found, run by run. Left out: metrics of the machine; final values without a row, which
 * Cairn keeps as one point; and the end, for which that reader took the second of the last row, while the run says how
 * long it took.
 * @param {{ runs: object[] }} truth @param {object[]} runs @param {Map<string, number>} artifacts @returns {string[]}
 */
export function compareWandbRuns(truth, runs, artifacts) {
  const differences = [];
  const found = new Map(runs.map((run) => [run.key, run]));
  for (const wanted of truth.runs) {
    const run = found.get(wanted.run_id);
    if (!run) {
      differences.push(`${wanted.run_id}: not imported`);
      continue;
    }
    const tell = (what, expected, is) => {
      if (String(expected) !== String(is)) differences.push(`${wanted.run_id} ${what}: ${expected} ≠ ${is}`);
    };
    tell('name', wanted.name || wanted.run_id, run.name);
    tell('status', wanted.status?.toLowerCase() ?? 'unknown', run.status);
    tell('start', wanted.start_ms, run.startMs);
    tell('params', pairsText(Object.entries(wanted.params)), pairsText(run.params));
    compareSeries(wanted, run.series, tell);
    const count = artifacts.get(run.key) ?? 0;
    if (count < wanted.n_artifacts) tell('artifacts', wanted.n_artifacts, count);
  }
  if (runs.length !== truth.runs.length) differences.push(`${truth.runs.length} runs ≠ ${runs.length}`);
  return differences;
}

function compareSeries({ metrics, summary }, series, tell) {
  const isFinal = ({ key, count, last }) => !(key in metrics) && count === 1 && summary[key] === last;
  const own = series.filter((one) => !one.key.startsWith('system/') && !isFinal(one));
  tell('metrics', Object.keys(metrics).sort(), own.map(({ key }) => key).sort());
  for (const one of own) {
    for (const [theirs, ours] of FIELDS) {
      tell(`${one.key} ${ours}`, metrics[one.key]?.[theirs] ?? Number.NaN, one[ours] ?? Number.NaN);
    }
  }
}

function pairsText(pairs) {
  return JSON.stringify(pairs.map(([key, value]) => [key, String(value)]).sort());
}
