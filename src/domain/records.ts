import type { FingerprintRecord } from './fingerprint.ts';
import type { DatasetKey, ExperimentKey, ModelKey, RunKey } from './ids.ts';
import type { Revised } from './revision.ts';
import type { ArtifactEntry, Lifecycle, Pair, StoredRun } from './run.ts';

export interface ExperimentRecord extends Revised {
  readonly kind: 'experiment';
  readonly key: ExperimentKey;
  /** The producer's id, as text: MLflow's have up to 18 digits. */
  readonly id: string;
  readonly name: string;
  readonly lifecycle: Lifecycle;
  readonly createdMs: number | null;
  readonly updatedMs: number | null;
  readonly artifactLocation: string;
  readonly tags: readonly Pair[];
}

export interface DatasetRecord {
  readonly kind: 'dataset';
  readonly key: DatasetKey;
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  /** JSON text as the producer wrote it; '' where missing. */
  readonly source: string;
  readonly schema: string;
  readonly profile: string;
}

export interface LoggedModelMetric {
  readonly key: string;
  readonly value: number;
  readonly timeMs: number;
  readonly step: number;
  readonly run: RunKey | null;
  readonly datasetName: string;
  readonly datasetDigest: string;
}

/** MLflow 3's logged model: a model as a thing of its own beside the run that made it. */
export interface LoggedModelRecord extends Revised {
  readonly kind: 'logged-model';
  readonly key: ModelKey;
  readonly experiment: ExperimentKey;
  readonly name: string;
  readonly type: string;
  readonly status: 'unspecified' | 'pending' | 'ready' | 'failed';
  readonly statusMessage: string;
  readonly lifecycle: Lifecycle;
  readonly sourceRun: RunKey | null;
  readonly createdMs: number | null;
  readonly updatedMs: number | null;
  readonly artifactLocation: string;
  readonly params: readonly Pair[];
  readonly tags: readonly Pair[];
  readonly metrics: readonly LoggedModelMetric[];
}

export interface RegisteredModelRecord extends Revised {
  readonly kind: 'registered-model';
  readonly name: string;
  readonly createdMs: number | null;
  readonly updatedMs: number | null;
  readonly description: string;
  readonly tags: readonly Pair[];
  /** alias → version number as text. */
  readonly aliases: readonly Pair[];
}

export interface ModelVersionRecord extends Revised {
  readonly kind: 'model-version';
  readonly model: string;
  readonly version: number;
  readonly createdMs: number | null;
  readonly updatedMs: number | null;
  readonly description: string;
  readonly user: string;
  /** None, Staging, Production, Archived; `Deleted_Internal` is MLflow's tombstone and is not shown. */
  readonly stage: string;
  readonly source: string;
  readonly run: RunKey | null;
  readonly runLink: string;
  readonly loggedModel: ModelKey | null;
  readonly status: string;
  readonly statusMessage: string;
  readonly tags: readonly Pair[];
}

/** The artifact listing of one run or logged model, apart from its record so that the table never loads it. */
export interface ArtifactsRecord extends Revised {
  readonly kind: 'artifacts';
  readonly owner: RunKey | ModelKey;
  readonly entries: readonly ArtifactEntry[];
}

/** A line of a record pack. */
export type FactRecord =
  | StoredRun
  | ExperimentRecord
  | DatasetRecord
  | LoggedModelRecord
  | RegisteredModelRecord
  | ModelVersionRecord
  | ArtifactsRecord
  | FingerprintRecord;
