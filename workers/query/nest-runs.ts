import type { RunKey } from '../../src/domain/ids.ts';
import type { RunTable } from './run-table.ts';

/** Runs in the order they are shown, nested ones under their parents. */
export interface Nested {
  readonly rows: Uint32Array;
  /** Beside `rows`; null where none is nested. */
  readonly depths: Uint8Array | null;
  /** Children among the rows, by row; null where none is nested. */
  readonly childCounts: Uint32Array | null;
}

/** A parent chain longer than this is a loop. */
const MAX_DEPTH = 32;

export function nestRuns(facts: RunTable, rows: Uint32Array, folded: ReadonlySet<RunKey>): Nested {
  const parents = facts.indexes.parentRows;
  if (parents === null) return { rows, depths: null, childCounts: null };
  const { firstChild, nextSibling, childCounts } = linkChildren(parents, rows);
  const isChild = new Uint8Array(facts.count);
  for (const row of rows) for (let at = firstChild[row]!; at >= 0; at = nextSibling[at]!) isChild[at] = 1;
  const ordered = new Uint32Array(rows.length);
  const depths = new Uint8Array(rows.length);
  let count = 0;
  const visit = (row: number, depth: number): void => {
    ordered[count] = row;
    depths[count] = depth;
    count += 1;
    if (firstChild[row]! < 0 || folded.has(facts.keys[row]!)) return;
    for (let at = firstChild[row]!; at >= 0; at = nextSibling[at]!) visit(at, Math.min(depth + 1, MAX_DEPTH));
  };
  for (const row of rows) if (isChild[row] === 0) visit(row, 0);
  return { rows: ordered.subarray(0, count), depths: depths.subarray(0, count), childCounts };
}

/** Lists of children in the order of the rows; -1 ends them. */
function linkChildren(parents: Int32Array, rows: Uint32Array) {
  const present = new Uint8Array(parents.length);
  for (const row of rows) present[row] = 1;
  const firstChild = new Int32Array(parents.length).fill(-1);
  const lastChild = new Int32Array(parents.length).fill(-1);
  const nextSibling = new Int32Array(parents.length).fill(-1);
  const childCounts = new Uint32Array(parents.length);
  for (const row of rows) {
    const parent = parents[row]!;
    if (parent < 0 || present[parent] === 0 || isAncestor(parents, row, parent)) continue;
    if (firstChild[parent]! < 0) firstChild[parent] = row;
    else nextSibling[lastChild[parent]!] = row;
    lastChild[parent] = row;
    childCounts[parent]! += 1;
  }
  return { firstChild, nextSibling, childCounts };
}

/** True when going up from `from` comes back to `row`: such a run is shown as a root, or it would not be shown at all. */
function isAncestor(parents: Int32Array, row: number, from: number): boolean {
  let at = from;
  for (let depth = 0; at >= 0 && depth < MAX_DEPTH; depth++) {
    if (at === row) return true;
    at = parents[at]!;
  }
  return at >= 0;
}
