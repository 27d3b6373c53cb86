import type { WorkspaceEdits } from '../domain/edits.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import type { DrawnRuns, LineSettings, MadeChart } from '../domain/view-state.ts';
import type { DifferenceSection } from './differences.ts';
import type { ColumnId, ColumnInfo, MetricOverview, TableQuery } from './query-api.ts';

/** One HTML file that shows these runs to somebody who has no Cairn. */
export interface ReportSettings {
  readonly format: 'report';
  readonly title: string;
  /** Which runs, in which order and groups. */
  readonly table: TableQuery;
  /** Which of them the lines are of. */
  readonly drawn: DrawnRuns;
  /** Rows of a table of runs; what is left out is said. */
  readonly mostRows: number;
  /** Points a line, 2 … `MOST_POINTS`; of more the least and greatest of each stretch, and the file says so. */
  readonly mostPoints: number;
  readonly blocks: readonly ReportBlock[];
  /** Who wrote what in the registry, by Yjs client, as they are known here. */
  readonly people: readonly (readonly [client: number, name: string])[];
}

export const MOST_POINTS = 32_000;

/** What a report is made of, one below the other. Ids are the dialog's. */
export type ReportBlock = { readonly id: string } & ReportContent;

export type ReportContent =
  /** Markdown. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly columns: readonly ColumnId[] }
  /** Metric keys or expressions, as in `SeriesQuery`. */
  | {
      readonly kind: 'lines';
      readonly title: string;
      readonly ys: readonly string[];
      readonly line: LineSettings;
    }
  | { readonly kind: 'plot'; readonly chart: ReportPlot }
  | {
      readonly kind: 'side-by-side';
      readonly title: string;
      readonly sections: readonly DifferenceSection[];
      readonly onlyDifferent: boolean;
    }
  | { readonly kind: 'notes' }
  | { readonly kind: 'models' };

export type ReportPlot = Extract<MadeChart, { kind: 'bar' | 'scatter' | 'parallel' }>;

/** What a report is asked about before it is composed. */
export type ReportRuns = Pick<ReportSettings, 'table' | 'drawn'>;

export interface ReportOutline {
  readonly runs: number;
  readonly drawn: number;
  readonly columns: readonly ColumnInfo[];
  /** Of the drawn runs. */
  readonly metrics: readonly MetricOverview[];
  /** Drawn runs with a note, and versions registered from them. */
  readonly notes: number;
  readonly versions: number;
  /** Some of them say where they came from. */
  readonly hasOrigins: boolean;
  /** Yjs clients that wrote the registry. */
  readonly clients: readonly number[];
}

export interface ReportPreview {
  readonly html: string;
  /** About what the file will have. */
  readonly bytes: number;
}

/** One workspace open for composing a report, in a worker of its own. */
export interface ReportApi {
  open(workspace: WorkspaceId, edits: WorkspaceEdits, runs: ReportRuns): Promise<ReportOutline>;
  /** The report with fewer points and rows: quick to make and to show. It opens at the block `begin`. */
  preview(settings: ReportSettings, atMs: number, begin: string | null): Promise<ReportPreview>;
}
