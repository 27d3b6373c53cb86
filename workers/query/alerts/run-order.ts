import type { ExperimentKey, Hash, MetricKey, RunKey } from '../../../src/domain/ids.ts';
import type { EditedTable } from '../edited-table.ts';

/** Smaller is better, or greater. */
export type Better = 'min' | 'max';

export interface DatasetChange {
  readonly name: string;
  readonly digests: readonly string[];
}

interface Bests {
  /** In the order the runs began. */
  readonly began: readonly number[];
  readonly keys: readonly RunKey[];
  /** Index i: the best of the runs 0 … i. */
  readonly bests: readonly number[];
}

/**
 * What the runs of an experiment were before each of its runs. Order is when they began, or were imported where they do
 * not say, and then the key. It stays as the table was.
 */
export class RunOrder {
  private readonly bests = new Map<string, ReadonlyMap<ExperimentKey, Bests>>();
  private changes: ReadonlyMap<RunKey, readonly DatasetChange[]> | null = null;

  constructor(
    private readonly table: EditedTable,
    private readonly cameMs: (run: RunKey, packs: readonly Hash[]) => number | null,
  ) {}

  /** The best finite value of the runs of its experiment that began before; null where none has one. */
  bestBefore(table: EditedTable, row: number, metric: MetricKey, better: Better): number | null {
    const known = this.bestsOf(metric, better).get(table.experiment(row));
    if (!known) return null;
    const place = { began: this.began(table, row), key: table.facts.keys[row]! };
    let [low, high] = [0, known.keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = { began: known.began[middle]!, key: known.keys[middle]! };
      if (compare(other, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : known.bests[low - 1]!;
  }

  /** Datasets that a run used with digests that the last run before it that used the name did not. */
  changesOf(run: RunKey): readonly DatasetChange[] {
    this.changes ??= this.findChanges();
    return this.changes.get(run) ?? [];
  }

  began(table: EditedTable, row: number): number {
    const start = table.facts.starts[row]!;
    if (!Number.isNaN(start)) return start;
    return this.cameMs(table.facts.keys[row]!, table.facts.packs[row]!) ?? Number.POSITIVE_INFINITY;
  }

  private bestsOf(metric: MetricKey, better: Better): ReadonlyMap<ExperimentKey, Bests> {
    const about = `${better} ${metric}`;
    const known = this.bests.get(about) ?? this.findBests(metric, better);
    this.bests.set(about, known);
    return known;
  }

  private findBests(metric: MetricKey, better: Better): ReadonlyMap<ExperimentKey, Bests> {
    const { table } = this;
    const column = table.facts.metrics.get(metric);
    const found = new Map<ExperimentKey, { began: number; key: RunKey; value: number }[]>();
    for (let i = 0; i < (column?.length ?? 0); i++) {
      const row = column!.rowAt(i);
      const value = column!.statAt(i, better);
      if (!Number.isFinite(value) || table.deleted(row)) continue;
      const one = { began: this.began(table, row), key: table.facts.keys[row]!, value };
      const experiment = table.experiment(row);
      const others = found.get(experiment);
      if (others) others.push(one);
      else found.set(experiment, [one]);
    }
    return new Map([...found].map(([experiment, runs]) => [experiment, toBests(runs, better)]));
  }

  private findChanges(): ReadonlyMap<RunKey, readonly DatasetChange[]> {
    const { table } = this;
    const { facts } = table;
    const runs: { row: number; began: number; key: RunKey }[] = [];
    for (let row = 0; row < facts.count; row++) {
      if (facts.datasetUses[row]!.length === 0 || table.deleted(row)) continue;
      runs.push({ row, began: this.began(table, row), key: facts.keys[row]! });
    }
    runs.sort(compare);
    const changes = new Map<RunKey, readonly DatasetChange[]>();
    const last = new Map<ExperimentKey, Map<string, ReadonlySet<string>>>();
    for (const { row, key } of runs) {
      const before = last.get(table.experiment(row)) ?? new Map<string, ReadonlySet<string>>();
      last.set(table.experiment(row), before);
      const found: DatasetChange[] = [];
      for (const [name, digests] of digestsOf(table, row)) {
        const known = before.get(name);
        const fresh = known ? [...digests].filter((digest) => !known.has(digest)) : [];
        if (fresh.length > 0) found.push({ name, digests: fresh });
        before.set(name, digests);
      }
      if (found.length > 0) changes.set(key, found);
    }
    return changes;
  }
}

function digestsOf({ facts }: EditedTable, row: number): ReadonlyMap<string, ReadonlySet<string>> {
  const byName = new Map<string, Set<string>>();
  for (const { name, digest } of facts.datasetUses[row]!) {
    if (name === '' || digest === '') continue;
    const digests = byName.get(name) ?? new Set();
    byName.set(name, digests.add(digest));
  }
  return byName;
}

function toBests(runs: { began: number; key: RunKey; value: number }[], better: Better): Bests {
  runs.sort(compare);
  let best = runs[0]!.value;
  const choose = better === 'min' ? Math.min : Math.max;
  const bests = runs.map(({ value }) => {
    best = choose(best, value);
    return best;
  });
  return { began: runs.map(({ began }) => began), keys: runs.map(({ key }) => key), bests };
}

interface Place {
  readonly began: number;
  readonly key: RunKey;
}

function compare(a: Place, b: Place): number {
  if (a.began !== b.began) return a.began < b.began ? -1 : 1;
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}
