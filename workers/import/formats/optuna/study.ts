import { PointBuilder } from '../../../../src/base/columns.ts';
import { derivedKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../../../src/domain/records.ts';
import type { Lifecycle, Pair, RunRecord, RunStatus } from '../../../../src/domain/run.ts';
import type { ImportEvent } from '../../format.ts';
import { makeExperiment, makeRun } from '../../reading/foreign-run.ts';

/** What both storages say of a trial, in the words of the database. */
export interface Trial {
  number: number;
  state: string;
  startMs: number | null;
  endMs: number | null;
  params: Pair[];
  tags: Pair[];
  /** Objectives by index; NaN and the infinities are values. */
  values: Map<number, number>;
  steps: PointBuilder;
}

export interface Study {
  readonly id: string;
  readonly name: string;
  /** MINIMIZE, MAXIMIZE or NOT_SET, by objective. */
  directions: string[];
  tags: Pair[];
  /** Names that people gave to the objectives. */
  metricNames: readonly string[];
  readonly trials: Trial[];
  lifecycle: Lifecycle;
}

const STATUSES: ReadonlyMap<string, RunStatus> = new Map([
  ['RUNNING', 'running'],
  ['WAITING', 'scheduled'],
  ['COMPLETE', 'finished'],
  ['PRUNED', 'killed'],
  ['FAIL', 'failed'],
]);

export function makeStudy(id: string, name: string): Study {
  return { id, name, directions: [], tags: [], metricNames: [], trials: [], lifecycle: 'active' };
}

export function makeTrial(number: number): Trial {
  return {
    number,
    state: '',
    startMs: null,
    endMs: null,
    params: [],
    tags: [],
    values: new Map(),
    steps: new PointBuilder(1),
  };
}

/** As `study.trials_dataframe()` calls them, unless the study names its objectives. */
function objectiveName({ directions, metricNames }: Study, index: number): string {
  return metricNames[index] || (directions.length > 1 || index > 0 ? `values_${index}` : 'value');
}

/**
 * The study as an experiment, every trial as a run. Other databases hold studies of the same name with trials of the
 * same numbers: when the first trial began tells them apart, and stays as the study grows.
 */
export function* studyEvents(study: Study, path: string): Generator<ImportEvent> {
  let firstMs = Number.POSITIVE_INFINITY;
  for (const { startMs } of study.trials) firstMs = Math.min(firstMs, startMs ?? Number.POSITIVE_INFINITY);
  const createdMs = Number.isFinite(firstMs) ? firstMs : null;
  const experiment = toExperiment(study, createdMs);
  yield { kind: 'experiment', experiment };
  for (const trial of study.trials) {
    const key = toRunKey(derivedKey('optuna', study.name, String(createdMs), String(trial.number)));
    yield { kind: 'run', run: toRun(trial, key, experiment, path) };
    for (const [index, value] of [...trial.values].sort(([a], [b]) => a - b)) {
      const points = new PointBuilder(1);
      points.push(0, trial.endMs ?? Number.NaN, value);
      yield { kind: 'points', run: key, metric: objectiveName(study, index), points: points.columns() };
    }
    if (trial.steps.length > 0) {
      yield { kind: 'points', run: key, metric: 'intermediate', points: trial.steps.columns() };
    }
    yield { kind: 'run-end', run: key };
  }
}

function toExperiment(study: Study, createdMs: number | null): ExperimentRecord {
  const directions = study.directions.map((direction) => direction.toLowerCase()).join(', ');
  const tags: Pair[] = directions === '' ? [] : [['optuna.directions', directions]];
  const { id, name, lifecycle } = study;
  return makeExperiment('optuna', name, { id, lifecycle, createdMs, tags: [...study.tags, ...tags] });
}

function toRun(trial: Trial, key: RunRecord['key'], experiment: ExperimentRecord, path: string): RunRecord {
  // Pruned is neither failed nor complete: the state as Optuna calls it stays readable.
  const state: Pair[] = trial.state === 'PRUNED' ? [['optuna.state', trial.state]] : [];
  return makeRun({
    key,
    experiment: experiment.key,
    name: `trial ${trial.number}`,
    origin: { format: 'optuna', path },
    status: STATUSES.get(trial.state) ?? 'unknown',
    startMs: trial.startMs,
    endMs: trial.endMs,
    lifecycle: experiment.lifecycle,
    params: trial.params,
    tags: [...trial.tags, ...state],
  });
}
