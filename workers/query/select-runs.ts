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
  /** Runs in scope whatever the search and folding say. */
  readonly scope: Uint32Array;
  readonly deletedCount: number;
}

/** A parent chain longer than this is a loop. */
const MAX_DEPTH = 32;

export function selectRuns(table: EditedTable, query: TableQuery): Selection {
  const inExperiments = rowsOfExperiments(table, query);
  let deletedCount = 0;
  for (const row of inExperiments) if (table.deleted(row)) deletedCount += 1;
  const scope = inExperiments.filter((row) => matchesLifecycle(table.deleted(row), query.lifecycle));
  const rows = search(table, scope, query.search);
  sortRows(rows, table, query.sort);
  const folded = new Set(query.folded);
  const base = { folded, scope, deletedCount, matching: rows };
  if (!query.tree) return { ...base, rows, depths: new Uint8Array(rows.length), childCounts: new Map() };
  return { ...base, ...nest(table, rows, folded) };
}

function rowsOfExperiments(table: EditedTable, query: TableQuery): Uint32Array {
  const { count, experiments } = table.facts;
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  if (query.experiments === 'all') return rows;
  const wanted = new Set(query.experiments);
  return rows.filter((row) => wanted.has(experiments[row]!));
}

function matchesLifecycle(deleted: boolean, wanted: TableQuery['lifecycle']): boolean {
  return wanted === 'all' || deleted === (wanted === 'deleted');
}

/** Every word must occur somewhere in what is known of the run. */
function search(table: EditedTable, scope: Uint32Array, text: string): Uint32Array {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return scope.slice();
  const logged = words.map((word) => markRows(table, word));
  return scope.filter((row) => {
    const own = `${table.name(row)}\n${table.facts.keys[row]}\n${table.facts.users[row]}`.toLowerCase();
    return words.every((word, index) => logged[index]![row] === 1 || own.includes(word));
  });
}

/** 1 at every row with the word in a parameter or tag. Each distinct text is looked at once. */
function markRows(table: EditedTable, word: string): Uint8Array {
  const { facts, edits } = table;
  const holds = facts.pool.markContaining(word);
  const rows = new Uint8Array(facts.count);
  for (const column of facts.params.values()) {
    for (let i = 0; i < column.length; i++) if (holds[column.valueAt(i)] === 1) rows[column.rowAt(i)] = 1;
  }
  for (const [key, column] of facts.tags) {
    for (let i = 0; i < column.length; i++) {
      const row = column.rowAt(i);
      if (holds[column.valueAt(i)] === 1 && !table.isTagEdited(row, key)) rows[row] = 1;
    }
  }
  for (const [run, { tags = {} }] of edits.runs) {
    const row = facts.rowOf(run);
    if (row !== undefined && Object.values(tags).some((text) => text?.toLowerCase().includes(word)))
      rows[row] = 1;
  }
  return rows;
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
