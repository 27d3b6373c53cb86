import type { ExperimentKey, RunKey } from '../domain/ids.ts';
import type { ViewState } from '../domain/view-state.ts';

/** What a screen offers to write out: its experiments, and of their runs those that are selected or found. */
export interface ExportSubject {
  readonly experiments: readonly ExperimentKey[] | 'all';
  readonly selected: readonly RunKey[];
  /** What the selected are called, where they are not that. */
  readonly selectedText?: string;
  /** The runs of a table that shows only a part of its experiments. */
  readonly matching?: {
    readonly count: number;
    /** Rejects when the table has changed since. */
    readonly keys: () => Promise<readonly RunKey[]>;
  };
  /** For the file's name. */
  readonly title: string;
  /** How its table and charts show them; absent where there is no table. */
  readonly view?: ViewState;
  /** Ids of the columns that are shown; absent where the view leaves them to the data. */
  readonly columns?: readonly string[];
}
