import type { WorkspaceEdits } from '../domain/edits.ts';
import type { FilterMistake } from '../domain/filter/expression.ts';
import type { FilterField } from '../domain/filter/fields.ts';
import type { FingerprintRecord } from '../domain/fingerprint.ts';
import type { DatasetKey, ExperimentKey, Hash, MetricKey, RunKey, WorkspaceId } from '../domain/ids.ts';
import type { LineageFocus, LineageGraph, LineageOptions } from '../domain/lineage/lineage-graph.ts';
import type { Liveness } from '../domain/live/liveness.ts';
import type { MetricDirection } from '../domain/metric-direction.ts';
import type { DatasetRecord, ExperimentRecord, LoggedModelRecord } from '../domain/records.ts';
import type { ModelVersion, RegistryView } from '../domain/registry/registry-view.ts';
import type { Reproduction } from '../domain/reproduce/reproduction.ts';
import type { ArtifactEntry, RunStatus, StoredRun } from '../domain/run.ts';
import type { SortKey } from '../domain/sort-key.ts';
import type { Aggregate, Band, ChartX, Smoothing, StartedWithin } from '../domain/view-state.ts';
import type { ForeignPack } from '../storage/foreign-records.ts';
import type { DifferenceSection, Differences, Origins } from './differences.ts';
import type { LiveApi } from './live-api.ts';
import type { RuleApi } from './rule-api.ts';

export type { RunEdits, WorkspaceEdits } from '../domain/edits.ts';
export type { SortKey } from '../domain/sort-key.ts';
export type { Difference, DifferenceSection, Differences, Origins } from './differences.ts';
export { DIFFERENCE_TEXT_LIMIT } from './differences.ts';

/** See `domain/column-id.ts`. */
export type ColumnId = string;

export type ColumnKind = 'attribute' | 'metric' | 'param' | 'tag';

/** Distinct values are counted up to here: further on it only matters that there are many. */
export const DISTINCT_CAP = 50;

export interface ColumnInfo {
  readonly id: ColumnId;
  readonly kind: ColumnKind;
  readonly key: string;
  /** Runs of the scope that have a value. */
  readonly filled: number;
  /** Every value reads as a number: right-aligned, sorted numerically. */
  readonly numeric: boolean;
  /** Distinct values, `DISTINCT_CAP` where there are as many or more. */
  readonly distinct: number;
  /** Over the finite values of the runs of the scope; metric columns only. */
  readonly range?: { readonly min: number; readonly max: number; readonly integers: boolean };
  /** Which is the good end of a metric, as its name or a person says; null where neither does. */
  readonly direction: MetricDirection | null;
}

export interface TableQuery {
  readonly experiments: readonly ExperimentKey[] | 'all';
  /** Only these runs, whatever their experiment; null for all. */
  readonly runs: readonly RunKey[] | null;
  /** Groups are sorted by the aggregate of the first key's column, then by their value; runs within them as always. */
  readonly sort: readonly SortKey[];
  readonly lifecycle: 'active' | 'deleted' | 'all';
  /** Archived runs as well. */
  readonly archived: boolean;
  readonly started: StartedWithin | null;
  /** Outermost first; with groups the tree of nested runs is off. */
  readonly groupBy: readonly ColumnId[];
  readonly aggregate: Aggregate;
  /** Ids of groups that hide what is in them. */
  readonly foldedGroups: readonly string[];
  /** Nested runs under their parents; a folded parent hides its children. */
  readonly tree: boolean;
  readonly folded: readonly RunKey[];
  /** In the filter language (`src/domain/filter`); '' for all. */
  readonly filter: string;
}

export interface FirstRows {
  readonly count: number;
  readonly columns: readonly ColumnId[];
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
  /** Archived runs of the lifecycle asked for, whether they are shown or not. */
  readonly archivedCount: number;
  /** Innermost groups; 0 without grouping. */
  readonly groupCount: number;
  readonly columns: readonly ColumnInfo[];
  /** The first rows with the cells of these columns, where they were asked for and are at hand. */
  readonly firstRows?: {
    readonly columns: readonly ColumnId[];
    readonly rows: readonly (TableRow | GroupRow)[];
  };
}

/** What values a field has among the runs of a scope. */
export interface ValueQuery {
  readonly experiments: TableQuery['experiments'];
  readonly lifecycle: TableQuery['lifecycle'];
  readonly archived: boolean;
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
  readonly kind: 'run';
  readonly run: RunKey;
  readonly experiment: ExperimentKey;
  readonly name: string;
  readonly status: RunStatus;
  readonly deleted: boolean;
  readonly archived: boolean;
  readonly starred: boolean;
  readonly liveness: Liveness;
  /** Of a run that is live: when its source last grew. Else the time of its last point, or its start; null for neither. */
  readonly lastSignMs: number | null;
  readonly startMs: number | null;
  /** Place in the palette of runs, 0 … 19 (`domain/run-colour.ts`). */
  readonly colour: number;
  readonly depth: number;
  readonly childCount: number;
  readonly folded: boolean;
  /** In the order of the columns asked for; null is "not logged". Attributes keep their raw type (ms, text). */
  readonly cells: readonly (string | number | null)[];
}

/** A run that was looked for by its name. */
export interface RunFound {
  readonly run: RunKey;
  readonly name: string;
  readonly experiment: ExperimentKey;
}

/** What the runs of a group have in one column. */
export type GroupCell =
  | {
      readonly kind: 'numbers';
      /** Runs with a number here; the others take no part. NaN and ±∞ are counted apart. */
      readonly n: number;
      readonly nonFinite: number;
      readonly mean: number;
      readonly median: number;
      /** Of a sample (n - 1); NaN for one run. */
      readonly std: number;
      readonly min: number;
      readonly max: number;
    }
  /** `text` is what all have in common, or null where they differ. */
  | { readonly kind: 'texts'; readonly n: number; readonly distinct: number; readonly text: string | null };

/** One level of the path to a group. Runs without a value are a group of their own: null. */
export interface GroupKey {
  readonly column: ColumnId;
  readonly value: string | null;
}

export interface GroupRow {
  readonly kind: 'group';
  /** The same for the same path whatever the question. */
  readonly id: string;
  readonly path: readonly GroupKey[];
  readonly depth: number;
  readonly runs: number;
  readonly folded: boolean;
  /** In the order of the columns asked for; null where no run has a value. */
  readonly cells: readonly (GroupCell | null)[];
}

/** An innermost group with its runs, for charts. */
export interface RunGroup {
  readonly id: string;
  readonly path: readonly GroupKey[];
  readonly runs: readonly RunKey[];
}

/** Values of runs, a column: what scatter, box, parallel coordinates and their kin are drawn from. */
export interface ValueColumn {
  readonly column: ColumnId;
  /** Index-aligned with the runs; NaN where the value is missing, is text, or is NaN. Times and durations in ms. */
  readonly numbers: Float64Array;
  /** Index-aligned; null where the run has no value. Absent where every value is a number as logged. */
  readonly texts: readonly (string | null)[] | null;
  /** 1 where the run has a value at all, NaN included. */
  readonly present: Uint8Array;
}

export interface ColumnValues {
  readonly runs: readonly RunKey[];
  /** Places in the palette of runs, index-aligned. */
  readonly colours: Uint8Array;
  readonly columns: readonly ValueColumn[];
}

/** A metric among some runs. */
export interface MetricOverview {
  readonly key: MetricKey;
  /** How many of the runs logged it. */
  readonly runs: number;
  /** Points of the run that has most. */
  readonly mostPoints: number;
  /** For one run: the value that stands for it. */
  readonly last: number;
  /** The metric that its source draws it against; absent where there is none, or the runs do not agree. */
  readonly x?: MetricKey;
}

export type TableFormat = 'csv' | 'parquet' | 'json' | 'markdown' | 'latex';

export interface TableFileQuery {
  readonly table: number;
  readonly format: TableFormat;
  /** null for every run that matches. */
  readonly runs: readonly RunKey[] | null;
  /** The columns shown, in their order; null for everything that was logged, under MLflow's names. */
  readonly columns: readonly ColumnId[] | null;
}

/** An image that was logged with a key and a step (MLflow's `log_image`), or lies among the artifacts. */
export interface LoggedImage {
  readonly run: RunKey;
  readonly key: string;
  /** null for an artifact without a step. */
  readonly step: number | null;
  readonly path: string;
  readonly chunks: readonly Hash[] | null;
  /** The smaller copy that was logged beside it, or null. */
  readonly preview: { readonly path: string; readonly chunks: readonly Hash[] | null } | null;
}

/** Its runs, those that were moved there and those that it lists as well: each is deleted, archived or active. */
export interface ExperimentSummary {
  readonly record: ExperimentRecord;
  readonly activeRuns: number;
  readonly deletedRuns: number;
  readonly archivedRuns: number;
  readonly lastRunMs: number | null;
}

export interface RunDetail {
  readonly run: StoredRun;
  /** As its source, its experiment or a person says. */
  readonly deleted: boolean;
  /** As in a row of the table. */
  readonly liveness: Liveness;
  readonly lastSignMs: number | null;
  /** Place in the palette of runs. */
  readonly colour: number;
  readonly experiment: ExperimentRecord | null;
  readonly parentName: string | null;
  readonly children: readonly { readonly run: RunKey; readonly name: string; readonly status: RunStatus }[];
  readonly datasets: readonly DatasetRecord[];
  readonly loggedModels: readonly LoggedModelRecord[];
  /** Registered from this run or from its logged models, deleted ones left out. */
  readonly versions: readonly ModelVersion[];
  readonly artifacts: readonly ArtifactEntry[];
  readonly modelArtifacts: readonly { readonly model: string; readonly entries: readonly ArtifactEntry[] }[];
}

/** One recorded dataset: a name and a digest. Several of one name are its versions. */
export interface DatasetSummary {
  readonly key: DatasetKey;
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  /** Where it came from, '' where that is not recorded. */
  readonly sourceText: string;
  /** null where the profile does not say. */
  readonly rows: number | null;
  readonly columns: number;
  /** That use it and are not deleted. */
  readonly runs: number;
  readonly lastUsedMs: number | null;
}

export interface DatasetUser {
  readonly run: RunKey;
  readonly name: string;
  readonly status: RunStatus;
  readonly experiment: ExperimentKey;
  readonly experimentName: string;
  readonly startMs: number | null;
  /** training, evaluation … */
  readonly contexts: readonly string[];
}

export interface DatasetDetail {
  readonly record: DatasetRecord;
  readonly runCount: number;
  /** Newest first; of very many the first ones. */
  readonly runs: readonly DatasetUser[];
  /** Of files that people said are this dataset, as far as they are on this device. */
  readonly fingerprints: readonly FingerprintRecord[];
}

/** Runs that are drawn as one line with a band. */
export interface LineGroup {
  readonly id: string;
  readonly runs: readonly RunKey[];
}

export interface SeriesQuery {
  readonly runs: readonly RunKey[];
  /** Lines instead of those of single runs; null where each run has its own. */
  readonly groups: readonly LineGroup[] | null;
  readonly centre: 'mean' | 'median';
  readonly band: Band;
  /** Metric keys, or expressions over them that begin with '=' (`domain/chart-expression`); a line for each. */
  readonly ys: readonly string[];
  readonly axis: ChartX;
  /** Pixels are spaced by the logarithm of x: buckets are as well. */
  readonly logX: boolean;
  readonly smoothing: Smoothing;
  /** Visible x range (steps, ms since epoch, ms since the run's start, or the other metric); null for everything. */
  readonly range: readonly [from: number, to: number] | null;
  /** Plot width in device-independent pixels: how many points can be told apart. */
  readonly widthPx: number;
}

export interface SeriesMark {
  readonly x: number;
  readonly what: 'nan' | 'inf' | '-inf';
}

export interface SeriesLine {
  /** A run's key or a group's id. */
  readonly of: string;
  /** Index into the `ys` of the query. */
  readonly term: number;
  /** Index-aligned with the shared `x`; NaN where this run has no finite point there. */
  readonly y: Float64Array;
  /** What `y` was smoothed from, where it was. */
  readonly raw: Float64Array | null;
  /** The band of a group around `y`; NaN where too few runs take part. */
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
  /** How many runs of a group take part at each x; null for a run's own line. */
  readonly runs?: Uint32Array | null;
  /** Positions in `x`, ascending, where the line must break because what was logged there is not finite. */
  readonly breaks: Uint32Array;
  /** Where NaN and ±∞ were logged within the range, in x order, at most one of a kind per pixel. */
  readonly marks: readonly SeriesMark[];
  readonly pointsInRange: number;
  /** Points in range that are NaN or infinite, all of them. */
  readonly nonFiniteInRange: number;
  /** Points that have no place on this axis: no time was logged with them, no step, or not the other metric at it. */
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
  /** 5th and 95th percentile of the finite values in range over all lines, and how many lie outside. */
  readonly inner: { readonly from: number; readonly to: number; readonly outside: number } | null;
  /** Expressions that cannot be read or name no metric, by index into `ys`: a sentence each. */
  readonly mistakes: readonly (string | null)[];
  /** Times a step is smaller than the one logged before it, over all lines. */
  readonly backwardSteps: number;
  /** Packs of points that are not in this browser: the lines lack what lies in them. */
  readonly missingPacks: readonly Hash[];
}

export interface LineageFile {
  readonly blob: Blob;
  readonly runs: number;
  /** Runs that are not in it because there are too many. */
  readonly leftOut: number;
}

/** Bytes of an artifact, or which of its chunks are not on this device. */
export type ArtifactResult =
  | { readonly kind: 'bytes'; readonly blob: Blob }
  | { readonly kind: 'missing'; readonly chunks: readonly Hash[] };

/** What the query worker offers. One per tab, for as long as the tab lives. */
export interface QueryApi extends RuleApi, LiveApi {
  /** Loads the facts of a workspace; call again after an import. */
  open(workspace: WorkspaceId): Promise<{ readonly runCount: number; readonly problemsAtLoad: number }>;
  /** Replaces what is known of people's edits. */
  setEdits(edits: WorkspaceEdits): Promise<void>;
  experiments(): Promise<readonly ExperimentSummary[]>;
  /** `first` asks for the first rows as well: they come sooner than by a question of their own. */
  table(query: TableQuery, first?: FirstRows): Promise<TableSummary>;
  rows(
    table: number,
    start: number,
    end: number,
    columns: readonly ColumnId[],
  ): Promise<readonly (TableRow | GroupRow)[]>;
  /** Innermost groups in the table's order. */
  groups(table: number, limit: number): Promise<readonly RunGroup[]>;
  /** The first `limit` runs of the table that match, folded or not, with their names and colours. */
  firstRuns(table: number, limit: number): Promise<readonly TableRow[]>;
  /** These runs by key, in the order asked; what is not there is left out. */
  runRows(runs: readonly RunKey[], columns: readonly ColumnId[]): Promise<readonly TableRow[]>;
  /** How many of these runs do not match the table's question. */
  unlisted(table: number, runs: readonly RunKey[]): Promise<number>;
  /** What is nested under these runs and in the same experiment, at any depth, without the runs themselves. */
  nestedUnder(runs: readonly RunKey[]): Promise<readonly RunKey[]>;
  /** Values of these columns for every run that matches, or for the runs that are named. */
  columnValues(
    table: number,
    columns: readonly ColumnId[],
    runs: readonly RunKey[] | null,
  ): Promise<ColumnValues>;
  /** Every metric that any of these runs logged, by key. */
  metricsOf(runs: readonly RunKey[]): Promise<readonly MetricOverview[]>;
  imagesOf(runs: readonly RunKey[]): Promise<readonly LoggedImage[]>;
  /** Side by side: the run itself, params, metrics (last values), tags, datasets. A run that is not there has no value. */
  differences(runs: readonly RunKey[]): Promise<Differences>;
  /** As `differences`: source and environment (requirements, conda and model files), which are read from the disk. */
  origins(runs: readonly RunKey[]): Promise<Origins>;
  /** The whole text of a value of `differences` or `origins`; null where the run has none. */
  differenceText(section: DifferenceSection, key: string, run: RunKey): Promise<string | null>;
  /** Text values of a field, those that begin with what was typed first, then the most frequent. */
  values(query: ValueQuery): Promise<readonly ValueCount[]>;
  /**
   * Keys of matching runs in order, for "select all": in a tree those that are shown, with groups all of them. None where
   * the table has changed.
   */
  keys(table: number): Promise<readonly RunKey[]>;
  /** Keys of all matching runs, those that folded parents hide too; null where the table has changed. */
  matchingKeys(table: number): Promise<readonly RunKey[] | null>;
  /** Index of a run in the table's order, or -1. */
  indexOf(table: number, run: RunKey): Promise<number>;
  /**
   * Runs by a part of their name, or the beginning of their key; the table that is open stays as it is. Nothing typed
   * finds nothing, or the runs nearest to `beside`: its siblings, the last of its experiment, the last of all.
   */
  findRuns(typed: string, limit: number, beside?: RunKey): Promise<readonly RunFound[]>;
  tableFile(query: TableFileQuery): Promise<Blob>;
  run(run: RunKey): Promise<RunDetail | null>;
  /** Every recorded dataset, the versions of a name side by side. */
  datasets(): Promise<readonly DatasetSummary[]>;
  dataset(key: DatasetKey): Promise<DatasetDetail | null>;
  /** The registry with everything that people did in it; as it was at a moment, where one is given. */
  registry(atMs: number | null): Promise<RegistryView>;
  /** What a thing came of and what came of it; null when it is not here. */
  lineage(focus: LineageFocus, options: LineageOptions): Promise<LineageGraph | null>;
  /** The runs of a lineage as events of OpenLineage 2-0-2, a JSON array; null when the focus is not here. */
  openLineage(focus: LineageFocus, depth: number): Promise<LineageFile | null>;
  /** What a run recorded of how it was made, and which run to compare it with; null for a run that is not there. */
  reproduction(run: RunKey): Promise<Reproduction | null>;
  series(query: SeriesQuery): Promise<SeriesResult>;
  /**
   * Every point of the range, neither reduced nor smoothed, as CSV: run_id, run_name, metric, step, value, timestamp, and
   * the epoch or the other metric where that is the axis. Of groups: group, metric, x, mean or median, low, high, n.
   */
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

/** Events of the registry are many and change seldom: null where they are those that were told before. */
export type ToldEdits = Omit<WorkspaceEdits, 'registry'> & {
  readonly registry: WorkspaceEdits['registry'] | null;
};

/** As the worker itself is told of edits. */
export interface QueryWorkerApi extends Omit<QueryApi, 'setEdits'> {
  setEdits(edits: ToldEdits): Promise<void>;
}
