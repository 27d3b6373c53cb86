import type { RunKey } from '../../../src/domain/ids.ts';
import { type LineageOptions, lineageId, RUNS_PER_STEP } from '../../../src/domain/lineage/lineage-graph.ts';
import type { LineageRun, LineageSource } from './lineage-source.ts';
import type { Walk } from './walk.ts';

/** Siblings up to here are shown one by one. */
const FEW_RUNS = 8;
/** Runs of a picture shown one by one, whatever was expanded. */
export const MOST_SINGLE = 240;

/** Runs that are shown as one node. */
export interface RunFold {
  readonly id: string;
  /** What they are nested in; null for runs of the top level. */
  readonly parent: LineageRun | null;
  readonly runs: readonly LineageRun[];
  /** More than these are there, and shown one by one. */
  readonly hasSingles: boolean;
}

export interface FoldedRuns {
  /** The node that stands for each run. */
  readonly nodeOf: ReadonlyMap<RunKey, string>;
  /** In order of their start. */
  readonly singles: readonly LineageRun[];
  readonly folds: readonly RunFold[];
}

/**
 * Decides which runs are shown one by one: all where siblings are few, else those that must be (`shown`), the best of
 * its siblings, and as many as were asked for. What is nested in a folded run is folded with it.
 */
export function foldRuns(
  walk: Walk,
  shown: ReadonlySet<RunKey>,
  expanded: LineageOptions['expanded'],
  source: LineageSource,
): FoldedRuns {
  return new Folder(walk, shown, expanded, source).fold();
}

class Folder {
  private readonly runs = new Map<RunKey, LineageRun>();
  private readonly nested = new Map<RunKey, LineageRun[]>();
  private readonly nodeOf = new Map<RunKey, string>();
  private readonly singles: LineageRun[] = [];
  private readonly folds: RunFold[] = [];
  private readonly pages = new Map<string, number>();

  constructor(
    walk: Walk,
    private readonly shown: ReadonlySet<RunKey>,
    expanded: readonly string[],
    private readonly source: LineageSource,
  ) {
    for (const { thing } of walk.things.values()) {
      const run = thing.kind === 'run' ? source.run(thing.run) : null;
      if (run) this.runs.set(run.key, run);
    }
    for (const run of this.runs.values()) {
      const parent = this.parentOf(run);
      if (parent) push(this.nested, parent.key, run);
    }
    for (const id of expanded) this.pages.set(id, (this.pages.get(id) ?? 0) + 1);
  }

  fold(): FoldedRuns {
    const top = [...this.runs.values()].filter((run) => !this.parentOf(run));
    this.placeTop(top);
    // Runs that are nested in one another in a circle have no top.
    this.placeTop([...this.runs.values()].filter((run) => !this.nodeOf.has(run.key)));
    this.singles.sort(byStart);
    this.folds.sort((a, b) => (a.id < b.id ? -1 : 1));
    return { nodeOf: this.nodeOf, singles: this.singles, folds: this.folds };
  }

  private placeTop(runs: readonly LineageRun[]): void {
    const groups = new Map<string, LineageRun[]>();
    for (const run of runs) push(groups, `runs:top:${run.experiment}`, run);
    for (const [id, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) this.place(id, null, group);
  }

  /** Siblings, and after them what is nested in those that are shown one by one. */
  private place(id: string, parent: LineageRun | null, siblings: readonly LineageRun[]): void {
    const queue = [{ id, parent, siblings }];
    for (let next = queue.shift(); next; next = queue.shift()) {
      const fresh = next.siblings.filter((run) => !this.nodeOf.has(run.key)).sort(byStart);
      const single = this.chooseSingles(next.id, fresh);
      const folded = fresh.filter((run) => !single.has(run.key));
      for (const run of fresh) {
        if (!single.has(run.key)) continue;
        this.showSingle(run);
        const children = this.nested.get(run.key);
        if (children) queue.push({ id: `runs:${run.key}`, parent: run, siblings: children });
      }
      if (folded.length > 0) this.addFold(next.id, next.parent, folded, single.size > 0);
    }
  }

  private chooseSingles(id: string, siblings: readonly LineageRun[]): ReadonlySet<RunKey> {
    const single = new Set(siblings.filter((run) => this.shown.has(run.key)).map((run) => run.key));
    const rest = siblings.filter((run) => !single.has(run.key));
    const room = Math.max(0, MOST_SINGLE - this.singles.length - single.size);
    if (siblings.length <= FEW_RUNS && rest.length <= room) return new Set(siblings.map((run) => run.key));
    const best = room > 0 ? this.bestOf(rest) : null;
    if (best) single.add(best.key);
    const asked = Math.min(room - (best ? 1 : 0), (this.pages.get(id) ?? 0) * RUNS_PER_STEP);
    const others = rest.filter((run) => run !== best);
    for (const run of others.slice(0, Math.max(0, asked))) single.add(run.key);
    // One that is left alone takes the room of its fold.
    if (others.length === asked + 1 && asked < room - 1) single.add(others[asked]!.key);
    return single;
  }

  private addFold(
    id: string,
    parent: LineageRun | null,
    folded: readonly LineageRun[],
    hasSingles: boolean,
  ): void {
    const all: LineageRun[] = [];
    const waiting = [...folded];
    const hold = new Set(folded.map((run) => run.key));
    for (let run = waiting.pop(); run; run = waiting.pop()) {
      this.nodeOf.set(run.key, id);
      all.push(run);
      for (const child of this.nested.get(run.key) ?? []) {
        if (this.nodeOf.has(child.key) || hold.has(child.key)) continue;
        if (this.shown.has(child.key)) this.showSingle(child);
        else {
          hold.add(child.key);
          waiting.push(child);
        }
      }
    }
    const known = this.folds.findIndex((fold) => fold.id === id);
    const before = known < 0 ? [] : this.folds.splice(known, 1).flatMap((fold) => fold.runs);
    this.folds.push({ id, parent, runs: [...before, ...all].sort(byStart), hasSingles });
  }

  private showSingle(run: LineageRun): void {
    this.nodeOf.set(run.key, lineageId({ kind: 'run', run: run.key }));
    this.singles.push(run);
  }

  private bestOf(runs: readonly LineageRun[]): LineageRun | null {
    // Runs that logged other metrics are not to be compared: the metric that most of them have decides.
    const byMetric = new Map<string, { count: number; best: LineageRun; rank: number }>();
    for (const run of runs) {
      const metric = this.source.mainMetric(run.key);
      if (!metric || Number.isNaN(metric.rank)) continue;
      const known = byMetric.get(metric.key);
      const isBest = !known || metric.rank < known.rank;
      const { rank } = isBest ? metric : known;
      const count = (known?.count ?? 0) + 1;
      byMetric.set(metric.key, { count, best: isBest ? run : known.best, rank });
    }
    const most = [...byMetric].sort(([a, { count: m }], [b, { count: n }]) => n - m || (a < b ? -1 : 1))[0];
    return most?.[1].best ?? null;
  }

  private parentOf(run: LineageRun): LineageRun | null {
    const parent = run.parent === null || run.parent === run.key ? undefined : this.runs.get(run.parent);
    return parent ?? null;
  }
}

export function byStart(a: LineageRun, b: LineageRun): number {
  return a.startMs - b.startMs || (a.key < b.key ? -1 : 1);
}

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
