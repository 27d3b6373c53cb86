import type { WorkspaceEdits } from '../domain/edits.ts';
import type { ExperimentKey, RunKey, WorkspaceId } from '../domain/ids.ts';

export type ExportFormat = 'mlflow-db' | 'mlflow-folder';

/** Experiments and chosen runs come with the registered models that have a version of one of their runs. */
export type ExportScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'experiments'; readonly experiments: readonly ExperimentKey[] }
  | { readonly kind: 'runs'; readonly runs: readonly RunKey[] };

export interface ExportQuery {
  readonly workspace: WorkspaceId;
  readonly edits: WorkspaceEdits;
  readonly format: ExportFormat;
  readonly scope: ExportScope;
  /** The artifact files that are kept here; without them, addresses stay as they were recorded. */
  readonly withArtifacts: boolean;
  /** The folder, or address, that will hold `mlruns`; '' for whatever folder MLflow is started in. */
  readonly artifactRoot: string;
  /** Where `mlruns` is made; null for one file to download. */
  readonly folder: FileSystemDirectoryHandle | null;
  /** Now. */
  readonly atMs: number;
}

export interface ExportProgress {
  readonly stage: 'opening' | 'runs' | 'artifacts' | 'finishing';
  readonly runs: number;
  readonly ofRuns: number;
  readonly bytes: number;
}

/** What MLflow will not show as it is here. */
export type ExportNoteCode =
  | 'experiment-id'
  | 'experiment-name'
  | 'run-id'
  | 'run-status'
  | 'step-rounded'
  | 'points-elsewhere'
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

export type ExportResult =
  | {
      readonly kind: 'file';
      readonly file: Blob;
      readonly ending: 'db' | 'zip';
      readonly counts: ExportCounts;
      readonly notes: readonly ExportNote[];
    }
  | { readonly kind: 'folder'; readonly counts: ExportCounts; readonly notes: readonly ExportNote[] }
  | { readonly kind: 'failed'; readonly code: ExportFailure };

export interface ExportApi {
  export(query: ExportQuery, onProgress: (progress: ExportProgress) => void): Promise<ExportResult>;
}
