import type { FingerprintRecord } from '../domain/fingerprint.ts';
import type { DatasetKey, WorkspaceId } from '../domain/ids.ts';
import type { DatasetRecord } from '../domain/records.ts';
import type { DroppedItem } from './import-api.ts';

export interface FingerprintProgress {
  readonly phase: 'hashing' | 'reading' | 'storing';
  readonly file: string;
  readonly bytesRead: number;
  readonly bytesTotal: number;
  /** Of the phase `reading`, 0 … 1. */
  readonly share: number;
}

export interface FingerprintTaken {
  readonly fingerprint: FingerprintRecord;
  /** The dataset of its own that it got, where no recorded one was named. */
  readonly dataset: DatasetKey | null;
}

export interface FingerprintAsk {
  readonly workspace: WorkspaceId;
  /** What the file is shown for; null to find a recorded dataset with its digest, or to make one. */
  readonly dataset: DatasetKey | null;
  /** Where the file is other data than this, it becomes another version under the same name. */
  readonly newVersionOf: DatasetRecord | null;
  /** Recorded datasets by digest, to be found again. */
  readonly known: readonly { readonly key: DatasetKey; readonly digest: string }[];
}

/** Why no fingerprint was taken. */
export type FingerprintProblem = 'nothing-there' | 'unreadable' | 'cancelled';

export type FingerprintResult =
  | { readonly ok: true; readonly value: FingerprintTaken }
  | { readonly ok: false; readonly code: FingerprintProblem };

/** What the fingerprint worker offers. One worker takes one fingerprint. */
export interface FingerprintApi {
  /** Reads files or one folder, and makes what was found a fact of the workspace. */
  take(
    items: readonly DroppedItem[],
    ask: FingerprintAsk,
    onProgress: (progress: FingerprintProgress) => void,
  ): Promise<FingerprintResult>;
}
