import type { ExperimentKey, RunKey } from './ids.ts';

/** People's edits of a run, flat: the newest value per key already chosen. */
export interface RunEdits {
  readonly name?: string;
  readonly deleted?: boolean;
  readonly note?: string;
  /** Tag key → text, or null for a tag that was removed. */
  readonly tags?: Readonly<Record<string, string | null>>;
}

export interface WorkspaceEdits {
  readonly runs: ReadonlyMap<RunKey, RunEdits>;
  readonly experimentNames: ReadonlyMap<ExperimentKey, string>;
}

/** What a change was, for the history that people read; never the source of state. */
export interface ChangeNote {
  /** 'Rename run', 'Set tag owner' … */
  readonly label: string;
  /** Run or experiment that it is about; '' for the workspace. */
  readonly about: string;
  /** Short text of the new value. */
  readonly value: string;
}
