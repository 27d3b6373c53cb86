import type { WorkspaceEdits } from '../domain/edits.ts';
import type { ExperimentKey, RunKey, WorkspaceId } from '../domain/ids.ts';
import type { ReportSettings } from './report-api.ts';

export type { ReportSettings } from './report-api.ts';

/** What can be written, and what each of it asks. */
export type ExportSettings = BundleSettings | MlflowSettings | TableSettings | ReportSettings;
export type ExportFormat = ExportSettings['format'];

/** A workspace, or a part of it, to be opened here again. */
export interface BundleSettings {
  readonly format: 'cairn';
  /** The artifact files that are kept here. */
  readonly withArtifacts: boolean;
}

export interface MlflowSettings {
  readonly format: 'mlflow-db' | 'mlflow-folder';
  /** The artifact files that are kept here; without them, addresses stay as they were recorded. */
  readonly withArtifacts: boolean;
  /** The folder, or address, that will hold `mlruns`; '' for whatever folder MLflow is started in. */
  readonly artifactRoot: string;
}

/** `long`: a row a point. `wide`: a row a run and step, a column a metric. `nested`: inside the run's object. */
export type PointsShape = 'none' | 'long' | 'wide' | 'nested';

export interface TableSettings {
  readonly format: 'csv' | 'parquet' | 'ndjson';
  /** A row a run. */
  readonly runs: boolean;
  /** `nested` only as NDJSON, with the runs. */
  readonly points: PointsShape;
  /** A row an artifact file: where it is and how large, not what is in it. */
  readonly artifacts: boolean;
  /** Deleted runs of experiments and workspaces; runs that were chosen one by one always go along. */
  readonly withDeleted: boolean;
  /** CSV: a quote before texts that a spreadsheet would run. */
  readonly guardFormulas: boolean;
}

/** Experiments and chosen runs come with the registered models that have a version of one of their runs. */
export type ExportScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'experiments'; readonly experiments: readonly ExperimentKey[] }
  | { readonly kind: 'runs'; readonly runs: readonly RunKey[] };

export interface ExportQuery {
  readonly workspace: WorkspaceId;
  readonly edits: WorkspaceEdits;
  readonly scope: ExportScope;
  readonly settings: ExportSettings;
  /** Where an MLflow folder is made; null for one file. */
  readonly folder: FileSystemDirectoryHandle | null;
  /** A file that the person chose and that is written straight away, for formats that need not read what they wrote. */
  readonly file?: FileSystemFileHandle;
  /** Now. */
  readonly atMs: number;
}

export interface ExportProgress {
  readonly stage: 'opening' | 'runs' | 'artifacts' | 'finishing';
  readonly runs: number;
  readonly ofRuns: number;
  readonly bytes: number;
}

/** What whoever opens it will not find as it is here. */
export type ExportNoteCode =
  | 'experiment-id'
  | 'experiment-name'
  | 'run-id'
  | 'run-status'
  | 'step-rounded'
  | 'points-elsewhere'
  | 'records-missing'
  | 'artifact-missing'
  | 'logged-model-folded'
  | 'logged-model-left'
  | 'model-id-left'
  | 'custom-stage'
  | 'also-listed'
  | 'name-changed';

export interface ExportNote {
  readonly code: ExportNoteCode;
  readonly count: number;
  /** The first few, as `what → what it became` or a name. */
  readonly examples: readonly string[];
}

export interface ExportCounts {
  readonly experiments: number;
  readonly runs: number;
  readonly points: number;
  readonly models: number;
  readonly versions: number;
  readonly files: number;
  readonly bytes: number;
}

/** `too-large`: memory has its limit where the browser gives no files of its own. */
export type ExportFailure = 'too-large' | 'disk-full' | 'folder-taken' | 'folder-refused';

export type ExportEnding = 'cairn' | 'csv' | 'db' | 'html' | 'ndjson' | 'parquet' | 'zip';

export type ExportResult =
  | {
      readonly kind: 'file';
      readonly file: Blob;
      readonly ending: ExportEnding;
      readonly counts: ExportCounts;
      readonly notes: readonly ExportNote[];
    }
  | { readonly kind: 'folder'; readonly counts: ExportCounts; readonly notes: readonly ExportNote[] }
  | { readonly kind: 'failed'; readonly code: ExportFailure };

export interface ExportApi {
  export(query: ExportQuery, onProgress: (progress: ExportProgress) => void): Promise<ExportResult>;
}
