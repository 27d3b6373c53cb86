import type { RunKey } from '../../src/domain/ids.ts';
import type { StartedWithin } from '../../src/domain/view-state.ts';
import type { TableQuery } from '../../src/rpc/query-api.ts';
import type { EditedTable } from './edited-table.ts';
import { type GroupedRuns, groupId, groupPath, groupRuns, MOST_LEVELS } from './group-runs.ts';
import { nestRuns } from './nest-runs.ts';
import { type Scope, type ScopeQuery, scopeOf } from './scope-runs.ts';
import { sortRows } from './sort-runs.ts';

/** Runs of a query in the order they are shown. */
export interface Selection {
  readonly table: EditedTable;
  /** What is shown: a row of the table, or `~n` for the group `n`. */
  readonly rows: Int32Array;
  /** Every run that matches, those under folded parents and in folded groups too, in their order. */
  readonly matching: Uint32Array;
  /** Depth in the tree of nested runs, beside `rows`; null where none is nested. */
  readonly depths: Uint8Array | null;
  /** Children within the selection, by row; null where none is nested. */
  readonly childCounts: Uint32Array | null;
  readonly folded: ReadonlySet<RunKey>;
  /** null where runs are not grouped. */
  readonly groups: GroupedRuns | null;
  readonly foldedGroups: ReadonlySet<string>;
  /** Runs whatever the filter, the time range and folding say. */
  readonly scope: Scope;
}

/** The runs in scope and their order, kept while only filter, grouping and folding change. */
export class RunSelector {
  private table: EditedTable | null = null;
  private count = 0;
  private about = '';
  private scope: Scope = { rows: new Uint32Array(), deletedCount: 0, archivedCount: 0 };
  private sortedBy = '';
  private sorted: Uint32Array = new Uint32Array();

  /** `marks` tells which rows the filter leaves; null for all of them. */
  select(table: EditedTable, query: TableQuery, marks: Uint8Array | null, nowMs: number): Selection {
    this.find(table, query);
    this.sort(table, query);
    const matching = pick(this.sorted, marks, startsWithin(table, query.started, nowMs));
    const folded = new Set(query.folded);
    const foldedGroups = new Set(query.foldedGroups);
    const base = { table, folded, foldedGroups, scope: this.scope };
    const by = query.groupBy.slice(0, MOST_LEVELS);
    if (by.length > 0) {
      const groups = groupRuns(table, matching, by, query.sort[0], query.aggregate);
      const rows = unfoldedRows(groups, foldedGroups);
      return { ...base, rows, matching: groups.rows, depths: null, childCounts: null, groups };
    }
    const nested = query.tree ? nestRuns(table.facts, matching, folded) : null;
    const rows = new Int32Array(nested?.rows ?? matching);
    const { depths = null, childCounts = null } = nested ?? {};
    return { ...base, rows, matching, depths, childCounts, groups: null };
  }

  /** Runs in scope; asked for again they are the same object. */
  find(table: EditedTable, query: ScopeQuery): Scope {
    const { experiments, runs, lifecycle, archived } = query;
    const about = JSON.stringify([experiments, runs, lifecycle, archived]);
    if (this.table === table && this.about === about && this.count === table.facts.count) return this.scope;
    this.scope = scopeOf(table, query);
    this.table = table;
    this.count = table.facts.count;
    this.about = about;
    this.sortedBy = '';
    return this.scope;
  }

  private sort(table: EditedTable, { sort }: TableQuery): void {
    const by = JSON.stringify(sort);
    // What is sorted by may have been loaded in the meantime.
    const isLoading = sort.some(({ column }) => column.startsWith('at('));
    if (this.sortedBy === by && !isLoading) return;
    this.sorted = sortRows(this.scope.rows, table, sort);
    this.sortedBy = by;
  }
}

function pick(
  rows: Uint32Array,
  marks: Uint8Array | null,
  isWithin: ((row: number) => boolean) | null,
): Uint32Array {
  if (marks === null && isWithin === null) return rows;
  const picked = new Uint32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if ((marks === null || marks[row] === 1) && (isWithin === null || isWithin(row))) picked[count++] = row;
  }
  return picked.subarray(0, count);
}

/** A run that does not say when it began is within no time. Both ends are within. */
function startsWithin(
  { facts }: EditedTable,
  started: StartedWithin | null,
  nowMs: number,
): ((row: number) => boolean) | null {
  if (started === null) return null;
  const fromMs = 'lastMs' in started ? nowMs - started.lastMs : (started.fromMs ?? Number.NEGATIVE_INFINITY);
  const toMs = 'lastMs' in started ? Number.POSITIVE_INFINITY : (started.toMs ?? Number.POSITIVE_INFINITY);
  const { starts } = facts;
  return (row) => starts[row]! >= fromMs && starts[row]! <= toMs;
}

/** Groups and, in those that are not folded, what is in them. */
function unfoldedRows(groups: GroupedRuns, folded: ReadonlySet<string>): Int32Array {
  const { nodes, rows } = groups;
  const shown = new Int32Array(nodes.length + rows.length);
  let count = 0;
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    shown[count++] = ~at;
    const isInnermost = node.depth === groups.by.length - 1;
    if (folded.size > 0 && folded.has(groupId(groupPath(groups, at)))) {
      while (at + 1 < nodes.length && nodes[at + 1]!.depth > node.depth) at += 1;
    } else if (isInnermost) {
      for (let row = node.from; row < node.to; row++) shown[count++] = rows[row]!;
    }
  }
  return shown.subarray(0, count);
}
