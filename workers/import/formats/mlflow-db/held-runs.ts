import type { ExperimentRecord } from '../../../../src/domain/records.ts';
import type { Pair, RunRecord } from '../../../../src/domain/run.ts';
import { type Additions, type AllRecords, isOver, type PairRow } from './live-tables.ts';
import { sortPairs } from './pairs.ts';
import { type RunRow, toRunRecord } from './runs.ts';
import type { SmallTables } from './small-tables.ts';

/** Runs that are looked at with every write. Crashed ones say for ever that they are running: the newest count. */
const MOST_LIVE = 300;

interface HeldRun {
  readonly rowId: number;
  /** What it was last told as, without its params: they never change, and there are many. */
  digest: string;
  live: LiveRun | null;
}

interface LiveRun {
  row: RunRow;
  params: readonly Pair[];
  /** Row ids of its tags. */
  tags: Set<number>;
}

/** What a follower remembers of all runs: a digest of each, and of those under way what their records are made of. */
export class HeldRuns {
  private readonly held = new Map<string, HeldRun>();
  private readonly live = new Set<string>();
  /** Of runs under way, and of those that came to their end with the last update. */
  readonly records = new Map<string, RunRecord>();
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  has(run: string): boolean {
    return this.held.has(run);
  }

  isLive(run: string): boolean {
    return this.live.has(run);
  }

  get rowIdsOfLive(): readonly number[] {
    return [...this.live].map((run) => this.held.get(run)!.rowId).sort(ascending);
  }

  get tagRowsOfLive(): readonly number[] {
    const rows: number[] = [];
    for (const run of this.live) rows.push(...(this.held.get(run)!.live?.tags ?? []));
    return rows.sort(ascending);
  }

  /** Remembers a run that was read with everything; returns true when it is not as it was told. */
  holdAll(all: AllRecords, number: number, record: RunRecord): boolean {
    const row = all.runs.rowOf(number);
    const digest = digestOf(record);
    const known = this.held.get(row.id);
    const params = record.params.length > 0 ? record.params : (known?.live?.params ?? []);
    const tags = new Set(all.tagRows.get(number) ?? []);
    const live = isOver(row) ? null : { row, params, tags };
    this.held.set(row.id, { rowId: all.runs.rowIds[number]!, digest, live });
    this.noteLive(row.id, live !== null);
    if (live !== null) this.records.set(row.id, record);
    return known?.digest !== digest;
  }

  /** Digest of what `holdAll` would remember, compared with what is. */
  isChanged(run: string, record: RunRecord): boolean {
    return this.held.get(run)?.digest !== digestOf(record);
  }

  /** Records of runs under way and new ones that are not as they were told, by run id. */
  update(
    { newRuns, liveRuns, liveTags, newParams, newTags }: Additions,
    experiments: ReadonlyMap<string, ExperimentRecord>,
    { inputs }: SmallTables,
  ): Updated {
    const changed = new Map<string, RunRecord>();
    let hasEnded = false;
    for (const { rowId, row } of newRuns) {
      this.held.set(row.id, { rowId, digest: '', live: { row, params: [], tags: new Set() } });
      this.noteLive(row.id, true);
    }
    const params = byRun(newParams);
    const tags = byRun(newTags);
    for (const run of [...this.live]) {
      const held = this.held.get(run)!;
      const { live } = held;
      const row = live === null ? undefined : (liveRuns.get(held.rowId) ?? live.row);
      if (live === null || row === undefined) continue;
      live.row = row;
      const added = params.get(run);
      if (added) live.params = sortPairs([...live.params, ...added.map(toPair)]);
      const tagRows = [...live.tags]
        .flatMap((rowId) => liveTags.get(rowId) ?? [])
        .filter((one) => one.run === run);
      for (const one of tags.get(run) ?? []) if (!live.tags.has(one.rowId)) tagRows.push(one);
      tagRows.sort((a, b) => a.rowId - b.rowId);
      live.tags = new Set(tagRows.map(({ rowId }) => rowId));
      const experiment = experiments.get(row.experimentId);
      if (experiment === undefined) continue;
      const record = toRunRecord(row, this.path, {
        experiment,
        params: live.params,
        tags: sortPairs(tagRows.map(toPair)),
        links: inputs.get(run),
      });
      const digest = digestOf(record);
      if (digest !== held.digest || added !== undefined) changed.set(run, record);
      this.records.set(run, record);
      held.digest = digest;
      if (!isOver(row)) continue;
      hasEnded = true;
      held.live = null;
      this.live.delete(run);
    }
    this.limitLive();
    return { changed, hasEnded };
  }

  /** Runs that are over by now are not held any longer. */
  forgetRecords(): void {
    for (const run of this.records.keys()) if (!this.live.has(run)) this.records.delete(run);
  }

  /** True when a run that was told is not among these. */
  hasLost(runs: ReadonlySet<string>): boolean {
    for (const run of this.held.keys()) if (!runs.has(run)) return true;
    return false;
  }

  limitLive(): void {
    if (this.live.size <= MOST_LIVE) return;
    const sorted = [...this.live].sort((a, b) => this.held.get(b)!.rowId - this.held.get(a)!.rowId);
    for (const run of sorted.slice(MOST_LIVE)) {
      this.live.delete(run);
      this.records.delete(run);
      this.held.get(run)!.live = null;
    }
  }

  private noteLive(run: string, isLive: boolean): void {
    if (isLive) this.live.add(run);
    else this.live.delete(run);
  }
}

export interface Updated {
  readonly changed: ReadonlyMap<string, RunRecord>;
  /** One of them is over by now. */
  readonly hasEnded: boolean;
}

function byRun(rows: readonly PairRow[]): Map<string, PairRow[]> {
  const found = new Map<string, PairRow[]>();
  for (const row of rows) {
    const known = found.get(row.run);
    if (known === undefined) found.set(row.run, [row]);
    else known.push(row);
  }
  return found;
}

function toPair({ key, value }: PairRow): Pair {
  return [key, value];
}

function ascending(a: number, b: number): number {
  return a - b;
}

/** 64 bits of what a record says beside its params. */
function digestOf(record: RunRecord): string {
  const text = JSON.stringify({ ...record, params: [] });
  let first = 0x811c9dc5;
  let second = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    first = Math.imul(first ^ code, 0x01000193);
    second = (Math.imul(second, 31) + code) | 0;
  }
  return `${first >>> 0} ${second >>> 0}`;
}
