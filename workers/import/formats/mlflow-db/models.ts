import { type ModelKey, toModelKey, toRunKey } from '../../../../src/domain/ids.ts';
import type {
  ExperimentRecord,
  LoggedModelMetric,
  LoggedModelRecord,
} from '../../../../src/domain/records.ts';
import { fromStored } from '../../reading/mlflow-infinity.ts';
import { readPairsBy, toLifecycle } from './experiments.ts';
import { sortPairs } from './pairs.ts';
import { experimentOf } from './runs.ts';
import type { Store } from './schema.ts';

const STATUSES = ['unspecified', 'pending', 'ready', 'failed'] as const;

export interface FoundModel {
  readonly record: LoggedModelRecord;
  /** MLflow's id, for looking artifacts up. */
  readonly experimentId: string;
}

/** MLflow 3's logged models with all that belongs to them. */
export function readLoggedModels(store: Store, experiments: Map<string, ExperimentRecord>): FoundModel[] {
  if (!store.has('logged_models', 'model_id', 'experiment_id')) return [];
  const params = readPairsBy(store, 'logged_model_params', ['model_id', 'param_key', 'param_value'], (row) =>
    row.text(0),
  );
  const tags = readPairsBy(store, 'logged_model_tags', ['model_id', 'tag_key', 'tag_value'], (row) =>
    row.text(0),
  );
  const metrics = readModelMetrics(store);
  const found: FoundModel[] = [];
  const columns = [
    'model_id',
    'experiment_id',
    'name',
    'artifact_location',
    'creation_timestamp_ms',
    'last_updated_timestamp_ms',
    'status',
    'lifecycle_stage',
    'model_type',
    'source_run_id',
    'status_message',
  ];
  store.each('logged_models', columns, (row) => {
    const id = row.text(0);
    const experimentId = row.text(1);
    const experiment = experimentOf(experiments, experimentId);
    const run = row.text(9);
    const record: LoggedModelRecord = {
      kind: 'logged-model',
      key: toModelKey(id),
      experiment: experiment.key,
      name: row.text(2),
      type: row.text(8),
      status: STATUSES[row.number(6)] ?? 'unspecified',
      statusMessage: row.text(10),
      lifecycle: experiment.lifecycle === 'deleted' ? 'deleted' : toLifecycle(row.text(7)),
      sourceRun: run === '' ? null : toRunKey(run),
      createdMs: row.numberOrNull(4),
      updatedMs: row.numberOrNull(5),
      artifactLocation: row.text(3),
      params: sortPairs(params.get(id) ?? []),
      tags: sortPairs(tags.get(id) ?? []),
      metrics: metrics.get(toModelKey(id)) ?? [],
    };
    found.push({ record, experimentId });
  });
  return found;
}

function readModelMetrics(store: Store): ReadonlyMap<ModelKey, LoggedModelMetric[]> {
  const found = new Map<ModelKey, LoggedModelMetric[]>();
  const columns = [
    'model_id',
    'metric_name',
    'metric_value',
    'metric_timestamp_ms',
    'metric_step',
    'run_id',
    'dataset_name',
    'dataset_digest',
  ];
  store.each('logged_model_metrics', columns, (row) => {
    const model = toModelKey(row.text(0));
    const run = row.text(5);
    const metric = {
      key: row.text(1),
      value: fromStored(row.number(2)),
      timeMs: row.number(3),
      step: row.number(4),
      run: run === '' ? null : toRunKey(run),
      datasetName: row.text(6),
      datasetDigest: row.text(7),
    };
    const known = found.get(model);
    if (known === undefined) found.set(model, [metric]);
    else known.push(metric);
  });
  return found;
}
