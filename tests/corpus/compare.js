/**
 * Compares what the app stored with what independent readers found (`truth/*.json`). Each difference is one line.
 * @param {object} truth one entry of `sources` @param {object[]} facts records of the app
 * @returns {string[]}
 */
export function compareRuns(truth, facts) {
  const differences = [];
  const runs = new Map(facts.filter((fact) => fact.kind === 'run').map((run) => [run.key, run]));
  const artifacts = new Map(
    facts.filter((fact) => fact.kind === 'artifacts').map((fact) => [fact.owner, fact.entries]),
  );
  for (const wanted of truth.runs) {
    const run = runs.get(wanted.run_id);
    if (!run) {
      differences.push(`${wanted.run_id}: not imported`);
      continue;
    }
    const tell = (what, expected, found) => {
      if (!same(expected, found))
        differences.push(`${wanted.run_id} ${what}: ${show(expected)} ≠ ${show(found)}`);
    };
    compareHead(wanted, run, truth, tell);
    comparePairs(wanted.params, run.params, tell);
    tell('tags', wanted.n_tags, run.tags.length);
    tell('artifacts', wanted.n_artifacts, (artifacts.get(run.key) ?? []).length);
    compareMetrics(wanted.metrics, run.series, tell);
  }
  return [...differences, ...compareRegistry(truth, facts)];
}

function compareHead(wanted, run, truth, tell) {
  tell('status', wanted.status, run.status === 'unknown' ? null : run.status.toUpperCase());
  tell('start', wanted.start_ms, run.startMs);
  tell('end', wanted.end_ms, run.endMs);
  if (wanted.name !== '') tell('name', wanted.name, run.name);
  const experiment = truth.experiments?.find(
    (one) => one.id === wanted.experiment_id && !!one.in_trash === !!wanted.in_trash,
  );
  const deleted =
    wanted.lifecycle_stage === 'deleted' || !!wanted.in_trash || experiment?.lifecycle_stage === 'deleted';
  tell('deleted', deleted, run.lifecycle === 'deleted');
  if ('n_dataset_inputs' in wanted) tell('datasets', wanted.n_dataset_inputs, run.datasets.length);
}

function comparePairs(wanted, pairs, tell) {
  const found = new Map(pairs);
  tell('param count', Object.keys(wanted).length, found.size);
  for (const [key, value] of Object.entries(wanted)) tell(`param ${key}`, String(value), found.get(key));
}

export function compareMetrics(wanted, series, tell) {
  const found = new Map(series.map((one) => [one.key, one]));
  tell('metric keys', Object.keys(wanted).sort().join(), [...found.keys()].sort().join());
  for (const [key, metric] of Object.entries(wanted)) {
    const one = found.get(key);
    if (!one) continue;
    tell(`${key} n`, metric.n, one.count);
    tell(`${key} last`, metric.last, one.last);
    tell(`${key} min`, metric.min, one.min);
    tell(`${key} max`, metric.max, one.max);
    tell(`${key} first step`, metric.first_step, one.firstStep);
    tell(`${key} last step`, metric.last_step, one.lastStep);
    tell(`${key} NaN and ∞`, metric.n_nan_inf, one.nonFiniteCount);
  }
}

function compareRegistry(truth, facts) {
  const differences = [];
  const versions = facts.filter((fact) => fact.kind === 'model-version');
  for (const model of truth.registered_models ?? []) {
    if (!facts.some((fact) => fact.kind === 'registered-model' && fact.name === model.name)) {
      differences.push(`model ${model.name}: not imported`);
    }
    for (const wanted of model.versions) {
      const found = versions.find(
        (one) => one.model === model.name && one.version === Number(wanted.version),
      );
      if (found?.stage !== wanted.stage) {
        differences.push(`model ${model.name} v${wanted.version}: stage ${wanted.stage} ≠ ${found?.stage}`);
      }
    }
  }
  const logged = facts.filter((fact) => fact.kind === 'logged-model');
  for (const model of truth.logged_models ?? []) {
    if (!logged.some((one) => one.key === model.model_id))
      differences.push(`logged model ${model.model_id}: missing`);
  }
  return differences;
}

/** null and absent are one; numbers may be written as text where JSON has no word for them. */
function same(expected, found) {
  if (expected === null || expected === undefined)
    return found === null || found === undefined || found === 'NaN';
  if (typeof expected === 'number' && typeof found === 'number') return Object.is(expected + 0, found + 0);
  return String(expected) === String(found);
}

function show(value) {
  return JSON.stringify(value)?.slice(0, 80) ?? 'nothing';
}
