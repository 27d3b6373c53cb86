import type { Pair, SeriesSummary } from '../run.ts';

/** Params that name the last step, those that say it most plainly first; compared without case, `-` and `.` as `_`. */
const STEP_PARAMS = [
  'max_steps',
  'total_steps',
  'num_train_steps',
  'num_training_steps',
  'max_train_steps',
  'max_iters',
  'max_iter',
  'num_iterations',
  'total_iters',
  'num_steps',
  'total_timesteps',
  'n_estimators',
  'num_boost_round',
  'num_boost_rounds',
  'iterations',
];
const EPOCH_PARAMS = ['num_train_epochs', 'max_epochs', 'num_epochs', 'n_epochs', 'epochs', 'total_epochs'];
/** Nobody plans more. */
const MOST_STEPS = 1e12;

export interface Progress {
  /** Greatest step so far. */
  readonly step: number;
  /** The step at which the run will be done; null where it does not say. */
  readonly lastStep: number | null;
}

/**
 * How far a run is and how far it will go, as its params say. A plan that the run has already gone beyond is none: the
 * param meant something else. Epochs are turned into steps by the metric `epoch`, or are the steps where there are no
 * more of them than epochs. Null for a run without any step.
 */
export function readProgress(params: readonly Pair[], series: readonly SeriesSummary[]): Progress | null {
  const step = greatestStep(series);
  if (step === null) return null;
  const planned = readPlan(params);
  const steps = findPlan(planned, STEP_PARAMS, step);
  if (steps !== null) return { step, lastStep: steps };
  return { step, lastStep: epochPlan(planned, series, step) };
}

/** Metrics of the machine count samples, not steps. */
export function isOfTraining({ key }: Pick<SeriesSummary, 'key'>): boolean {
  return !key.startsWith('system/') && !key.startsWith('system.');
}

function greatestStep(series: readonly SeriesSummary[]): number | null {
  let step = Number.NEGATIVE_INFINITY;
  const ofTraining = series.filter(isOfTraining);
  for (const one of ofTraining) if (one.lastStep > step) step = one.lastStep;
  return Number.isFinite(step) ? step : null;
}

function readPlan(params: readonly Pair[]): ReadonlyMap<string, number> {
  const planned = new Map<string, number>();
  for (const [key, text] of params) {
    // Of `trainer.max_steps` and `args/max_steps` the last part counts.
    const parts = key.slice(-200).split(/[./]/);
    const name = (parts.at(-1) ?? '').toLowerCase().replaceAll('-', '_');
    const number = text.length > 30 || text.trim() === '' ? Number.NaN : Number(text);
    if (number > 0 && number <= MOST_STEPS && !planned.has(name)) planned.set(name, number);
  }
  return planned;
}

function findPlan(planned: ReadonlyMap<string, number>, names: readonly string[], atLeast: number) {
  for (const name of names) {
    const plan = planned.get(name);
    if (plan !== undefined && plan >= atLeast) return plan;
  }
  return null;
}

function epochPlan(
  planned: ReadonlyMap<string, number>,
  series: readonly SeriesSummary[],
  step: number,
): number | null {
  const epochs = findPlan(planned, EPOCH_PARAMS, 0);
  if (epochs === null) return null;
  const metric = series.find(({ key }) => key === 'epoch' || key === 'train/epoch');
  if (!metric) return step <= epochs ? epochs : null;
  const { last: epoch, lastStep, firstStep, first } = metric;
  if (!(epoch > 0 && epoch <= epochs && lastStep > 0)) return null;
  // Two values tell how many steps an epoch takes.
  const perEpoch = epoch > first ? (lastStep - firstStep) / (epoch - first) : lastStep / epoch;
  // A zero after some steps says which epoch is under way, counted from zero; else it is how much of them is over.
  const left = first === 0 && firstStep > 0 ? epochs - 1 - epoch : epochs - epoch;
  const last = Math.round(lastStep + Math.max(0, left) * perEpoch);
  return last >= step ? last : null;
}
