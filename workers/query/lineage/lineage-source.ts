import type { DatasetKey, ExperimentKey, ModelKey, RunKey, VersionRef } from '../../../src/domain/ids.ts';
import type { DatasetRecord, LoggedModelRecord } from '../../../src/domain/records.ts';
import type { ModelVersion } from '../../../src/domain/registry/registry-view.ts';
import type { DatasetInput, ModelLink, RunStatus } from '../../../src/domain/run.ts';

/** A run as far as its lineage shows it, with what people did to it. */
export interface LineageRun {
  readonly key: RunKey;
  readonly name: string;
  readonly status: RunStatus;
  readonly deleted: boolean;
  /** Milliseconds; 0 where it is not known. */
  readonly startMs: number;
  readonly parent: RunKey | null;
  readonly experiment: ExperimentKey;
}

export interface MetricValue {
  readonly key: string;
  readonly value: number;
  /** The less, the better, whichever way the metric goes. */
  readonly rank: number;
}

/** A run of a logged model: the one that made it, or one that took it. */
export interface ModelUse extends Omit<ModelLink, 'model'> {
  readonly run: RunKey;
}

/** Facts and edits as the lineage asks for them. Answers are in no order. */
export interface LineageSource {
  run(key: RunKey): LineageRun | null;
  children(run: RunKey): readonly RunKey[];
  inputs(run: RunKey): readonly Pick<DatasetInput, 'dataset' | 'context'>[];
  dataset(key: DatasetKey): DatasetRecord | null;
  users(dataset: DatasetKey): readonly RunKey[];
  model(key: ModelKey): LoggedModelRecord | null;
  modelsOf(run: RunKey): readonly ModelLink[];
  usesOf(model: ModelKey): readonly ModelUse[];
  /** As people see it, deleted or not. */
  version(model: string, version: VersionRef): ModelVersion | null;
  versionsOfRun(run: RunKey): readonly ModelVersion[];
  versionsOfModel(model: ModelKey): readonly ModelVersion[];
  experimentName(key: ExperimentKey): string;
  /** The value that stands for a run; null where none of its metrics has a good end. */
  mainMetric(run: RunKey): MetricValue | null;
  /** Files that people said are this dataset. */
  fingerprints(dataset: DatasetKey): number;
}
