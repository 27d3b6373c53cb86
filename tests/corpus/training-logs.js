import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareMetrics } from './compare.js';
import { compareParams, readTruth, teller } from './run-folders.js';

/** Cases of logs that training libraries write themselves: case → kind of its source in the truth. */
const CASES = [
  { name: 'hf_tashu014_lora', kind: 'hf', compare: compareTrainer },
  { name: 'dvclive_iterative', kind: 'dvclive', compare: compareLive },
];

/** Through the app, as a person drops the case. */
export async function compareTrainingLogs(app, folder, only, record) {
  for (const { name, kind, compare } of CASES) {
    if (!name.includes(only) || !existsSync(join(folder, 'wild', name))) continue;
    const truth = readTruth(folder, name, kind);
    const { text, ms, facts } = await app.importPaths(join(folder, 'wild', name));
    record(`${name} (${kind})`, text, ms, compare(truth, facts));
  }
}

/** The truth has the names of the state; the app those of the Trainer's loggers, and the epoch as a metric. @returns {string[]} */
export function compareTrainer(truth, facts) {
  return compareOnly(truth, facts, (wanted, run, tell) => {
    tell('status', wanted.status.toLowerCase(), run.status);
    tell('param count', Object.keys(wanted.params).length, run.params.length);
    const renamed = Object.entries(wanted.metrics).map(([key, metric]) => [
      key.startsWith('eval_') ? `eval/${key.slice(5)}` : `train/${key}`,
      metric,
    ]);
    const epochs = run.series.find(({ key }) => key === 'train/epoch');
    tell('epochs', wanted.n_log_entries, epochs?.count);
    compareMetrics(
      Object.fromEntries(renamed),
      run.series.filter((one) => one !== epochs),
      tell,
    );
  });
}

/** Files that the app reads are no artifacts there: a table for each metric, the summary, the params. @returns {string[]} */
export function compareLive(truth, facts) {
  return compareOnly(truth, facts, (wanted, run, tell) => {
    compareMetrics(wanted.metrics, run.series, tell);
    const artifacts = facts.find((fact) => fact.kind === 'artifacts' && fact.owner === run.key);
    const read = Object.keys(wanted.metrics).length + 2;
    tell('artifacts', wanted.n_artifacts - read, artifacts?.entries.length ?? 0);
  });
}

function compareOnly({ runs: [wanted] }, facts, compare) {
  const [run, ...others] = facts.filter((fact) => fact.kind === 'run');
  if (!run || others.length > 0) return [`1 run ≠ ${others.length + (run ? 1 : 0)}`];
  const differences = [];
  const tell = teller(run.name, differences);
  compareParams(wanted.params, run, tell, (key) => key);
  compare(wanted, run, tell);
  return differences;
}
