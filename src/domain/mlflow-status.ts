import type { RunStatus } from './run.ts';

/** Statuses as MLflow writes them, in its files and in filters; '' for a source that does not say. */
export const MLFLOW_STATUS: Readonly<Record<RunStatus, string>> = {
  running: 'RUNNING',
  scheduled: 'SCHEDULED',
  finished: 'FINISHED',
  failed: 'FAILED',
  killed: 'KILLED',
  unknown: '',
};
