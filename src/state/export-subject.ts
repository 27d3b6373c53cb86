import type { ExperimentKey, RunKey } from '../domain/ids.ts';

/** What a screen offers to write out: its experiments, and of their runs those that are selected. */
export interface ExportSubject {
  readonly experiments: readonly ExperimentKey[] | 'all';
  readonly selected: readonly RunKey[];
  /** For the file's name. */
  readonly title: string;
}
