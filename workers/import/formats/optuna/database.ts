import type { ImportSource } from '../../format.ts';
import type { Database } from '../../sqlite/database.ts';
import type { Progress } from '../../sqlite/progress.ts';
import type { RowSource } from '../../sqlite/row-source.ts';
import { readTables, TableStore } from '../../sqlite/table-store.ts';
import { PAUSE, type Turn } from '../../sqlite/turn.ts';
import { jsonToPythonText } from '../../text/json-fields.ts';
import { makeStudy, makeTrial, type Study, studyEvents, type Trial } from './study.ts';
import { attributeOf, Distributions, metricNamesOf, parseOptunaTime } from './values.ts';

const TABLES = [
  'studies',
  'study_directions',
  'study_user_attributes',
  'study_system_attributes',
  'trials',
  'trial_params',
  'trial_values',
  'trial_intermediate_values',
  'trial_user_attributes',
  'trial_system_attributes',
] as const;
type Store = TableStore<(typeof TABLES)[number]>;

const EVENTS_PER_TURN = 1000;

/** Optuna's relational storage, every schema from 0.9 on. null for a database of somebody else. */
export function openOptuna(
  database: Database,
  roots: ReadonlyMap<string, number>,
  source: ImportSource,
  progress: Progress,
): Generator<Turn> | null {
  const tables = readTables(database, roots, TABLES);
  const studies = tables.get('studies')?.columns;
  const trials = tables.get('trials')?.columns;
  if (studies?.has('study_name') !== true || trials?.has('trial_id') !== true) return null;
  return readStore(new TableStore(database, tables, source.path), progress);
}

function* readStore(store: Store, progress: Progress): Generator<Turn> {
  progress.expectRows(
    store.estimateRows('trials') +
      store.estimateRows('trial_params') +
      store.estimateRows('trial_values') +
      store.estimateRows('trial_intermediate_values'),
  );
  const studies = readStudies(store);
  const trials = new Map<string, Trial>();
  yield* rows(progress, readTrials(store, studies, trials));
  yield* rows(progress, readParams(store, trials));
  yield* rows(progress, readValues(store, trials));
  yield* rows(progress, readSteps(store, trials));
  yield* rows(progress, readTrialTags(store, trials, false));
  yield* rows(progress, readTrialTags(store, trials, true));
  let events = 0;
  for (const study of studies.values()) {
    for (const event of studyEvents(study, store.path)) {
      yield event;
      if (++events % EVENTS_PER_TURN === 0) yield PAUSE;
    }
  }
  for (const problem of store.problems) yield { kind: 'problem', problem };
}

function* rows(progress: Progress, turns: Generator<number>): Generator<Turn> {
  for (const count of turns) {
    yield PAUSE;
    yield progress.advance(count);
  }
}

function readStudies(store: Store): Map<string, Study> {
  const studies = new Map<string, Study>();
  // The direction stood in the study until there could be several of them.
  store.each('studies', ['study_id', 'study_name', 'direction'], (row) => {
    const study = makeStudy(row.text(0), row.text(1));
    if (row.text(2) !== '') study.directions.push(row.text(2));
    studies.set(study.id, study);
  });
  store.each('study_directions', ['study_id', 'objective', 'direction'], (row) => {
    const objective = row.number(1);
    const study = studies.get(row.text(0));
    if (study && objective >= 0 && objective < 1000) study.directions[objective] = row.text(2);
  });
  for (const study of studies.values())
    study.directions = Array.from(study.directions, (one) => one ?? 'NOT_SET');
  for (const isSystem of [false, true]) {
    const table = isSystem ? 'study_system_attributes' : 'study_user_attributes';
    store.each(table, ['study_id', 'key', 'value_json'], (row) => {
      const study = studies.get(row.text(0));
      if (!study) return;
      study.metricNames = (isSystem ? metricNamesOf(row.text(1), row.text(2)) : null) ?? study.metricNames;
      const tag = attributeOf(row.text(1), jsonToPythonText(row.text(2)), isSystem);
      if (tag) study.tags.push(tag);
    });
  }
  return studies;
}

function readTrials(
  store: Store,
  studies: Map<string, Study>,
  trials: Map<string, Trial>,
): Generator<number> {
  const columns = ['trial_id', 'study_id', 'number', 'state', 'datetime_start', 'datetime_complete', 'value'];
  return store.turns('trials', columns, (row) => {
    const studyId = row.text(1);
    const study = studies.get(studyId) ?? makeStudy(studyId, `study ${studyId}`);
    studies.set(studyId, study);
    // Numbers came with 1.3; before, they are an attribute or the order of trials.
    const trial = makeTrial(row.numberOrNull(2) ?? study.trials.length);
    trial.state = row.text(3);
    trial.startMs = parseOptunaTime(row.text(4));
    trial.endMs = parseOptunaTime(row.text(5));
    const value = row.numberOrNull(6);
    if (value !== null) trial.values.set(0, value);
    study.trials.push(trial);
    trials.set(row.text(0), trial);
  });
}

function readParams(store: Store, trials: ReadonlyMap<string, Trial>): Generator<number> {
  const distributions = new Distributions();
  const columns = ['trial_id', 'param_name', 'param_value', 'distribution_json'];
  return store.turns('trial_params', columns, (row) => {
    trials.get(row.text(0))?.params.push([row.text(1), distributions.textOf(row.number(2), row.text(3))]);
  });
}

/** Until 2.4 this table held intermediate values. */
function readValues(store: Store, trials: ReadonlyMap<string, Trial>): Generator<number> {
  if (!store.has('trial_values', 'objective')) {
    return store.turns('trial_values', ['trial_id', 'step', 'value'], (row) => pushStep(trials, row));
  }
  return store.turns('trial_values', ['trial_id', 'objective', 'value', 'value_type'], (row) => {
    trials.get(row.text(0))?.values.set(row.number(1), toValue(row));
  });
}

function readSteps(store: Store, trials: ReadonlyMap<string, Trial>): Generator<number> {
  const columns = ['trial_id', 'step', 'intermediate_value', 'intermediate_value_type'];
  return store.turns('trial_intermediate_values', columns, (row) => pushStep(trials, row));
}

function pushStep(trials: ReadonlyMap<string, Trial>, row: RowSource): void {
  trials.get(row.text(0))?.steps.push(row.number(1), Number.NaN, toValue(row));
}

/** Column 2 is the value, 3 what kind of number it is; a NULL without a kind is NaN. */
function toValue(row: RowSource): number {
  switch (row.text(3)) {
    case 'INF_POS':
      return Number.POSITIVE_INFINITY;
    case 'INF_NEG':
      return Number.NEGATIVE_INFINITY;
    case 'NAN':
      return Number.NaN;
    default:
      return row.numberOrNull(2) ?? Number.NaN;
  }
}

function readTrialTags(
  store: Store,
  trials: ReadonlyMap<string, Trial>,
  isSystem: boolean,
): Generator<number> {
  const table = isSystem ? 'trial_system_attributes' : 'trial_user_attributes';
  return store.turns(table, ['trial_id', 'key', 'value_json'], (row) => {
    const trial = trials.get(row.text(0));
    if (!trial) return;
    const key = row.text(1);
    const number = isSystem && key === '_number' ? Number(row.text(2)) : Number.NaN;
    if (Number.isSafeInteger(number)) trial.number = number;
    const tag = attributeOf(key, jsonToPythonText(row.text(2)), isSystem);
    if (tag) trial.tags.push(tag);
  });
}
