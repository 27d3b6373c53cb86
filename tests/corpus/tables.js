import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareMetrics } from './compare.js';

/** Cases whose runs come from CSV or Parquet, with what the truth names otherwise than the app does. */
const CASES = [
  { name: 'lightning_pl_default', files: (truth) => truth.sources.flatMap((source) => runsOf(source)) },
  {
    name: 'lightning_khuzaimah',
    files: (truth) => truth.sources.filter(isCsvLog).flatMap((source) => runsOf(source)),
  },
  { name: 'keras_csvlogger_mohmeez', files: (truth) => runsOf(truth.sources[0]) },
  { name: 'wandb_chart_csv_trackio', files: (truth) => runsOf(truth.sources[0]) },
  { name: 'parquet_wandb_history', files: (truth) => runsOf(truth.sources[0]) },
];

export async function compareTables(app, folder, only, record) {
  for (const { name, files } of CASES) {
    if (!name.includes(only) || !existsSync(join(folder, 'wild', name))) continue;
    const truth = JSON.parse(readFileSync(join(folder, 'truth', `${name}.json`), 'utf8'));
    for (const wanted of files(truth)) {
      const path = join(folder, 'wild', name, wanted.path);
      const { text, ms, facts } = await app.importPaths([path]);
      record(`${name}/${wanted.path}`, text, ms, compareTable(wanted, facts));
    }
  }
  await compareTableFolders(app, folder, only, record);
  await compareRunsTable(app, folder, only, record);
}

/** The same cases as a person has them: the whole folder, one run for each table and none besides. */
async function compareTableFolders(app, folder, only, record) {
  for (const { name, files } of CASES) {
    if (!name.includes(only) || !existsSync(join(folder, 'wild', name))) continue;
    const truth = JSON.parse(readFileSync(join(folder, 'truth', `${name}.json`), 'utf8'));
    const { text, ms, facts } = await app.importPaths(join(folder, 'wild', name));
    const runs = facts.filter((fact) => fact.kind === 'run' && fact.origin.format !== 'tensorboard');
    // A table without rows is told of, and is no run.
    const wanted = files(truth).filter(({ metrics }) => Object.keys(metrics).length > 0);
    const differences = runs.length === wanted.length ? [] : [`${wanted.length} runs ≠ ${runs.length}`];
    for (const one of wanted) {
      const run = runs.find(({ origin }) => origin.path.endsWith(one.path));
      if (run) differences.push(...compareTable(one, [run]));
      else differences.push(`${one.path}: not imported`);
    }
    record(`${name} (folder)`, text, ms, differences);
  }
}

/** W&B's runs table: a row per run, every cell as text. */
async function compareRunsTable(app, folder, only, record) {
  const name = 'wandb_table_csv_adamaya';
  if (!name.includes(only) || !existsSync(join(folder, 'wild', name))) return;
  const truth = JSON.parse(readFileSync(join(folder, 'truth', `${name}.json`), 'utf8')).sources[0];
  const { text, ms, facts } = await app.importPaths([join(folder, 'wild', name, truth.entry)]);
  const runs = facts.filter((fact) => fact.kind === 'run');
  const differences = [];
  for (const wanted of truth.runs) {
    const found = runs.find((run) => run.name === wanted.name);
    if (!found) {
      differences.push(`${wanted.name}: not imported`);
      continue;
    }
    const cells = new Map([
      ...found.params,
      ...found.tags,
      ...found.series.map((series) => [series.key, String(series.last)]),
    ]);
    for (const [key, value] of Object.entries(wanted.cells)) {
      const cell = cells.get(key);
      const equal = cell === value || Number(cell) === Number(value) || value === '-' || value === '';
      if (!equal && !HEAD_CELLS.has(key)) differences.push(`${wanted.name} ${key}: ${value} ≠ ${cell}`);
    }
  }
  record(name, text, ms, differences);
}

/** Cells that become the run's own fields (start, duration). */
const HEAD_CELLS = new Set(['Created', 'Runtime', 'Notes', 'State', 'Name', 'User', 'Tags', 'Sweep']);

function isCsvLog(source) {
  return source.kind === 'csvlog';
}

/** One wanted result per file: its path inside the case and the series it must have. */
function runsOf(source) {
  return source.runs.map((run) => ({
    path: source.entry === '.' || source.entry === '' ? run.run_id : source.entry,
    metrics: run.metrics,
  }));
}

/** Steps are compared where the truth took them from a step column; epoch logs count from their own epoch. */
function compareTable(wanted, facts) {
  const differences = [];
  const series = facts.filter((fact) => fact.kind === 'run').flatMap((run) => run.series);
  compareMetrics(wanted.metrics, series, (what, expected, found) => {
    const equal = expected === null ? found === null || found === 'NaN' : String(expected) === String(found);
    if (!equal && !Object.is(Number(expected), Number(found)))
      differences.push(`${what}: ${expected} ≠ ${found}`);
  });
  return differences;
}
