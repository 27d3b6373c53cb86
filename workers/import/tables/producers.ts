import type { ColumnRole, TableShape } from '../../../src/domain/table-layout.ts';
import { folderOf, nameOf } from '../source.ts';
import { chartColumns, fileStem } from './chart-export.ts';
import { isMetricName, plainName, prefixedRole } from './names.ts';
import { type ColumnProfile, isNumeric } from './profile.ts';

/** What a producer says of one column. */
export interface ColumnRule {
  readonly role: ColumnRole;
  readonly key?: string;
  readonly run?: string;
  readonly isSummed?: boolean;
}

export interface Recognised {
  readonly producer: string;
  readonly shape: TableShape;
  /** One per column, in order. */
  readonly columns: readonly ColumnRule[];
  readonly certainty: 'known' | 'likely';
  readonly runName?: string;
  readonly experimentName?: string;
}

export interface TableSample {
  readonly path: string;
  readonly profiles: readonly ColumnProfile[];
  /** Comment lines before the header. */
  readonly comments: readonly string[];
  /** Paths of the files beside it. */
  readonly siblings: readonly string[];
}

type Recogniser = (sample: TableSample, names: ReadonlySet<string>) => Recognised | null;

/** Wide tables: the axes by name, columns that say nothing about training left out, every number a metric. */
function wide(
  sample: TableSample,
  producer: string,
  axes: Readonly<Record<string, ColumnRole>>,
  certainty: 'known' | 'likely' = 'known',
): Recognised {
  const columns = sample.profiles.map((profile): ColumnRule => {
    const axis = Object.hasOwn(axes, profile.name) ? axes[profile.name] : undefined;
    if (axis !== undefined) return { role: axis };
    const isIndex = profile.isRowNumber && isIndexName(profile.name);
    return { role: isNumeric(profile) && !isIndex ? 'metric' : 'ignore' };
  });
  return { producer, shape: 'wide', columns, certainty };
}

const tensorBoard: Recogniser = (sample) => {
  const names = sample.profiles.map((profile) => profile.name);
  if (names.join() !== 'Wall time,Step,Value') return null;
  const found = /^run-(.+?)-tag-(.+)$/.exec(fileStem(sample.path));
  const tag = found?.[2] ?? fileStem(sample.path);
  return {
    producer: 'TensorBoard CSV',
    shape: 'wide',
    certainty: 'known',
    columns: [{ role: 'time' }, { role: 'step' }, { role: 'metric', key: tag }],
    ...(found === null ? {} : { runName: found[1]! }),
  };
};

const lightning: Recogniser = (sample, names) => {
  if (!names.has('step')) return null;
  const named = nameOf(sample.path) === 'metrics.csv';
  const beside = sample.siblings.some((path) => nameOf(path) === 'hparams.yaml');
  if (!(named && (names.has('epoch') || beside)) && !(beside && names.has('epoch'))) return null;
  return wide(sample, 'Lightning CSVLogger', { step: 'step', epoch: 'epoch' });
};

const keras: Recogniser = (sample, names) => {
  const [first, ...rest] = sample.profiles.map((profile) => profile.name);
  if (first !== 'epoch' || !names.has('loss') || names.has('step')) return null;
  const sorted = rest.every((name, index) => index === 0 || rest[index - 1]! <= name);
  if (!sorted || rest.some((name) => name.includes('/'))) return null;
  // A list of values is written as text: "[0.1, 0.2]".
  const isLogged = (profile: ColumnProfile) =>
    isNumeric(profile) || profile.samples.every((text) => text.startsWith('['));
  if (!sample.profiles.every(isLogged)) return null;
  return wide(sample, 'Keras CSVLogger', { epoch: 'epoch' });
};

const stableBaselines: Recogniser = (sample, names) => {
  const keys = [...names];
  if (names.has('time/total_timesteps') && keys.every((name) => name.includes('/'))) {
    return wide(sample, 'Stable-Baselines3', { 'time/total_timesteps': 'step' });
  }
  const monitor =
    keys.slice(0, 3).join() === 'r,l,t' && sample.comments.some((line) => line.includes('t_start'));
  if (!monitor) return null;
  const found = wide(sample, 'Stable-Baselines3 monitor', { t: 'elapsed' });
  // A row is an episode that ended: its length adds to the steps that were made.
  const columns = found.columns.map((rule, at) =>
    sample.profiles[at]!.name === 'l' ? { ...rule, isSummed: true } : rule,
  );
  const folder = nameOf(folderOf(sample.path));
  const monitorName = nameOf(sample.path).replace(/\.csv$/i, '');
  return { ...found, columns, runName: folder === '' ? monitorName : `${folder}/${monitorName}` };
};

const ultralytics: Recogniser = (sample, names) => {
  if (!names.has('epoch') || names.has('step')) return null;
  const keys = [...names];
  const losses = keys.some((name) => /^(?:train|val)\/.*loss$/.test(name));
  const known = keys.some((name) => name.startsWith('metrics/') || name === 'lr/pg0');
  return losses && known ? wide(sample, 'Ultralytics', { epoch: 'epoch' }) : null;
};

const RAY_AXES = {
  training_iteration: 'step', timestamp: 'time', date: 'ignore', done: 'ignore', pid: 'ignore',
  hostname: 'ignore', node_ip: 'ignore', trial_id: 'ignore', experiment_id: 'ignore', experiment_tag: 'ignore',
} as const; // biome-ignore format: a table

const ray: Recogniser = (sample, names) => {
  if (!names.has('training_iteration')) return null;
  if (!names.has('trial_id') && !names.has('time_total_s')) return null;
  const found = wide(sample, 'Ray Tune', RAY_AXES);
  const columns = found.columns.map((rule, index) => {
    const name = sample.profiles[index]!.name;
    return name.startsWith('config/')
      ? { role: 'param' as const, key: name.slice('config/'.length).replaceAll('/', '.') }
      : rule;
  });
  return { ...found, columns };
};

const wandbChart: Recogniser = (sample) => {
  const found = chartColumns(sample);
  return found === null
    ? null
    : { producer: 'W&B chart export', shape: 'wide', certainty: 'known', columns: found };
};

const WANDB_RUNS: Readonly<Record<string, ColumnRule>> = {
  Name: { role: 'run' }, State: { role: 'tag', key: 'state' }, Notes: { role: 'tag', key: 'mlflow.note.content' },
  User: { role: 'tag', key: 'mlflow.user' }, Tags: { role: 'tag', key: 'tags' }, Created: { role: 'time' },
  Runtime: { role: 'elapsed' }, Sweep: { role: 'tag', key: 'sweep' },
}; // biome-ignore format: a table

const wandbRuns: Recogniser = (sample, names) => {
  if (!names.has('Name') || !names.has('State') || !(names.has('Created') || names.has('Runtime')))
    return null;
  const columns = sample.profiles.map((profile) =>
    Object.hasOwn(WANDB_RUNS, profile.name) ? WANDB_RUNS[profile.name]! : summaryRule(profile),
  );
  return { producer: 'W&B runs table', shape: 'runs', certainty: 'known', columns };
};

const OPTUNA: Readonly<Record<string, ColumnRule>> = {
  number: { role: 'run' }, datetime_start: { role: 'time' }, datetime_complete: { role: 'ignore' },
  duration: { role: 'elapsed' }, state: { role: 'tag', key: 'state' }, value: { role: 'metric' },
}; // biome-ignore format: a table

const optuna: Recogniser = (sample, names) => {
  if (!names.has('number') || !names.has('state') || !names.has('datetime_start')) return null;
  const columns = sample.profiles.map((profile): ColumnRule => {
    if (Object.hasOwn(OPTUNA, profile.name)) return OPTUNA[profile.name]!;
    return prefixedRole(profile.name) ?? { role: 'ignore' };
  });
  return { producer: 'Optuna trials', shape: 'runs', certainty: 'known', columns };
};

const MLFLOW: Readonly<Record<string, ColumnRule>> = {
  run_id: { role: 'run' }, experiment_id: { role: 'ignore' }, artifact_uri: { role: 'ignore' },
  status: { role: 'tag', key: 'state' }, start_time: { role: 'time' }, end_time: { role: 'ignore' },
}; // biome-ignore format: a table

const mlflowRuns: Recogniser = (sample, names) => {
  if (!names.has('run_id') || !names.has('experiment_id') || !names.has('status')) return null;
  const columns = sample.profiles.map((profile): ColumnRule => {
    if (Object.hasOwn(MLFLOW, profile.name)) return MLFLOW[profile.name]!;
    return prefixedRole(profile.name) ?? { role: 'ignore' };
  });
  return { producer: 'MLflow runs', shape: 'runs', certainty: 'known', columns };
};

/** What `run.history()` and the history exports of W&B give, saved by pandas or as they are. */
const wandbHistory: Recogniser = (sample, names) => {
  if (!names.has('_step')) return null;
  const sure = names.has('_timestamp') || names.has('_runtime');
  const axes = { _step: 'step', _timestamp: 'time', _runtime: 'ignore' } as const;
  return wide(sample, 'W&B history', axes, sure ? 'known' : 'likely');
};

/** DVCLive writes one file per metric: an optional time, the step, and the metric. */
const dvcLive: Recogniser = (sample, names) => {
  if (!sample.path.includes('plots/metrics/') || !names.has('step') || sample.profiles.length > 3)
    return null;
  return wide(sample, 'DVCLive', { step: 'step', timestamp: 'time' });
};

const RECOGNISERS: readonly Recogniser[] = [
  tensorBoard, wandbChart, wandbRuns, optuna, mlflowRuns, ray, ultralytics, stableBaselines, dvcLive, lightning, wandbHistory, keras,
]; // biome-ignore format: a list

export function recogniseProducer(sample: TableSample): Recognised | null {
  const names = new Set(sample.profiles.map((profile) => profile.name));
  for (const recognise of RECOGNISERS) {
    const found = recognise(sample, names);
    if (found !== null) return found;
  }
  return null;
}

/** pandas writes its row numbers without a name; read back, they are `Unnamed: 0`. */
export function isIndexName(name: string): boolean {
  return name === '' || /^Unnamed: \d+$/.test(name) || /^__index_level_\d+__$/.test(name);
}

/** A column of a table of runs without a producer's rule: measured or chosen? */
export function summaryRule(profile: ColumnProfile): ColumnRule {
  const prefixed = prefixedRole(profile.name);
  if (prefixed !== null) return prefixed;
  if (profile.type === 'empty') return { role: 'ignore' };
  if (plainName(profile.name).startsWith('_')) return { role: 'ignore' };
  if (!isNumeric(profile) || profile.type === 'boolean') return { role: 'param' };
  if (isMetricName(profile.name) && !isChosen(profile.name)) return { role: 'metric' };
  return { role: profile.type === 'number' && profile.distinct > 8 ? 'metric' : 'param' };
}

/** Names of numbers that people set, although a word in them also names a measure. */
function isChosen(name: string): boolean {
  return /(?:^|[^a-z])(?:lr|learning_rate|weight_decay|dropout|norm|temp(?:erature)?|seed)$/i.test(name);
}
