import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import sqlite3InitModule from '@sqlite.org/sqlite-wasm';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { ROOT } from '../support/project.js';
import { exitRecord, item, message, row, runRecord, wandbLog } from '../support/wandb-log.js';
import { writeEvents } from '../support/write-events.js';

const CACHE = join(ROOT, 'tests', '.cache', 'bench');

const MAKERS = {
  database: [
    'runs-5000.db',
    (path) => writeDatabase(path, { runs: 5000, metrics: 20, params: 20, points: 10 }),
  ],
  histories: [
    'histories.db',
    (path) => writeDatabase(path, { runs: 10, metrics: 1, params: 2, points: 100_000 }),
  ],
  folder: ['mlruns', (path) => writeFolder(path, 1000)],
  csv: ['table.csv', writeCsv],
  rows: ['rows.csv', writeRows],
  parquet: ['table.parquet', writeParquet],
  wandb: ['run-bench000.wandb', writeWandb],
  events: ['events.out.tfevents.1700000000.box', writeScalars],
};

/** Inputs are made once and kept beside the checkout's own files, out of git. The numbers are pseudo-random and fixed. */
export async function makeInputs(names = Object.keys(MAKERS)) {
  mkdirSync(CACHE, { recursive: true });
  const paths = {};
  for (const name of names) paths[name] = await once(...MAKERS[name]);
  return paths;
}

async function once(name, write) {
  const path = join(CACHE, name);
  if (existsSync(path)) return path;
  const draft = `${path}.draft`;
  rmSync(draft, { recursive: true, force: true });
  console.log(`Making ${name} …`);
  await write(draft);
  renameSync(draft, path);
  return path;
}

/** mulberry32: small, fast, the same on every machine. */
function makeRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function hexId(random) {
  return Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** The schema of MLflow 2.8 in the parts that a reader uses, with MLflow's own keys and indexes. */
const SCHEMA = `
CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY);
INSERT INTO alembic_version VALUES ('acf3f17fdcc7');
CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name VARCHAR(256) UNIQUE NOT NULL,
  artifact_location VARCHAR(256), lifecycle_stage VARCHAR(32), creation_time BIGINT, last_update_time BIGINT);
CREATE TABLE experiment_tags (key VARCHAR(250), value VARCHAR(5000), experiment_id INTEGER, PRIMARY KEY (key, experiment_id));
CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(250), source_type VARCHAR(20), source_name VARCHAR(500),
  entry_point_name VARCHAR(50), user_id VARCHAR(256), status VARCHAR(9), start_time BIGINT, end_time BIGINT,
  source_version VARCHAR(50), lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200), experiment_id INTEGER, deleted_time BIGINT);
CREATE TABLE metrics (key VARCHAR(250), value FLOAT NOT NULL, timestamp BIGINT NOT NULL, run_uuid VARCHAR(32) NOT NULL,
  step BIGINT DEFAULT '0' NOT NULL, is_nan BOOLEAN DEFAULT '0' NOT NULL,
  PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));
CREATE TABLE latest_metrics (key VARCHAR(250), value FLOAT NOT NULL, timestamp BIGINT, step BIGINT NOT NULL,
  is_nan BOOLEAN NOT NULL, run_uuid VARCHAR(32), PRIMARY KEY (key, run_uuid));
CREATE TABLE params (key VARCHAR(250), value VARCHAR(8000) NOT NULL, run_uuid VARCHAR(32), PRIMARY KEY (key, run_uuid));
CREATE TABLE tags (key VARCHAR(250), value VARCHAR(5000), run_uuid VARCHAR(32), PRIMARY KEY (key, run_uuid));
CREATE INDEX index_metrics_run_uuid ON metrics (run_uuid);
CREATE INDEX index_latest_metrics_run_uuid ON latest_metrics (run_uuid);
CREATE INDEX index_params_run_uuid ON params (run_uuid);
CREATE INDEX index_tags_run_uuid ON tags (run_uuid);
INSERT INTO experiments VALUES (0, 'Default', './mlruns/0', 'active', 1700000000000, 1700000000000);
INSERT INTO experiments VALUES (1, 'sweep', './mlruns/1', 'active', 1700000000000, 1700000000000);`;

async function writeDatabase(path, shape) {
  const sqlite3 = await sqlite3InitModule({ print: () => {}, printErr: () => {} });
  const db = new sqlite3.oo1.DB(':memory:');
  db.exec('PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;');
  db.exec(SCHEMA);
  db.exec('BEGIN');
  const random = makeRandom(7);
  const insert = {
    run: db.prepare(
      "INSERT INTO runs VALUES (?,?,'UNKNOWN','train.py','','ana','FINISHED',?,?,'','active',?,1,NULL)",
    ),
    metric: db.prepare('INSERT INTO metrics VALUES (?,?,?,?,?,0)'),
    latest: db.prepare('INSERT INTO latest_metrics VALUES (?,?,?,?,0,?)'),
    param: db.prepare('INSERT INTO params VALUES (?,?,?)'),
    tag: db.prepare('INSERT INTO tags VALUES (?,?,?)'),
  };
  for (let run = 0; run < shape.runs; run++) writeRun(insert, run, hexId(random), shape, random);
  db.exec('COMMIT');
  for (const statement of Object.values(insert)) statement.finalize();
  writeFileSync(path, sqlite3.capi.sqlite3_js_db_export(db));
  db.close();
}

function put(statement, ...values) {
  statement.bind(values).stepReset();
}

function writeRun(insert, index, id, shape, random) {
  const startMs = 1_700_000_000_000 + index * 60_000;
  put(insert.run, id, `run-${index}`, startMs, startMs + 50_000, `./mlruns/1/${id}/artifacts`);
  for (let i = 0; i < shape.params; i++)
    put(insert.param, `param_${i}`, String(Math.floor(random() * 1000) / 1000), id);
  for (const [key, value] of [
    ['mlflow.runName', `run-${index}`],
    ['mlflow.user', 'ana'],
    ['mlflow.source.name', 'train.py'],
  ]) {
    put(insert.tag, key, value, id);
  }
  for (let metric = 0; metric < shape.metrics; metric++) {
    const key = metric === 0 ? 'loss' : `metric_${metric}`;
    let value = 5 + random();
    for (let step = 0; step < shape.points; step++) {
      value = value * (1 - 3 / shape.points) + random() * 0.1;
      put(insert.metric, key, value, startMs + step * 10, id, step);
    }
    put(insert.latest, key, value, startMs + (shape.points - 1) * 10, shape.points - 1, id);
  }
}

/** 1,000 runs of 40 files: meta.yaml, 15 metrics of 10 points, 15 params, 5 tags, 4 small artifacts. */
function writeFolder(root, runs) {
  const random = makeRandom(11);
  const experiment = join(root, '123456789012345678');
  mkdirSync(experiment, { recursive: true });
  const uri = 'file:///home/ana/taxi/mlruns/123456789012345678';
  writeFileSync(
    join(experiment, 'meta.yaml'),
    `artifact_location: ${uri}\ncreation_time: 1700000000000\nexperiment_id: '123456789012345678'\nlast_update_time: 1700000000000\nlifecycle_stage: active\nname: sweep\n`,
  );
  for (let run = 0; run < runs; run++) writeFolderRun(join(experiment, hexId(random)), run, uri, random);
}

function writeFolderRun(folder, index, uri, random) {
  const id = folder.slice(-32);
  for (const name of ['metrics', 'params', 'tags', 'artifacts'])
    mkdirSync(join(folder, name), { recursive: true });
  const startMs = 1_700_000_000_000 + index * 60_000;
  writeFileSync(
    join(folder, 'meta.yaml'),
    `artifact_uri: ${uri}/${id}/artifacts\nend_time: ${startMs + 50_000}\nentry_point_name: ''\nexperiment_id: '123456789012345678'\nlifecycle_stage: active\nrun_id: ${id}\nrun_name: run-${index}\nrun_uuid: ${id}\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: ${startMs}\nstatus: 3\ntags: []\nuser_id: ana\n`,
  );
  for (let i = 0; i < 15; i++) {
    const lines = Array.from({ length: 10 }, (_, step) => `${startMs + step * 10} ${random()} ${step}`);
    writeFileSync(join(folder, 'metrics', `metric_${i}`), `${lines.join('\n')}\n`);
    writeFileSync(join(folder, 'params', `param_${i}`), String(random()));
  }
  for (let i = 0; i < 5; i++) writeFileSync(join(folder, 'tags', `tag_${i}`), `value ${i}`);
  for (let i = 0; i < 4; i++)
    writeFileSync(join(folder, 'artifacts', `note_${i}.txt`), `${id} ${random()}\n`.repeat(10));
}

/** About 100 MB: 40 columns of 17-digit numbers, a row per step. */
function writeCsv(path) {
  const random = makeRandom(13);
  const columns = Array.from({ length: 39 }, (_, i) => `metric_${i}`);
  const lines = [`step,${columns.join(',')}`];
  for (let step = 0; step < 135_000; step++) lines.push(`${step},${columns.map(() => random()).join(',')}`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  console.log(`  ${(statSync(path).size / 1e6).toFixed(0)} MB`);
}

/** A million steps of five metrics, as a logger of training writes them. */
function writeRows(path) {
  const random = makeRandom(29);
  const file = openSync(path, 'w');
  writeSync(file, 'step,loss,accuracy,val_loss,val_accuracy,lr\n');
  for (let from = 0; from < 1_000_000; from += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, i) => {
      const values = Array.from({ length: 5 }, random);
      return `${from + i},${values.join(',')}\n`;
    });
    writeSync(file, lines.join(''));
  }
  closeSync(file);
}

/** 100,000 rows of five metrics, before each the summary that the client writes with it. */
function writeWandb(path) {
  const random = makeRandom(23);
  const records = [runRecord('bench000')];
  for (let step = 0; step < 100_000; step++) {
    const moment = 1_700_000_000 + step * 0.013;
    const values = {
      _step: String(step),
      _runtime: String(step * 0.013),
      _timestamp: moment.toExponential(),
    };
    for (let i = 0; i < 5; i++) values[`train/metric_${i}`] = String(random());
    records.push(message(3, ...Object.entries(values).map(([key, json]) => item(1, [key], json))));
    records.push(row(values, { step }));
  }
  writeFileSync(path, wandbLog([...records, exitRecord(0)]));
}

/** A million points of five tags, as training logs them. */
function writeScalars(path) {
  const random = makeRandom(19);
  const tags = ['train/loss', 'train/accuracy', 'val/loss', 'val/accuracy', 'lr'];
  const scalars = function* () {
    for (let i = 0; i < 1_000_000; i++)
      yield [tags[i % tags.length], Math.floor(i / tags.length), 1_700_000_000 + i / 100, random()];
  };
  writeEvents(path, scalars());
}

/** A million rows of 10 columns: run, step and eight metrics, snappy. */
function writeParquet(path) {
  const random = makeRandom(17);
  const rows = 1_000_000;
  const columnData = [
    {
      name: 'run',
      data: Array.from({ length: rows }, (_, i) => `run-${Math.floor(i / 100_000)}`),
      type: 'STRING',
    },
    { name: 'step', data: Int32Array.from({ length: rows }, (_, i) => i % 100_000), type: 'INT32' },
    ...Array.from({ length: 8 }, (_, column) => ({
      name: `metric_${column}`,
      data: Float64Array.from({ length: rows }, random),
      type: 'DOUBLE',
    })),
  ];
  writeFileSync(path, Buffer.from(parquetWriteBuffer({ columnData })));
}
