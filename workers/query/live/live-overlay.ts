import type { RunKey, WorkspaceId } from '../../../src/domain/ids.ts';
import { hasEnded } from '../../../src/domain/live/life-text.ts';
import type { LivePulse, LiveRunView } from '../../../src/domain/live/liveness.ts';
import { isStalled } from '../../../src/domain/live/stalled.ts';
import type { FactReader } from '../fact-reader.ts';
import { makeRunBlock } from '../make-run-block.ts';
import { makeRunTexts } from '../model-texts.ts';
import type { RunNow, RunTable } from '../run-table.ts';
import { BusyTime } from './busy-time.ts';
import type { OpenLiveChannel } from './live-channel.ts';
import { LiveRuns } from './live-runs.ts';

/** Between two pulses at least. */
const REST_MS = 400;
/** A pulse and the questions it leads to leave time for others: so many times what they cost is rest … */
const REST_SHARE = 4;
/** … as long as what is shown is not much older for it. On a busy machine everything costs much. */
const LONGEST_REST_MS = 800;
const TICK_MS = 1000;
/** Facts are looked at for a run that has ended after so long, and again after twice as long. */
const LOOK_MS = 5000;

export interface OverlayGround {
  readonly facts: () => FactReader | null;
  readonly table: () => RunTable;
  /** Rows of these runs are others now. */
  readonly onShown: (runs: readonly RunKey[]) => void;
  /** Looks whether there are new facts. `isAnew`: a run is gone, the table must be made without it. */
  readonly reopen: (isAnew: boolean) => Promise<void>;
  readonly now: () => number;
}

/** Rows as they are to be. */
export interface LaidRuns {
  readonly rows: readonly RunNow[];
  /** A run has a row and is nowhere any more: the table must be made without it. */
  readonly isGone: boolean;
}

/** Lays the runs that somebody watches over the facts, at a pace that leaves time for questions, and tells of it. */
export class LiveOverlay {
  readonly runs: LiveRuns;
  readonly busy: BusyTime;
  private tell: ((pulse: LivePulse) => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private ticker: ReturnType<typeof setInterval> | null = null;
  private isLaying = false;
  private restedMs = Number.NEGATIVE_INFINITY;
  private stalled: ReadonlySet<RunKey> = new Set();
  private readonly looks = new Map<RunKey, number>();
  /** How often runs were laid, and which of the times was the last of each. */
  private lays = 0;
  private readonly laidAt = new Map<RunKey, number>();
  private texts: { readonly facts: FactReader; readonly of: ReturnType<typeof makeRunTexts> } | null = null;

  constructor(
    open: OpenLiveChannel | null,
    private readonly ground: OverlayGround,
  ) {
    this.runs = new LiveRuns(open, () => this.plan(), ground.now);
    this.busy = new BusyTime(() => this.plan());
  }

  listen(workspace: WorkspaceId): void {
    this.stop();
    this.runs.listen(workspace);
  }

  /** Forgets all live runs: another workspace is open. */
  close(): void {
    this.stop();
    this.runs.close();
  }

  onPulse(tell: (pulse: LivePulse) => void): void {
    this.tell = tell;
  }

  /** For whoever begins to listen. */
  pulseAll(): void {
    if (this.runs.count > 0) this.pulse([...this.runs.runs()].map(({ record }) => record.key));
  }

  views(wanted: readonly RunKey[] | null): readonly LiveRunView[] {
    const among = wanted && new Set(wanted);
    const runs = [...this.runs.runs()].filter(({ record }) => among?.has(record.key) ?? !hasEnded(record));
    const nowMs = this.ground.now();
    return runs.map((run) => run.view(nowMs, this.signBelow(run.record.key, nowMs)));
  }

  /** For `layAgain`. */
  get mark(): number {
    return this.lays;
  }

  /** Facts are open that were begun to be read at `mark`: their table may know less of what was laid since. */
  layAgain(mark: number): void {
    for (const [run, at] of this.laidAt) {
      if (at > mark) this.runs.changed.add(run);
      else if (!this.runs.has(run)) this.laidAt.delete(run);
    }
  }

  /** All of them for a table that is about to be opened. */
  async prepare(facts: FactReader, table: RunTable): Promise<LaidRuns> {
    const ended = new Map(this.runs.endedRuns);
    const points = new Map(Array.from(ended, ([key, { run }]) => [key, run.points]));
    const held = ended.size > 0 ? await facts.holding(points) : new Set<RunKey>();
    for (const [key, one] of ended) {
      // It may be told of again by now.
      const isSame = this.runs.endedRuns.get(key) === one;
      if (isSame && (this.ground.now() >= one.untilMs || held.has(key))) this.runs.forget(key);
    }
    for (const key of this.looks.keys()) if (!this.runs.endedRuns.has(key)) this.looks.delete(key);
    return this.merge([...new Set([...this.runs.keys, ...this.runs.changed])], facts, table);
  }

  private stop(): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.ticker) clearInterval(this.ticker);
    this.timer = null;
    this.ticker = null;
    this.looks.clear();
    this.stalled = new Set();
  }

  /** Lays what has changed as soon as it may: at once after quiet. */
  plan(): void {
    this.ticker ??= setInterval(() => this.tick(), TICK_MS);
    if (this.timer || this.isLaying || this.busy.isBusy || this.runs.changed.size === 0) return;
    const restMs = Math.min(LONGEST_REST_MS, Math.max(REST_MS, REST_SHARE * this.busy.spentMs));
    const waitMs = Math.max(0, this.restedMs + restMs - this.ground.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, waitMs);
  }

  private async flush(): Promise<void> {
    const facts = this.ground.facts();
    if (!facts || this.isLaying) return;
    this.isLaying = true;
    this.busy.reset();
    const changed = [...this.runs.changed];
    this.runs.changed.clear();
    let isGone = false;
    try {
      isGone = await this.busy.while(() => this.lay(changed, facts));
    } catch (error) {
      // What could not be read now may be readable with the next news.
      for (const run of changed) this.runs.changed.add(run);
      if (this.ground.facts() === facts) console.error(error);
      return;
    } finally {
      this.isLaying = false;
      this.restedMs = this.ground.now();
    }
    if (isGone) {
      // They are shown as they were until it is open, and it may be that it is not opened now.
      for (const run of changed) this.runs.changed.add(run);
      await this.ground.reopen(true);
    }
    this.plan();
  }

  /** True where a run is shown that is nowhere any more. */
  private async lay(changed: readonly RunKey[], facts: FactReader): Promise<boolean> {
    facts.addLiveExperiments();
    const table = this.ground.table();
    const { rows, isGone } = await this.merge(changed, facts, table);
    if (this.ground.facts() !== facts) {
      // Others were opened in the meantime, perhaps before these runs had changed.
      for (const run of changed) this.runs.changed.add(run);
      return false;
    }
    for (const row of rows) table.put(row);
    this.lays += 1;
    for (const run of changed) this.laidAt.set(run, this.lays);
    this.ground.onShown(changed);
    if (!isGone) this.pulse(changed);
    return isGone;
  }

  private async merge(keys: readonly RunKey[], facts: FactReader, table: RunTable): Promise<LaidRuns> {
    const merged = await facts.mergedNow(keys);
    if (this.texts?.facts !== facts) this.texts = { facts, of: makeRunTexts(facts) };
    const rows: RunNow[] = [];
    for (const run of merged.values()) {
      const block = makeRunBlock([run]);
      const live = this.runs.get(run.key);
      const life = live && { lastSignMs: live.lastSignMs, gapMs: live.gapMs };
      const texts = this.texts.of(block, [run.key])(0);
      const cameMs = facts.cameMs(run.key);
      rows.push({ run, block, packs: facts.packsOfRun(run.key), texts, cameMs, life });
    }
    const isGone = keys.some((key) => !merged.has(key) && table.rowOf(key) !== undefined);
    return { rows, isGone };
  }

  private tick(): void {
    this.runs.tick();
    if (this.runs.isQuiet && this.runs.changed.size === 0) {
      if (this.ticker) clearInterval(this.ticker);
      this.ticker = null;
      return;
    }
    this.lookForFacts();
    const stalled = this.silentNow();
    const moved = [...this.runs.runs()].flatMap(({ record: { key } }) =>
      stalled.has(key) === this.stalled.has(key) ? [] : [key],
    );
    this.stalled = stalled;
    if (moved.length > 0) this.pulse(moved);
  }

  private lookForFacts(): void {
    const nowMs = this.ground.now();
    let isDue = false;
    for (const [key, { sinceMs, untilMs }] of this.runs.endedRuns) {
      const waitMs = this.looks.get(key) ?? LOOK_MS;
      if (nowMs - sinceMs < waitMs && nowMs < untilMs) continue;
      this.looks.set(key, waitMs * 2);
      isDue = true;
    }
    if (isDue) void this.ground.reopen(false);
  }

  pulse(changed: readonly RunKey[]): void {
    this.tell?.({ changed, liveCount: this.countLive() });
  }

  /** One that has just ended is told of until it is stored. */
  private countLive(): number {
    const silent = this.silentNow();
    let count = 0;
    for (const { record } of this.runs.runs()) if (!hasEnded(record) && !silent.has(record.key)) count += 1;
    return count;
  }

  /** Runs that somebody watches and that were silent for so long that they have probably ended. */
  private silentNow(): ReadonlySet<RunKey> {
    const nowMs = this.ground.now();
    const silent = [...this.runs.runs()].filter((run) => {
      const signMs = Math.max(run.lastSignMs, this.signBelow(run.record.key, nowMs));
      return isStalled(signMs, run.gapMs, nowMs);
    });
    return new Set(silent.map(({ record }) => record.key));
  }

  /** When runs nested under this one were last heard of; -Infinity where there are none. */
  signBelow(run: RunKey, nowMs: number): number {
    const table = this.ground.table();
    const row = table.rowOf(run);
    return row === undefined ? Number.NEGATIVE_INFINITY : table.family.below(row, nowMs);
  }
}
