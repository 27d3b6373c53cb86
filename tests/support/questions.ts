import { FIRST_LINE } from '../../src/domain/view-state.ts';
import type { GroupRow, SeriesQuery, TableQuery, TableRow } from '../../src/rpc/query-api.ts';

/** Every active run, unsorted, ungrouped: what a test does not say otherwise. */
export const ALL_RUNS_QUERY: TableQuery = {
  experiments: 'all',
  runs: null,
  sort: [],
  lifecycle: 'active',
  archived: false,
  started: null,
  tree: false,
  folded: [],
  filter: '',
  groupBy: [],
  aggregate: 'mean',
  foldedGroups: [],
};

/** One metric of some runs over its steps, as logged. */
export const PLAIN_SERIES: Omit<SeriesQuery, 'runs' | 'ys' | 'range' | 'widthPx'> = {
  groups: null,
  centre: FIRST_LINE.centre,
  band: FIRST_LINE.band,
  axis: 'step',
  logX: false,
  smoothing: FIRST_LINE.smoothing,
};

/** Rows of a table that is not grouped. */
export function onlyRuns(rows: readonly (TableRow | GroupRow)[]): readonly TableRow[] {
  return rows.map((row) => {
    if (row.kind !== 'run') throw new Error(`Row ${row.id} is a group`);
    return row;
  });
}
