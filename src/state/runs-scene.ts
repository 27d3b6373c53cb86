import type { Accessor } from 'solid-js';
import type { ExperimentKey, RunKey } from '../domain/ids.ts';
import type { RunColour } from '../domain/run-colour.ts';
import type { ChartsView } from '../domain/view-state.ts';
import type { ColumnInfo, TableSummary } from '../rpc/query-api.ts';

/** A run as charts draw it. */
export interface DrawnRun {
  readonly run: RunKey;
  readonly name: string;
  readonly colour: RunColour;
}

/** A group of runs as charts draw it: one line with a band, one box, one bar. */
export interface DrawnGroup {
  readonly id: string;
  /** Its values, outermost first: 'xgboost · 12'. */
  readonly label: string;
  readonly colour: RunColour;
  readonly runs: readonly RunKey[];
}

/**
 * What a table of runs and the charts beside it share: which runs are drawn and how, what the pointer is on, and what
 * a person chose for the charts. The screen that has the table makes it; charts read it and know nothing of the table.
 */
export interface RunsScene {
  /** Experiment, 'all' or 'compare': names what is remembered. */
  readonly scope: ExperimentKey | 'all' | 'compare';
  /** Where the runs are from, as the screen is headed: names of downloaded files begin with it. */
  readonly title: Accessor<string>;
  /** Runs with an open eye, in the table's order. */
  readonly runs: Accessor<readonly DrawnRun[]>;
  /** Runs that match and are not drawn. */
  readonly leftOut: Accessor<number>;
  /** Null where runs are not grouped. */
  readonly groups: Accessor<readonly DrawnGroup[] | null>;
  /** The table with its eyes is in sight and tells whose line is which; without it charts need a legend. */
  readonly isTableShown: Accessor<boolean>;
  /** For `columnValues`; undefined until the first answer. */
  readonly table: Accessor<TableSummary | undefined>;
  readonly columns: Accessor<readonly ColumnInfo[]>;
  /** The run under the pointer or the keyboard's cursor, in the table or in a chart. */
  readonly lit: Accessor<RunKey | null>;
  readonly light: (run: RunKey | null) => void;
  readonly selected: Accessor<ReadonlySet<string>>;
  readonly select: (runs: ReadonlySet<string>) => void;
  readonly open: (run: RunKey) => void;
  /** Draws a run or a group, or hides it; absent where all are drawn always. */
  readonly setEye?: (id: string, open: boolean) => void;
  readonly charts: Accessor<ChartsView>;
  readonly setCharts: (next: ChartsView) => void;
  /**
   * Narrows the table by clauses in the filter language, joined by AND; each replaces the clause that the same chart
   * (`by`) gave for the same field before. Null takes it back.
   */
  readonly narrow: (by: string, clause: string | null) => void;
}
