import { describe, expect, it } from 'vitest';
import { optunaJournal } from '../../workers/import/formats/optuna/index.ts';
import { sqlite } from '../../workers/import/formats/sqlite/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { makeSqlite } from '../support/sqlite-maker.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';

describe('databases', () => runGauntlet({ format: sqlite, fixtures: 'optuna-db', readBudget: 2 }));
describe('journals', () => runGauntlet({ format: optunaJournal, fixtures: 'optuna-journal', readBudget: 2 }));

function readJournal(...lines: readonly (object | string)[]): Promise<ImportSummary> {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { tree } = makeMemorySource({ 'journal.log': text });
  const source = { path: 'journal.log', file: tree.get('journal.log') ?? null, tree };
  return summarise(optunaJournal.read(source, { signal: new AbortController().signal }));
}

const STUDY = { op_code: 0, worker_id: 'w', study_name: 'demo', directions: [1] };
const TRIAL = { op_code: 4, worker_id: 'w', study_id: 0, datetime_start: '2023-11-14T22:13:20.123456' };

describe('an Optuna journal', () => {
  it('says where a line is not to be read, and goes on', async () => {
    const summary = await readJournal(STUDY, '{"op_code": 4, "worker', TRIAL, '');
    expect(summary.problems).toEqual(['rows-unreadable']);
    expect(Object.values(summary.runs).map(({ startMs }) => startMs)).toEqual([1700000000123]);
  });

  it('takes a last line that is cut off as one that is being written', async () => {
    const summary = await readJournal(STUDY, TRIAL, '{"op_code": 6, "trial_');
    expect(summary.problems).toEqual([]);
    expect(Object.values(summary.runs).map(({ status }) => status)).toEqual(['running']);
  });

  it('changes nothing of a trial that has ended, and forgets a deleted study', async () => {
    const done = {
      op_code: 6,
      worker_id: 'w',
      trial_id: 0,
      state: 1,
      values: [0.5],
      datetime_complete: null,
    };
    const late = { op_code: 7, worker_id: 'w', trial_id: 0, step: 9, intermediate_value: 1 };
    const [run] = Object.values((await readJournal(STUDY, TRIAL, done, late, '')).runs);
    expect(Object.keys(run?.series ?? {})).toEqual(['value']);
    const gone = await readJournal(STUDY, TRIAL, { op_code: 1, worker_id: 'w', study_id: 0 }, '');
    expect([gone.experiments, gone.runs]).toEqual([[], {}]);
  });

  it('keeps keys that are names of JavaScript as what they are', async () => {
    const attribute = `{"op_code": 8, "worker_id": "w", "trial_id": 0, "user_attr": {"__proto__": {"constructor": 1}}}`;
    const [run] = Object.values((await readJournal(STUDY, TRIAL, attribute, '')).runs);
    expect(run?.tags).toBe(1);
  });
});

/** The tables of Optuna 0.9 as far as they are read: no numbers, one direction, values that are intermediate ones. */
const OLD_TABLES = `
  CREATE TABLE studies (study_id INTEGER PRIMARY KEY, study_name VARCHAR(512), direction VARCHAR(8));
  CREATE TABLE trials (trial_id INTEGER PRIMARY KEY, study_id INTEGER, state VARCHAR(8), value FLOAT,
    datetime_start DATETIME, datetime_complete DATETIME);
  CREATE TABLE trial_params (param_id INTEGER PRIMARY KEY, trial_id INTEGER, param_name VARCHAR(512),
    param_value FLOAT, distribution_json VARCHAR(2048));
  CREATE TABLE trial_values (trial_value_id INTEGER PRIMARY KEY, trial_id INTEGER, step INTEGER, value FLOAT);
  CREATE TABLE trial_system_attributes (trial_system_attribute_id INTEGER PRIMARY KEY, trial_id INTEGER,
    key VARCHAR(512), value_json VARCHAR(2048));
`;

describe('an Optuna database', () => {
  it('of 0.9 has its numbers in an attribute, or none', async () => {
    const rows = `
      INSERT INTO studies VALUES (1, 'old', 'MAXIMIZE');
      INSERT INTO trials VALUES (5, 1, 'COMPLETE', 0.75, '2019-05-01 10:00:00.5', '2019-05-01 10:00:01'),
        (6, 1, 'FAIL', NULL, NULL, NULL);
      INSERT INTO trial_values VALUES (1, 5, 0, 0.5), (2, 5, 1, NULL);
      INSERT INTO trial_params VALUES (1, 5, 'n', 3.0, '{"name": "IntUniformDistribution", "attributes": {}}'),
        (2, 5, 'x', 2.0, '{"name": "UniformDistribution", "attributes": {"low": 0}}'),
        (3, 5, 'broken', 1.5, '{"name');
      INSERT INTO trial_system_attributes VALUES (1, 5, '_number', '7');`;
    const { tree } = makeMemorySource({ 'old.db': await makeSqlite(OLD_TABLES, rows) });
    const source = { path: 'old.db', file: tree.get('old.db') ?? null, tree };
    const summary = await summarise(sqlite.read(source, { signal: new AbortController().signal }));
    expect(summary.experiments).toEqual([{ id: '1', name: 'old', lifecycle: 'active', tags: 1 }]);
    const runs = Object.values(summary.runs).sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      ['trial 1', 'failed'],
      ['trial 7', 'finished'],
    ]);
    expect(runs[1]?.params).toEqual({ n: '3', x: '2.0', broken: '1.5' });
    expect(runs[1]?.series).toMatchObject({
      value: { n: 1, last: 0.75 },
      intermediate: { n: 2, first: 0.5, last: 'NaN', lastStep: 1 },
    });
  });
});
