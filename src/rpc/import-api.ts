import type { WorkspaceId } from '../domain/ids.ts';
import type { ImportProgress, ImportReport } from '../domain/import-report.ts';
import type { ImportProblem } from '../domain/problem.ts';
import type { TableGuess, TableLayout } from '../domain/table-layout.ts';

/** Something dropped or picked. Handles are walked inside the worker: three times cheaper than entries. */
export type DroppedItem =
  | { readonly kind: 'file'; readonly path: string; readonly file: File }
  | { readonly kind: 'folder'; readonly handle: FileSystemDirectoryHandle };

/** One importable thing found in a drop. */
export interface FoundSource {
  readonly path: string;
  readonly format: string;
  readonly label: string;
  readonly sizeBytes: number;
  /** For tables: what was guessed. The import may go ahead without asking only when `certainty` is `known`. */
  readonly guess: TableGuess | null;
}

export interface Inspection {
  readonly sources: readonly FoundSource[];
  readonly problems: readonly ImportProblem[];
  readonly fileCount: number;
  readonly bytesTotal: number;
}

export interface ImportOptions {
  readonly workspace: WorkspaceId;
  /** Shown in the import list: the dropped names. */
  readonly label: string;
  /** Artifacts beyond this many bytes in one import are listed but not kept. */
  readonly artifactBudgetBytes: number;
  /** A single artifact above this is listed but not kept. */
  readonly artifactLimitBytes: number;
  /** The person's layouts by source path; a source mapped to null is left out. */
  readonly layouts: Readonly<Record<string, TableLayout | null>>;
  /** False: each folder of a run's TensorBoard writers becomes a run of its own. */
  readonly foldRuns?: boolean;
  /**
   * Whether this device may edit the workspace, so that people's edits in a bundle are taken in. Where nobody can say so,
   * only where nobody else has ever written.
   */
  readonly mayEdit?: boolean;
}

/** What the import worker offers. One worker serves one drop and is terminated after it. */
export interface ImportApi {
  /** Finds what can be read; keeps the listing for `run`. */
  inspect(items: readonly DroppedItem[]): Promise<Inspection>;
  /** Imports what `inspect` found. Progress comes at most once a frame. Cancelling resolves with `cancelled`. */
  run(options: ImportOptions, onProgress: (progress: ImportProgress) => void): Promise<ImportReport>;
  /** Stops at the next batch. What was staged is removed. */
  cancel(): Promise<void>;
  /** After a `paused` import (disk full): try to go on. */
  resume(): Promise<void>;
}

/** As the page sees the worker itself. */
export interface ImportWorkerApi extends ImportApi {
  /** Before anything else: the way to the staging worker. */
  stageBy(port: MessagePort): Promise<void>;
}
