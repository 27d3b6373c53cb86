import type { DatasetKey, ExperimentKey, Hash, MetricKey, ModelKey, RunKey } from './ids.ts';
import type { Revised } from './revision.ts';

/** `unknown` is a source that does not say; a `running` run of an import may have been dead for years. */
export type RunStatus = 'running' | 'scheduled' | 'finished' | 'failed' | 'killed' | 'unknown';
/** Never called stage: stages belong to model versions. */
export type Lifecycle = 'active' | 'deleted';

export type Pair = readonly [key: string, value: string];

export interface RunSource {
  readonly name: string;
  /** NOTEBOOK, JOB, PROJECT, LOCAL … as the producer says it, '' where it does not. */
  readonly type: string;
  readonly entryPoint: string;
  readonly gitCommit: string;
  readonly gitBranch: string;
  readonly gitRepo: string;
}

export interface DatasetInput {
  readonly dataset: DatasetKey;
  /** training, evaluation …; '' where none was given. */
  readonly context: string;
  readonly tags: readonly Pair[];
}

export interface ModelLink {
  readonly model: ModelKey;
  readonly direction: 'input' | 'output';
  readonly step: number;
}

/** Everything a source says of a run except its points, artifacts and lifecycle of its experiment. */
export interface RunRecord {
  readonly kind: 'run';
  readonly key: RunKey;
  readonly experiment: ExperimentKey;
  /** '' where the source has none; the screen then shows the short key. */
  readonly name: string;
  readonly status: RunStatus;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly lifecycle: Lifecycle;
  readonly user: string;
  readonly source: RunSource;
  readonly parent: RunKey | null;
  /** As recorded; the folder has often moved since. */
  readonly artifactUri: string;
  /** Which format read it (`mlflow-db`, `csv` …) and from where inside what was dropped. */
  readonly origin: { readonly format: string; readonly path: string };
  /** Sorted by key. Values are what was logged, as text. */
  readonly params: readonly Pair[];
  readonly tags: readonly Pair[];
  readonly datasets: readonly DatasetInput[];
  readonly models: readonly ModelLink[];
}

/** What is known of a series without reading its points. */
export interface SeriesSummary {
  readonly key: MetricKey;
  /** Points stored, identical duplicates included. */
  readonly count: number;
  /** Value at the greatest (step, time, order): MLflow's rule, so a late line with an early step is not the last. */
  readonly last: number;
  readonly lastStep: number;
  readonly lastTimeMs: number;
  /** Over finite values; NaN when there is none. */
  readonly min: number;
  readonly minStep: number;
  readonly max: number;
  readonly maxStep: number;
  readonly mean: number;
  readonly firstStep: number;
  readonly first: number;
  /** Points that are NaN or infinite. */
  readonly nonFiniteCount: number;
  /** Times a step is smaller than the one before it (restarts, resumed runs). */
  readonly backwardSteps: number;
  /** Content of the columns; equal points in equal order have equal fingerprints however they were batched. */
  readonly fingerprint: string;
}

/** Where a stretch of a series lies: `count` points as three Float64 columns from `offset` (bytes) in a pack. */
export interface SeriesPart {
  readonly pack: Hash;
  readonly offset: number;
  readonly count: number;
}

export interface StoredSeries extends SeriesSummary {
  readonly parts: readonly SeriesPart[];
}

/**
 * A run as it lies in a record pack. `content` is equal for equal runs, whatever packs their points lie in, and whenever
 * they were told.
 */
export interface StoredRun extends RunRecord, Revised {
  readonly content: Hash;
  readonly series: readonly StoredSeries[];
}

/** One artifact file of a run or a logged model. */
export interface ArtifactEntry {
  /** Relative to the artifact root, slash-separated. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Chunks of at most 1 MiB in order, or null when the file was listed but not kept. */
  readonly chunks: readonly Hash[] | null;
}
