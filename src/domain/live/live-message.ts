import type { PointColumns } from '../../base/columns.ts';
import type { MetricKey, RunKey, WorkspaceId } from '../ids.ts';
import type { ExperimentRecord } from '../records.ts';
import type { RunRecord, SeriesPart, SeriesSummary } from '../run.ts';

/**
 * What whoever watches a training tells everybody who has the workspace open, in this browser (a BroadcastChannel) and
 * in others (as messages between peers). Nothing of it is kept: what shall stay becomes facts.
 */
export type LiveMessage =
  /** Somebody has come and knows nothing: whoever watches tells all it holds, as whole runs. */
  | { readonly kind: 'hello' }
  | LiveNews
  /** These runs are not live any more: they are facts by now, or nobody watches them. */
  | { readonly kind: 'over'; readonly watcher: string; readonly runs: readonly RunKey[] }
  /**
   * The watcher ends, with all its runs. `isForgotten`: the workspace was removed, and no facts of them will come; then it
   * names the watch of all folders, whose books call themselves `<watch>.<number>`.
   */
  | { readonly kind: 'bye'; readonly watcher: string; readonly isForgotten?: true };

export interface LiveNews {
  readonly kind: 'news';
  /** One watch under way; of its own for each start, so that its runs can be told from those of one that died. */
  readonly watcher: string;
  /** Name of the person's device where it came from another browser; '' here. */
  readonly from: string;
  readonly atMs: number;
  readonly experiments: readonly ExperimentRecord[];
  readonly runs: readonly LiveRunNews[];
}

export interface LiveRunNews {
  readonly run: RunRecord;
  /** When its source last grew, by the watcher's clock. */
  readonly lastSignMs: number;
  /**
   * True: what was held of this run is forgotten, `series` are all it has. False: `series` are those that grew, and their
   * points follow the ones told before.
   */
  readonly isWhole: boolean;
  readonly series: readonly LiveSeriesNews[];
  /** Lines that its console wrote since the last news; the last of them only. */
  readonly console: readonly string[];
}

export interface LiveSeriesNews {
  readonly key: MetricKey;
  /** Of the whole series as far as it was read, with what is stored. */
  readonly summary: SeriesSummary;
  /** Where the points [0, storedCount) lie; only told of whole runs. */
  readonly parts: readonly SeriesPart[];
  readonly storedCount: number;
  /** Place in the series of the first of `points`. Beyond the end of what is held where messages were lost. */
  readonly from: number;
  readonly points: PointColumns;
  /** Points were left out between peers to spare the line: least, greatest and last of each stretch are there. */
  readonly isThinned: boolean;
}

/** Name of the channel on which a browser's tabs and workers hear of the live runs of a workspace. */
export const liveChannelName = (workspace: WorkspaceId): string => `cairn-live-${workspace}`;
