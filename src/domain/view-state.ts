import type { SortKey } from './sort-key.ts';

/** Table, Charts or both. */
export type Layout = 'table' | 'charts' | 'split';

/** What stands for a group in a cell of its row. Text columns say the common text or how many there are. */
export type Aggregate = 'mean' | 'mean-std' | 'median' | 'min' | 'max' | 'std';

/** A column that a person chose to see, in its place. */
export interface ColumnChoice {
  readonly id: string;
  readonly widthPx: number;
  readonly pinned: boolean;
}

/** Runs that began within: fixed moments (ms), or the last so many ms from now on. */
export type StartedWithin =
  | { readonly fromMs: number | null; readonly toMs: number | null }
  | { readonly lastMs: number };

/**
 * Everything that makes a table of runs and its charts look as they do. Stored per table in this browser, carried by
 * addresses and saved views. Selection and place of scrolling are not part of it.
 */
export interface ViewState {
  /** null while nobody has chosen: the first view follows the data. */
  readonly columns: readonly ColumnChoice[] | null;
  readonly sort: readonly SortKey[];
  readonly tree: boolean;
  /** In the filter language. */
  readonly filter: string;
  readonly started: StartedWithin | null;
  readonly showsDeleted: boolean;
  readonly showsArchived: boolean;
  /** Columns to group by, outermost first; [] for none. */
  readonly groupBy: readonly string[];
  readonly aggregate: Aggregate;
  readonly layout: Layout;
  /** Which runs are drawn: the first so many of the table, those chosen, or all but the ones with a closed eye. */
  readonly drawn: DrawnRuns;
  readonly charts: ChartsView;
}

export interface DrawnRuns {
  readonly mode: 'first' | 'selected' | 'none';
  /** For `first`. */
  readonly count: number;
  /** Run keys whose eye a person closed or opened, whatever the mode says. */
  readonly hidden: readonly string[];
  readonly shown: readonly string[];
}

/** `step`, `time` (wall clock), `relative` (to the run's start), `epoch`, or `metrics.<key>`. */
export type ChartX = string;

export type SmoothingKind = 'ema' | 'time-ema' | 'gaussian' | 'mean';

export interface Smoothing {
  readonly kind: SmoothingKind;
  /** 0 … 0.999, as TensorBoard's slider has it; 0 is none. */
  readonly amount: number;
}

export type Band = 'none' | 'std' | 'sem' | 'min-max' | 'p5-p95' | 'p25-p75';

export interface LineSettings {
  readonly x: ChartX;
  readonly smoothing: Smoothing;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Fixed ends of an axis; null where it follows the data. */
  readonly rangeX: FixedRange;
  readonly rangeY: FixedRange;
  /** The y axis leaves out what lies beyond the 5th and 95th percentile, and says what. */
  readonly clip: boolean;
  /** For groups of runs. */
  readonly centre: 'mean' | 'median';
  readonly band: Band;
}

export type FixedRange = readonly [from: number | null, to: number | null];

/** A chart that a person made. Column ids where values of runs are meant, metric keys or expressions where lines are. */
export type MadeChart = { readonly id: string; readonly title: string } & (
  | { readonly kind: 'line'; readonly ys: readonly string[] }
  | { readonly kind: 'bar'; readonly y: string }
  | {
      readonly kind: 'scatter';
      readonly x: string;
      readonly y: string;
      readonly colour: string;
      readonly size: string;
      readonly logX: boolean;
      readonly logY: boolean;
      readonly front: ParetoEnds | null;
    }
  | { readonly kind: 'box'; readonly y: string; readonly by: string; readonly log: boolean }
  /** `outlined`: each group by itself, in place of one stack. */
  | { readonly kind: 'histogram'; readonly x: string; readonly log: boolean; readonly outlined: boolean }
  | { readonly kind: 'parallel'; readonly axes: readonly ParallelAxis[]; readonly colour: string }
  | {
      readonly kind: 'contour';
      readonly x: string;
      readonly y: string;
      readonly z: string;
      readonly logX: boolean;
      readonly logY: boolean;
    }
  | { readonly kind: 'importance'; readonly target: string; readonly measure: ImportanceMeasure }
  | { readonly kind: 'images'; readonly key: string }
);

export type MadeChartKind = MadeChart['kind'];

export type ImportanceMeasure = 'importance' | 'spearman' | 'pearson';

/** Which end of each axis is good: runs that nothing beats in both are the Pareto front. */
export interface ParetoEnds {
  readonly x: 'min' | 'max';
  readonly y: 'min' | 'max';
}

export interface ParallelAxis {
  readonly column: string;
  readonly log: boolean;
  readonly flip: boolean;
}

export interface SectionChoice {
  readonly prefix: string;
  /** '' where its prefix is its title. */
  readonly title: string;
  readonly folded: boolean;
}

export interface ChartsView {
  /** For every line chart that has no choice of its own. */
  readonly line: LineSettings;
  /** Metric key or id of a made chart → what it has of its own. */
  readonly own: Readonly<Record<string, Partial<LineSettings>>>;
  readonly made: readonly MadeChart[];
  /** Sections in the order a person gave them; the others follow by name. */
  readonly sections: readonly SectionChoice[];
  /** A regular expression over titles. */
  readonly search: string;
}

export const FIRST_LINE: LineSettings = {
  x: 'step',
  smoothing: { kind: 'ema', amount: 0 },
  logX: false,
  logY: false,
  rangeX: [null, null],
  rangeY: [null, null],
  clip: false,
  centre: 'mean',
  band: 'std',
};

export const FIRST_VIEW: ViewState = {
  columns: null,
  sort: [{ column: 'started', descending: true }],
  tree: true,
  filter: '',
  started: null,
  showsDeleted: false,
  showsArchived: false,
  groupBy: [],
  aggregate: 'mean',
  layout: 'table',
  drawn: { mode: 'first', count: 10, hidden: [], shown: [] },
  charts: { line: FIRST_LINE, own: {}, made: [], sections: [], search: '' },
};
