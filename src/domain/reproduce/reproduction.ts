import type { RunKey } from '../ids.ts';
import type { Pair } from '../run.ts';

/** What a run has recorded of how it was made. Every text comes from files and is hostile. */
export interface Reproduction {
  readonly run: RunKey;
  readonly name: string;
  readonly start: RecordedStart;
  readonly code: RecordedCode;
  readonly params: readonly Pair[];
  readonly environment: RecordedEnvironment;
  readonly dockerImage: string;
  readonly datasets: readonly RecordedDataset[];
  readonly seeds: readonly RecordedPair[];
  readonly hardware: readonly RecordedPair[];
  /** A run to compare with, where no other is chosen. */
  readonly other: SuggestedRun | null;
}

export interface RecordedStart {
  readonly sourceName: string;
  /** NOTEBOOK, PROJECT, LOCAL … as the producer says it. */
  readonly sourceType: string;
  /** Of an MLflow project; '' for none. */
  readonly entryPoint: string;
  /** Environment manager and backend of an MLflow project, `mlflow.project.*`. */
  readonly project: readonly Pair[];
  /** The words that the process was started with, where they were logged. */
  readonly command: { readonly words: readonly string[]; readonly from: string } | null;
  /** A library logged the params by itself (`mlflow.autologging`). */
  readonly autologged: boolean;
}

export interface RecordedCode {
  readonly repo: string;
  readonly branch: string;
  readonly commit: string;
  /** null where nothing says whether there were uncommitted changes. */
  readonly dirty: boolean | null;
  readonly diff: RecordedDiff | null;
}

export interface RecordedDiff {
  /** Tag or artifact path. */
  readonly from: string;
  /** null where it lies in an artifact that is not on this device or larger than a recipe can carry. */
  readonly text: string | null;
}

export interface RecordedEnvironment {
  /** '' where it was not recorded. */
  readonly python: string;
  readonly pythonFrom: string;
  /** Lines that pip takes, as they were written; empty where there are none. */
  readonly requirements: readonly string[];
  readonly requirementsFrom: string;
  /** A conda environment as it was written. */
  readonly conda: { readonly path: string; readonly text: string } | null;
  /** Files that describe an environment whose bytes cannot be read here. */
  readonly unread: readonly string[];
}

export interface RecordedDataset {
  readonly name: string;
  readonly digest: string;
  readonly context: string;
  /** An address or a path; '' where none was recorded. */
  readonly source: string;
}

export interface RecordedPair {
  readonly key: string;
  readonly value: string;
  readonly from: 'param' | 'tag' | 'file' | 'metric';
}

export interface SuggestedRun {
  readonly run: RunKey;
  readonly name: string;
  readonly why:
    | { readonly kind: 'best-sibling'; readonly metric: string }
    | { readonly kind: 'previous' }
    | { readonly kind: 'next' };
}
