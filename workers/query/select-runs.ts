import type { RunKey } from '../../src/domain/ids.ts';
import type { TableQuery } from '../../src/rpc/query-api.ts';
import type { EditedTable } from './edited-table.ts';
import { sortRows } from './sort-runs.ts';

/** Runs of a query in the order they are shown. */
export interface Selection {
  readonly rows: Uint32Array;
  /** Every run that matches, those under folded parents too. */
  readonly matching: Uint32Array;
  /** Depth in the tree of nested runs, beside `rows`; 0 where the tree is off. */
  readonly depths: Uint8Array;
  /** Children within the selection, by row. */
  readonly childCounts: ReadonlyMap<number, number>;
  readonly folded: ReadonlySet<RunKey>;
  /** Runs in scope whatever the filter and folding say, in their order. */
  readonly scope: Uint32Array;
  readonly deletedCount: number;
}

/** A parent chain longer than this is a loop. */
const MAX_DEPTH = 32;

/** The runs in scope in their order, kept while only the filter and the folding change. */
export class RunSelector {
  private table: EditedTable | null = null;
  private about = '';
  private sorted = new Uint32Array();
  private deletedCount = 0;

  /** `marks` tells which rows the filter leaves; null for all of them. */
  select(table: EditedTable, query: TableQuery, marks: Uint8Array | null): Selection {
    this.sort(table, query);
    const scope = this.sorted;
    const rows = marks ? scope.filter((row) => marks[row] === 1) : scope;
    const folded = new Set(query.folded);
    const base = { folded, scope, deletedCount: this.deletedCount, matching: rows };
    if (!query.tree) return { ...base, rows, depths: new Uint8Array(rows.length), childCounts: new Map() };
    return { ...base, ...nest(table, rows, folded) };
  }

  private sort(table: EditedTable, query: TableQuery): void {
    const about = JSON.stringify([query.experiments, query.lifecycle, query.sort]);
    if (this.table === table && this.about === about) return;
    const inExperiments = rowsOfExperiments(table, query.experiments);
    this.deletedCount = 0;
    for (const row of inExperiments) if (table.deleted(row)) this.deletedCount += 1;
    this.sorted = inExperiments.filter((row) => matchesLifecycle(table.deleted(row), query.lifecycle));
    sortRows(this.sorted, table, query.sort);
    this.table = table;
    this.about = about;
  }
}

/** Runs of these experiments, in the order of the table. */
export function rowsOfExperiments(
  table: EditedTable,
  wantedKeys: TableQuery['experiments'],
): Uint32Array<ArrayBuffer> {
  const { count, experiments } = table.facts;
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  if (wantedKeys === 'all') return rows;
  const wanted = new Set(wantedKeys);
  return rows.filter((row) => wanted.has(experiments[row]!));
}

export function matchesLifecycle(deleted: boolean, wanted: TableQuery['lifecycle']): boolean {
  return wanted === 'all' || deleted === (wanted === 'deleted');
}

function nest(table: EditedTable, rows: Uint32Array, folded: ReadonlySet<RunKey>) {
  const present = new Set(rows);
  const children = new Map<number, number[]>();
  const roots: number[] = [];
  for (const row of rows) {
    const parent = parentRow(table, row);
    if (parent === undefined || !present.has(parent) || isAncestor(table, row, parent)) roots.push(row);
    else {
      const list = children.get(parent);
      if (list) list.push(row);
      else children.set(parent, [row]);
    }
  }
  const ordered: number[] = [];
  const depths: number[] = [];
  const visit = (row: number, depth: number): void => {
    ordered.push(row);
    depths.push(depth);
    if (folded.has(table.facts.keys[row]!)) return;
    for (const child of children.get(row) ?? []) visit(child, Math.min(depth + 1, MAX_DEPTH));
  };
  for (const root of roots) visit(root, 0);
  const childCounts = new Map([...children].map(([row, list]) => [row, list.length]));
  return { rows: Uint32Array.from(ordered), depths: Uint8Array.from(depths), childCounts };
}

function parentRow(table: EditedTable, row: number): number | undefined {
  const parent = table.facts.parents[row];
  return parent ? table.facts.rowOf(parent) : undefined;
}

/** True when going up from `from` comes back to `row`: such a run is shown as a root, or it would not be shown at all. */
function isAncestor(table: EditedTable, row: number, from: number): boolean {
  let at: number | undefined = from;
  for (let depth = 0; at !== undefined && depth < MAX_DEPTH; depth++) {
    if (at === row) return true;
    at = parentRow(table, at);
  }
  return at !== undefined;
}
