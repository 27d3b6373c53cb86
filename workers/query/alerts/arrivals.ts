import type { Hash, MetricKey, RunKey } from '../../../src/domain/ids.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import { parseRecordsAbout } from '../../../src/storage/record-lines.ts';
import type { FactReader } from '../fact-reader.ts';

/** When what has no time of its own came into the workspace: by the imports that brought it. */
export class Arrivals {
  private constructor(
    private readonly facts: FactReader,
    private readonly store: FactStore,
    private readonly byPack: ReadonlyMap<Hash, number>,
  ) {}

  static async load(facts: FactReader, store: FactStore): Promise<Arrivals> {
    const byPack = new Map<Hash, number>();
    for (const { packs, startedMs, finishedMs } of await store.listImports()) {
      const atMs = finishedMs ?? startedMs;
      for (const pack of packs) byPack.set(pack, Math.min(atMs, byPack.get(pack) ?? atMs));
    }
    return new Arrivals(facts, store, byPack);
  }

  /** When a run was first told of; null for one that was not. */
  ofRun(run: RunKey): number | null {
    const times = this.facts.storedIn(run).flatMap((pack) => this.byPack.get(pack) ?? []);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** When a point came, by its place in the series: with the first import that told of as many; null for none. */
  async ofPoint(run: RunKey, metric: MetricKey, at: number): Promise<number | null> {
    let first: number | null = null;
    for (const pack of this.facts.storedIn(run)) {
      const atMs = this.byPack.get(pack);
      if (atMs === undefined || (first !== null && atMs >= first)) continue;
      if ((await this.countIn(pack, run, metric)) > at) first = atMs;
    }
    return first;
  }

  private async countIn(pack: Hash, run: RunKey, metric: MetricKey): Promise<number> {
    const bytes = await this.store.loadChunk(pack);
    for (const record of bytes ? parseRecordsAbout(run, bytes) : []) {
      if (record.kind !== 'run' || record.key !== run) continue;
      return record.series.find(({ key }) => key === metric)?.count ?? 0;
    }
    return 0;
  }
}
