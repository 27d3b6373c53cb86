import { readFileSync } from 'node:fs';
import sqlite3InitModule from '@sqlite.org/sqlite-wasm';
import { summarisePlainly } from './plain-summary.js';

const LARGEST = 1.7976931348623157e308;

/**
 * An MLflow database by whole-table SELECTs, in the shape of a truth source. Shares nothing with the app's reader but
 * SQLite itself.
 */
export async function readPlainDatabase(path) {
  const sqlite3 = await sqlite3InitModule({ print: () => {}, printErr: () => {} });
  const bytes = new Uint8Array(readFileSync(path));
  const pointer = sqlite3.wasm.allocFromTypedArray(bytes);
  const db = new sqlite3.oo1.DB();
  sqlite3.capi.sqlite3_deserialize(db.pointer, 'main', pointer, bytes.length, bytes.length, 1);
  const rows = (sql) => db.exec({ sql, rowMode: 'object', returnValue: 'resultRows' });
  const tables = new Set(rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map((row) => row.name));
  const columns = (table) => new Set(rows(`PRAGMA table_info(${table})`).map((row) => row.name));
  try {
    const experiments = rows('SELECT CAST(experiment_id AS TEXT) AS id, lifecycle_stage FROM experiments');
    return {
      experiments,
      runs: readRuns(rows, tables, columns('metrics')),
      registered_models: readModels(rows, tables),
      logged_models: tables.has('logged_models') ? rows('SELECT model_id FROM logged_models') : [],
    };
  } finally {
    db.close();
  }
}

function readRuns(rows, tables, metricColumns) {
  const group = (items) => Map.groupBy?.(items, (item) => item.run_uuid) ?? groupByRun(items);
  const params = group(rows('SELECT key, value, run_uuid FROM params'));
  const tags = group(rows('SELECT key, value, run_uuid FROM tags'));
  const step = metricColumns.has('step') ? 'step' : '0 AS step';
  const isNan = metricColumns.has('is_nan') ? 'is_nan' : '0 AS is_nan';
  const metrics = group(
    rows(`SELECT key, value, timestamp, run_uuid, ${step}, ${isNan} FROM metrics ORDER BY rowid`),
  );
  const inputs = tables.has('inputs')
    ? rows(
        "SELECT destination_id AS run_uuid FROM inputs WHERE source_type = 'DATASET' AND destination_type = 'RUN'",
      )
    : [];
  return rows('SELECT *, CAST(experiment_id AS TEXT) AS experiment FROM runs').map((run) => {
    const ofRun = (groups) => groups.get(run.run_uuid) ?? [];
    const runTags = new Map(ofRun(tags).map((tag) => [tag.key, tag.value]));
    return {
      run_id: run.run_uuid,
      name: run.name || runTags.get('mlflow.runName') || '',
      experiment_id: run.experiment,
      status: run.status,
      start_ms: run.start_time,
      end_ms: run.end_time,
      lifecycle_stage: run.lifecycle_stage,
      params: Object.fromEntries(ofRun(params).map((param) => [param.key, param.value])),
      n_tags: runTags.size,
      n_artifacts: 0,
      n_dataset_inputs: inputs.filter((input) => input.run_uuid === run.run_uuid).length,
      metrics: readMetrics(ofRun(metrics)),
    };
  });
}

function readMetrics(points) {
  const byKey = {};
  for (const point of points) {
    byKey[point.key] ??= [];
    const value = point.is_nan
      ? Number.NaN
      : Math.abs(point.value) === LARGEST
        ? point.value * 2
        : point.value;
    byKey[point.key].push({ step: Number(point.step), time: Number(point.timestamp), value });
  }
  return Object.fromEntries(Object.entries(byKey).map(([key, list]) => [key, summarisePlainly(list)]));
}

function readModels(rows, tables) {
  if (!tables.has('registered_models')) return [];
  const versions = rows('SELECT name, version, current_stage FROM model_versions');
  return rows('SELECT name FROM registered_models').map(({ name }) => ({
    name,
    versions: versions
      .filter((version) => version.name === name)
      .map((version) => ({ version: version.version, stage: version.current_stage })),
  }));
}

function groupByRun(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.run_uuid, [...(groups.get(item.run_uuid) ?? []), item]);
  return groups;
}
