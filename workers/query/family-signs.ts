import type { RunTable } from './run-table.ts';

/** A child that nobody has heard of before is noticed after so long. */
const STALE_MS = 1000;
/** A parent chain longer than this is a loop. */
const MOST_ANCESTORS = 100;

/** When the runs nested under a run were last heard of: the parent of a sweep writes nothing while they do. */
export class FamilySigns {
  private signs = new Map<number, number>();
  private atMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly facts: RunTable) {}

  /** -Infinity where none is nested under it, or nothing is known of them. */
  below(row: number, nowMs: number): number {
    const parents = this.facts.indexes.parentRows;
    if (parents === null) return Number.NEGATIVE_INFINITY;
    if (Math.abs(nowMs - this.atMs) >= STALE_MS) {
      this.signs = gather(this.facts, parents);
      this.atMs = nowMs;
    }
    return this.signs.get(row) ?? Number.NEGATIVE_INFINITY;
  }
}

function gather({ lastSigns, ends }: RunTable, parents: Int32Array): Map<number, number> {
  const signs = new Map<number, number>();
  for (let row = 0; row < parents.length; row++) {
    if (parents[row] === -1) continue;
    const signMs = latest(lastSigns[row]!, ends[row]!);
    let above = parents[row]!;
    // Where a nearer ancestor has a later sign already, so have those above it.
    for (let depth = 0; above >= 0 && depth < MOST_ANCESTORS; depth++) {
      if ((signs.get(above) ?? Number.NEGATIVE_INFINITY) >= signMs) break;
      signs.set(above, signMs);
      above = parents[above] ?? -1;
    }
  }
  return signs;
}

function latest(a: number, b: number): number {
  return Math.max(
    Number.isNaN(a) ? Number.NEGATIVE_INFINITY : a,
    Number.isNaN(b) ? Number.NEGATIVE_INFINITY : b,
  );
}
