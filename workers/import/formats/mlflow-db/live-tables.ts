import type { ExperimentRecord } from '../../../../src/domain/records.ts';
import type { LivePages } from '../../sqlite/live-pages.ts';
import type { TableScan } from '../../sqlite/table-scan.ts';
import { TableStore } from '../../sqlite/table-store.ts';
import { readExperiments } from './experiments.ts';
import { METRIC_COLUMNS, readValue } from './metrics.ts';
import { PairTable } from './pairs.ts';
import { RUN_COLUMNS, type RunRow, Runs, readRunRow } from './runs.ts';
import { type Schema, SMALL_TABLES, type Store } from './schema.ts';
import { readSmallTables, type SmallTables } from './small-tables.ts';

/** Tables that only grow at their end, and of which a follower reads the new rows. */
export const GROWING = ['runs', 'metrics', 'params', 'tags'] as const;
export type GrowingTable = (typeof GROWING)[number];
/** Small tables that take more pages than this are read whole only when a row was added. */
const SMALL_PAGES = 256;
/** Rows of points taken in one look; what is behind them is for the next one. */
const MOST_POINTS = 100_000;
const PAIR_COLUMNS = ['run_uuid', 'key', 'value'];
/** Rows between two wanted ones that are rather read over than sought. */
const NEAR_ROWS = 64;

/** How far a table was read: its last row, and what stood in it. A row id that was freed may be given out again. */
export interface Mark {
  readonly rowId: number;
  readonly text: string;
}
export type Marks = Readonly<Record<GrowingTable, Mark>>;

export interface PairRow {
  readonly rowId: number;
  readonly run: string;
  readonly key: string;
  readonly value: string;
}

export interface PointRow {
  readonly run: string;
  readonly key: string;
  readonly step: number;
  readonly timeMs: number;
  readonly value: number;
}

/** All that is known of runs but their points, as of one moment. */
export interface AllRecords {
  readonly experiments: Map<string, ExperimentRecord>;
  readonly runs: Runs;
  readonly small: SmallTables;
  /** Row ids of the tags of runs that are under way, by number. */
  readonly tagRows: ReadonlyMap<number, number[]>;
  readonly marks: Marks;
  readonly smallMarks: string;
  readonly metricLeaves: readonly number[];
  readonly store: Store;
}

/** What is new since the marks, as of one moment. */
export interface Additions {
  /** A table does not go on where it stood. */
  readonly isOther: boolean;
  /** Pairs that were the last ones are gone or others. */
  readonly arePairsOther: boolean;
  readonly marks: Marks;
  readonly points: readonly PointRow[];
  /** There are more points than one look takes. */
  readonly hasMore: boolean;
  readonly newRuns: readonly { readonly rowId: number; readonly row: RunRow }[];
  /** Rows of runs that are under way, by row id. */
  readonly liveRuns: ReadonlyMap<number, RunRow>;
  readonly liveTags: ReadonlyMap<number, PairRow>;
  readonly newParams: readonly PairRow[];
  readonly newTags: readonly PairRow[];
  readonly experiments: Map<string, ExperimentRecord>;
  /** null where they are as they were. */
  readonly small: SmallTables | null;
  readonly smallMarks: string;
}

export interface Wanted {
  readonly marks: Marks;
  readonly runRows: readonly number[];
  readonly tagRows: readonly number[];
  readonly smallMarks: string;
}

export function storeOf(pages: LivePages, schema: Schema, path: string): Store {
  return new TableStore({ pages }, schema.tables, path);
}

/** `hasParams`: also the params, of which there may be many, and which never change. */
export function readAllRecords(store: Store, hasParams: boolean): AllRecords {
  const experiments = readExperiments(store);
  const runs = new Runs(store, experiments);
  const small = readSmallTables(store, experiments);
  const params = new PairTable(runs.count);
  const tags = new PairTable(runs.count);
  const tagRows = new Map<number, number[]>();
  if (hasParams) {
    store.each('params', PAIR_COLUMNS, (row) => {
      const run = runs.find(row, 0);
      if (run >= 0) params.add(run, row, 1, 2);
    });
  }
  store.each('tags', PAIR_COLUMNS, (row) => {
    const run = runs.find(row, 0);
    if (run < 0) return;
    tags.add(run, row, 1, 2);
    if (isOver(runs.rowOf(run))) return;
    const known = tagRows.get(run);
    if (known === undefined) tagRows.set(run, [row.rowId]);
    else known.push(row.rowId);
  });
  runs.attach(params, tags, small.inputs);
  const marks = {
    runs: readMark(store, 'runs'),
    metrics: readMark(store, 'metrics'),
    params: readMark(store, 'params'),
    tags: readMark(store, 'tags'),
  };
  const metricLeaves = store.listLeaves('metrics');
  const smallMarks = marksOfSmall(store);
  return { experiments, runs, small, tagRows, marks, smallMarks, metricLeaves, store };
}

export function readAdditions(store: Store, wanted: Wanted): Additions {
  const points: PointRow[] = [];
  const newRuns: { rowId: number; row: RunRow }[] = [];
  const newParams: PairRow[] = [];
  const newTags: PairRow[] = [];
  const runs = eachNew(store, 'runs', wanted.marks, (row) => {
    newRuns.push({ rowId: row.rowId, row: readRunRow(row, row.text(0)) });
  });
  const metrics = eachNew(store, 'metrics', wanted.marks, (row) => {
    if (row.pointer(0) !== 0 && row.pointer(1) !== 0) points.push(toPoint(row));
    return points.length < MOST_POINTS;
  });
  const params = eachNew(store, 'params', wanted.marks, (row) => void newParams.push(toPair(row)));
  const tags = eachNew(store, 'tags', wanted.marks, (row) => void newTags.push(toPair(row)));
  const experiments = readExperiments(store);
  const smallMarks = marksOfSmall(store);
  const isLarge = SMALL_TABLES.reduce((sum, table) => sum + store.listLeaves(table).length, 0) > SMALL_PAGES;
  const small = isLarge && smallMarks === wanted.smallMarks ? null : readSmallTables(store, experiments);
  const liveRuns = new Map<number, RunRow>();
  readRows(store, 'runs', wanted.runRows, (row) => liveRuns.set(row.rowId, readRunRow(row, row.text(0))));
  const liveTags = new Map<number, PairRow>();
  readRows(store, 'tags', wanted.tagRows, (row) => liveTags.set(row.rowId, toPair(row)));
  return {
    isOther: runs.isOther || metrics.isOther,
    arePairsOther: params.isOther || tags.isOther,
    marks: { runs: runs.mark, metrics: metrics.mark, params: params.mark, tags: tags.mark },
    points,
    hasMore: points.length >= MOST_POINTS,
    newRuns,
    liveRuns,
    liveTags,
    newParams,
    newTags,
    experiments,
    small,
    smallMarks,
  };
}

export function isOver({ status }: { readonly status: RunRow['status'] }): boolean {
  return status === 'finished' || status === 'failed' || status === 'killed';
}

const COLUMNS: Readonly<Record<GrowingTable, readonly string[]>> = {
  runs: RUN_COLUMNS,
  metrics: METRIC_COLUMNS,
  params: PAIR_COLUMNS,
  tags: PAIR_COLUMNS,
};
/** Columns that tell one row from another; a run's other ones change. */
const NAMING_COLUMNS: Readonly<Record<GrowingTable, number>> = { runs: 1, metrics: 5, params: 2, tags: 2 };

/** Calls back for the rows behind the mark, until `onRow` says false. */
function eachNew(
  store: Store,
  table: GrowingTable,
  marks: Marks,
  onRow: (row: TableScan) => unknown,
): { readonly isOther: boolean; readonly mark: Mark } {
  let mark = marks[table];
  let isKnown = mark.rowId === 0;
  const rows = store.scan(table, COLUMNS[table], { from: mark.rowId });
  while (rows?.next() === true) {
    const rowId = rows.rowId;
    if (rowId === marks[table].rowId) {
      isKnown = textOf(rows, table) === mark.text;
      if (!isKnown) break;
      continue;
    }
    mark = { rowId, text: textOf(rows, table) };
    if (onRow(rows) === false) break;
  }
  return { isOther: !isKnown, mark };
}

function readMark(store: Store, table: GrowingTable): Mark {
  const rowId = store.lastRowId(table);
  // Also while the pages are missing that tell: a scan from 0 would ask for all of them.
  if (rowId === 0) return { rowId: 0, text: '' };
  const rows = store.scan(table, COLUMNS[table], { from: rowId });
  return rows?.next() === true ? { rowId: rows.rowId, text: textOf(rows, table) } : { rowId: 0, text: '' };
}

function textOf(row: TableScan, table: GrowingTable): string {
  let text = '';
  for (let column = 0; column < NAMING_COLUMNS[table]; column++) text += `${row.text(column)}\n`;
  return text;
}

/** The rows with these ids, which are in ascending order, as far as they are there. */
function readRows(
  store: Store,
  table: GrowingTable,
  rowIds: readonly number[],
  onRow: (row: TableScan) => void,
): void {
  let rows: TableScan | null = null;
  let isThere = false;
  for (const rowId of rowIds) {
    if (rows === null || !isThere || rowId - rows.rowId > NEAR_ROWS) {
      rows = store.scan(table, COLUMNS[table], { from: rowId });
      isThere = rows?.next() ?? false;
    }
    while (rows !== null && isThere && rows.rowId < rowId) isThere = rows.next();
    if (rows !== null && isThere && rows.rowId === rowId) onRow(rows);
  }
}

function marksOfSmall(store: Store): string {
  return SMALL_TABLES.map((table) => store.lastRowId(table)).join(' ');
}

function toPoint(row: TableScan): PointRow {
  const value = readValue(row);
  return { run: row.text(0), key: row.text(1), step: row.number(4), timeMs: row.number(3), value };
}

function toPair(row: TableScan): PairRow {
  return { rowId: row.rowId, run: row.text(0), key: row.text(1), value: row.text(2) };
}
