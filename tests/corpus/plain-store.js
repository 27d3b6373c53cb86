import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { summarisePlainly } from './plain-summary.js';

const STATUSES = ['', 'RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];
const RESERVED = new Set(['tags', 'datasets', 'traces', 'models']);

/** An mlruns folder by walking it, in the shape of a truth source. Shares nothing with the app's reader. */
export function readPlainStore(root) {
  const experiments = [];
  const runs = [];
  for (const [base, inTrash] of [
    [root, false],
    [join(root, '.trash'), true],
  ]) {
    for (const name of folders(base)) {
      const folder = join(base, name);
      if (name.startsWith('.') || name === 'models' || !existsSync(join(folder, 'meta.yaml'))) continue;
      const meta = readMeta(folder);
      experiments.push({
        id: String(meta.experiment_id),
        lifecycle_stage: meta.lifecycle_stage,
        in_trash: inTrash,
      });
      for (const run of folders(folder)) {
        if (!RESERVED.has(run) && existsSync(join(folder, run, 'meta.yaml'))) {
          runs.push({
            ...readRun(join(folder, run)),
            experiment_id: String(meta.experiment_id),
            in_trash: inTrash,
          });
        }
      }
    }
  }
  return { experiments, runs, registered_models: readModels(join(root, 'models')), logged_models: [] };
}

function readRun(folder) {
  const meta = readMeta(folder);
  const tags = readPairs(join(folder, 'tags'));
  const metrics = Object.entries(readPairs(join(folder, 'metrics'))).map(([key, text]) => [
    key,
    readMetric(text),
  ]);
  return {
    run_id: meta.run_id ?? meta.run_uuid,
    name: meta.run_name ?? tags['mlflow.runName'] ?? '',
    status: STATUSES[Number(meta.status)],
    start_ms: Number(meta.start_time),
    end_ms: meta.end_time === 'null' ? null : Number(meta.end_time),
    lifecycle_stage: meta.lifecycle_stage,
    params: readPairs(join(folder, 'params')),
    n_tags: Object.keys(tags).length,
    n_artifacts: Object.keys(readPairs(join(folder, 'artifacts'))).length,
    n_dataset_inputs: folders(join(folder, 'inputs')).filter(
      (input) => readMeta(join(folder, 'inputs', input)).source_type === 'DATASET',
    ).length,
    metrics: Object.fromEntries(metrics),
  };
}

function readMetric(text) {
  const points = text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [time, value, step] = line.trim().split(' ');
      return { time: Number(time), value: number(value), step: Number(step ?? 0) };
    });
  return summarisePlainly(points);
}

function number(text) {
  return (
    { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY }[text] ?? Number(text)
  );
}

function readModels(folder) {
  return folders(folder).map((name) => ({
    name,
    versions: folders(join(folder, name))
      .filter((entry) => entry.startsWith('version-'))
      .map((entry) => ({
        version: Number(entry.slice(8)),
        stage: readMeta(join(folder, name, entry)).current_stage,
      })),
  }));
}

/** Every scalar as text: ids of 18 digits are no numbers. */
function readMeta(folder) {
  return parse(readFileSync(join(folder, 'meta.yaml'), 'utf8'), { schema: 'failsafe', logLevel: 'silent' });
}

function readPairs(folder, prefix = '') {
  const pairs = {};
  if (!existsSync(folder)) return pairs;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) Object.assign(pairs, readPairs(path, `${prefix}${name}/`));
    else pairs[prefix + name] = readFileSync(path, 'utf8');
  }
  return pairs;
}

function folders(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
}
