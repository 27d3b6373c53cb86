import type { WorkspaceEdits } from '../domain/edits.ts';
import type { FilterMistake } from '../domain/filter/expression.ts';
import type { FilterField } from '../domain/filter/fields.ts';
import type { ExperimentKey, Hash, MetricKey, RunKey, WorkspaceId } from '../domain/ids.ts';
import type {
  DatasetRecord,
  ExperimentRecord,
  LoggedModelRecord,
  ModelVersionRecord,
  RegisteredModelRecord,
} from '../domain/records.ts';
import type { ArtifactEntry, RunStatus, StoredRun } from '../domain/run.ts';
import type { ForeignPack } from '../storage/foreign-records.ts';

export type { RunEdits, WorkspaceEdits } from '../domain/edits.ts';

/** One of `ATTRIBUTE_COLUMNS`, or `metrics.rmse`, `params.max_depth`, `tags.x` … as the column headers say it. */
export type ColumnId = string;

export type ColumnKind = 'attribute' | 'metric' | 'param' | 'tag';

export interface ColumnInfo {
  readonly id: ColumnId;
  readonly kind: ColumnKind;
  readonly key: string;
  /** Runs of the scope that have a value. */
  readonly filled: number;
  /** Every value reads as a number: right-aligned, sorted numerically. */
  readonly numeric: boolean;
  /** Distinct values up to a small cap: columns where runs differ come first in a first view. */
  readonly distinct: number;
  /** Over the finite values of the runs of the scope; metric columns only. */
  readonly range?: { readonly min: number; readonly max: number; readonly integers: boolean };
}

export interface SortKey {
  readonly column: ColumnId;
  readonly descending: boolean;
}

export interface TableQuery {
  readonly experiments: readonly ExperimentKey[] | 'all';
  readonly sort: readonly SortKey[];
  readonly lifecycle: 'active' | 'deleted' | 'all';
  /** Nested runs under their parents; a folded parent hides its children. */
  readonly tree: boolean;
  readonly folded: readonly RunKey[];
  /** In the filter language (`src/domain/filter`); '' for all. */
  readonly filter: string;
}

export interface TableSummary {
  /** Names this result for `rows`; a newer query makes older ones invalid. */
  readonly table: number;
  /** Rows to show: what matches, less what is folded. */
  readonly rowCount: number;
  readonly matchCount: number;
  /** The filter that these rows match: the last one without a mistake, where the one asked for has one. */
  readonly filter: string;
  readonly mistake: FilterMistake | null;
  /** Runs in scope before filter and folding. */
  readonly totalCount: number;
  readonly deletedCount: number;
  readonly columns: readonly ColumnInfo[];
}

/** What values a field has among the runs of a scope. */
export interface ValueQuery {
  readonly experiments: TableQuery['experiments'];
  readonly lifecycle: TableQuery['lifecycle'];
  readonly field: FilterField;
  /** Only values that contain this, whatever the case. */
  readonly typed: string;
  readonly limit: number;
}

export interface ValueCount {
  readonly value: string;
  readonly runs: number;
}

export interface TableRow {
  readonly run: RunKey;
  readonly experiment: ExperimentKey;
  readonly name: string;
  readonly status: RunStatus;
  readonly deleted: boolean;
  readonly depth: number;
  readonly childCount: number;
  readonly folded: boolean;
  /** In the order of the columns asked for; null is "not logged". Attributes keep their raw type (ms, text). */
  readonly cells: readonly (string | number | null)[];
}

export interface ExperimentSummary {
  readonly record: ExperimentRecord;
  readonly activeRuns: number;
  readonly deletedRuns: number;
  readonly lastRunMs: number | null;
}

export interface RunDetail {
  readonly run: StoredRun;
  readonly experiment: ExperimentRecord | null;
  readonly parentName: string | null;
  readonly children: readonly { readonly run: RunKey; readonly name: string; readonly status: RunStatus }[];
  readonly datasets: readonly DatasetRecord[];
  readonly loggedModels: readonly LoggedModelRecord[];
  readonly versions: readonly ModelVersionRecord[];
  readonly artifacts: readonly ArtifactEntry[];
  readonly modelArtifacts: readonly { readonly model: string; readonly entries: readonly ArtifactEntry[] }[];
}

export interface Registry {
  readonly models: readonly RegisteredModelRecord[];
  readonly versions: readonly ModelVersionRecord[];
}

export type XAxis = 'step' | 'time' | 'relative';

export interface SeriesQuery {
  readonly runs: readonly RunKey[];
  readonly metric: MetricKey;
  readonly axis: XAxis;
  /** Visible x range (steps, ms since epoch, or ms since the run's start); null for everything. */
  readonly range: readonly [from: number, to: number] | null;
  /** Plot width in device-independent pixels: how many points can be told apart. */
  readonly widthPx: number;
}

export interface SeriesMark {
  readonly x: number;
  readonly what: 'nan' | 'inf' | '-inf';
}

export interface SeriesLine {
  readonly run: RunKey;
  /** Index-aligned with the shared `x`; NaN where this run has no finite point there. */
  readonly y: Float64Array;
  /** Positions in `x`, ascending, where the line must break because what was logged there is not finite. */
  readonly breaks: Uint32Array;
  /** Where NaN and ±∞ were logged within the range, in x order, at most one of a kind per pixel. */
  readonly marks: readonly SeriesMark[];
  readonly pointsInRange: number;
  /** Points in range that are NaN or infinite, all of them. */
  readonly nonFiniteInRange: number;
  /** Points that have no place on this axis: no time was logged with them, or no step. */
  readonly unplaced: number;
}

export interface SeriesResult {
  /**
   * Ascending, shared by all lines; equal x stand side by side. Where `reduced`, at most two entries a pixel. A line's
   * nearest points outside the range are included, so that it runs to the edge.
   */
  readonly x: Float64Array;
  /** In the order of the query's runs; a run that never logged the metric has no line. */
  readonly lines: readonly SeriesLine[];
  /** True when points were folded into min/max per pixel; false when every point in range is there. */
  readonly reduced: boolean;
  /** Whole extent on this axis, whatever the range. */
  readonly extent: readonly [from: number, to: number] | null;
  /** Times a step is smaller than the one logged before it, over all lines. */
  readonly backwardSteps: number;
  /** Packs of points that are not in this browser: the lines lack what lies in them. */
  readonly missingPacks: readonly Hash[];
}

/** Bytes of an artifact, or which of its chunks are not on this device. */
export type ArtifactResult =
  | { readonly kind: 'bytes'; readonly blob: Blob }
  | { readonly kind: 'missing'; readonly chunks: readonly Hash[] };

/** What the query worker offers. One per tab, for as long as the tab lives. */
export interface QueryApi {
  /** Loads the facts of a workspace; call again after an import. */
  open(workspace: WorkspaceId): Promise<{ readonly runCount: number; readonly problemsAtLoad: number }>;
  /** Replaces what is known of people's edits. */
  setEdits(edits: WorkspaceEdits): Promise<void>;
  experiments(): Promise<readonly ExperimentSummary[]>;
  table(query: TableQuery): Promise<TableSummary>;
  rows(table: number, start: number, end: number, columns: readonly ColumnId[]): Promise<readonly TableRow[]>;
  /** Text values of a field, those that begin with what was typed first, then the most frequent. */
  values(query: ValueQuery): Promise<readonly ValueCount[]>;
  /** Keys of all matching runs in order, for "select all". */
  keys(table: number): Promise<readonly RunKey[]>;
  /** Index of a run in the table's order, or -1. */
  indexOf(table: number, run: RunKey): Promise<number>;
  /** The table, or those of its runs that are named, as CSV with MLflow's column names. */
  csv(table: number, runs?: readonly RunKey[]): Promise<Blob>;
  run(run: RunKey): Promise<RunDetail | null>;
  registry(): Promise<Registry>;
  series(query: SeriesQuery): Promise<SeriesResult>;
  /** Every point of the range, not reduced, as CSV: run_id, metric, step, value, timestamp. */
  seriesCsv(query: SeriesQuery): Promise<Blob>;
  /** Bytes of an artifact that was kept, here or with somebody else. */
  artifact(chunks: readonly Hash[]): Promise<ArtifactResult>;
  /** Which of these chunks are not on this device, each once. */
  missingChunks(chunks: readonly Hash[]): Promise<readonly Hash[]>;
  /**
   * Checks a record pack that another browser sent and makes it part of the workspace; `open` shows it. Answers what
   * the pack speaks of, or null when it is not what it should be.
   */
  adopt(pack: Hash, holds: 'runs' | 'artifacts' | 'others'): Promise<ForeignPack | null>;
}
