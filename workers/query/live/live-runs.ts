import type { Hash } from '../../../src/domain/ids.ts';
import { type ExperimentKey, type RunKey, toHash, type WorkspaceId } from '../../../src/domain/ids.ts';
import type { LiveNews } from '../../../src/domain/live/live-message.ts';
import type { ExperimentRecord } from '../../../src/domain/records.ts';
import type { StoredRun } from '../../../src/domain/run.ts';
import { toLiveMessage } from './check-message.ts';
import type { LiveChannel, OpenLiveChannel } from './live-channel.ts';
import { LiveRun } from './live-run.ts';

/** Whoever has told nothing for so long is asked whether it is still there … */
const ASK_AFTER_MS = 20_000;
/** … and is gone when it does not answer: tabs crash. */
const GONE_AFTER_MS = 30_000;
/** Between two questions for everything. */
const ASK_APART_MS = 2000;
/** For the facts of a run: it is stored before it is said to be over; whoever left may have stored it; others' facts travel. */
const OVER_MS = 10_000;
const LEFT_MS = 60_000;
const ELSEWHERE_MS = 600_000;
/** Points in memory; what comes beyond is not shown before it is stored. */
const MOST_FOREIGN_BYTES = 128 * 1024 * 1024;
/** More watchers than teammates can have. */
const MOST_WATCHERS = 64;

interface Watcher {
  heardMs: number;
  readonly runs: Map<RunKey, LiveRun>;
  readonly experiments: Map<ExperimentKey, ExperimentRecord>;
}

interface EndedRun {
  readonly run: LiveRun;
  readonly sinceMs: number;
  /** When nobody believes any more that the facts will have it. */
  readonly untilMs: number;
}

/** What is laid over the facts. */
export interface LiveVersions {
  readonly experiments: readonly ExperimentRecord[];
  readonly keys: Iterable<RunKey>;
  has(run: RunKey): boolean;
  /** Whether somebody tells of it now. */
  isLive(run: RunKey): boolean;
  /** One more version of a run beside those that are stored; null for one that is not live. */
  versionOf(run: RunKey, stored: readonly StoredRun[]): StoredRun | null;
  /** Stands for the content of that version. */
  markOf(run: RunKey): Hash | null;
  /** When it was first seen to be written. */
  firstSignMs(run: RunKey): number | null;
}

/**
 * The runs that somebody watches, as they tell of them on the channel of the workspace. A run that has ended stays as
 * it was told last until `forget` says that the facts have it.
 */
export class LiveRuns implements LiveVersions {
  /** Runs of which something has changed since they were taken from here. */
  readonly changed = new Set<RunKey>();
  private readonly watchers = new Map<string, Watcher>();
  private readonly ended = new Map<RunKey, EndedRun>();
  private channel: LiveChannel | null = null;
  private askedMs = Number.NEGATIVE_INFINITY;
  private isAsking = false;

  /** `onNews` is told after each message that changed anything, or after which there is something to be asked. */
  constructor(
    private readonly open: OpenLiveChannel | null,
    private readonly onNews: () => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** Leaves the workspace that it listened to before, with all its runs. */
  listen(workspace: WorkspaceId): void {
    this.close();
    this.channel = this.open?.(workspace, (data) => this.receive(data)) ?? null;
    this.ask();
  }

  close(): void {
    this.channel?.close();
    this.channel = null;
    this.watchers.clear();
    this.ended.clear();
    this.changed.clear();
    this.askedMs = Number.NEGATIVE_INFINITY;
  }

  receive(data: unknown): void {
    const message = toLiveMessage(data);
    if (!message) return;
    switch (message.kind) {
      case 'hello':
        return;
      case 'news':
        this.takeNews(message);
        break;
      case 'over':
        for (const run of message.runs) this.end(message.watcher, run, OVER_MS);
        break;
      case 'bye':
        if (message.isForgotten) this.forgetWatch(message.watcher);
        else this.leave(message.watcher);
        break;
    }
    if (this.changed.size > 0 || this.isAsking) this.onNews();
  }

  /** Notices who is gone, and asks again for what was lost. To be called every second or so. */
  tick(): void {
    const nowMs = this.now();
    for (const [id, { heardMs }] of this.watchers) {
      if (nowMs - heardMs >= GONE_AFTER_MS) this.leave(id);
      else if (nowMs - heardMs >= ASK_AFTER_MS) this.isAsking = true;
    }
    if (this.isAsking) this.ask();
    if (this.changed.size > 0) this.onNews();
  }

  get isQuiet(): boolean {
    return this.watchers.size === 0 && this.ended.size === 0;
  }

  /** Runs that are live now. */
  *runs(): Iterable<LiveRun> {
    for (const run of this.liveKeys()) yield this.get(run)!;
  }

  get count(): number {
    return this.liveKeys().size;
  }

  isLive(run: RunKey): boolean {
    for (const { runs } of this.watchers.values()) if (runs.has(run)) return true;
    return false;
  }

  /** As the one tells of it who knows most; null for a run that is not live. */
  get(run: RunKey): LiveRun | null {
    let best: LiveRun | null = null;
    for (const { runs } of this.watchers.values()) {
      const one = runs.get(run);
      if (one && (!best || knowsMore(one, best))) best = one;
    }
    return best;
  }

  get keys(): Iterable<RunKey> {
    return new Set([...this.liveKeys(), ...this.ended.keys()]);
  }

  has(run: RunKey): boolean {
    return this.isLive(run) || this.ended.has(run);
  }

  get experiments(): readonly ExperimentRecord[] {
    return [...this.watchers.values()].flatMap(({ experiments }) => [...experiments.values()]);
  }

  versionOf(run: RunKey, stored: readonly StoredRun[]): StoredRun | null {
    return this.shown(run)?.toStored(stored) ?? null;
  }

  markOf(run: RunKey): Hash | null {
    const shown = this.shown(run);
    return shown && toHash(`~${shown.watcher}.${shown.version}`);
  }

  firstSignMs(run: RunKey): number | null {
    return this.shown(run)?.firstSignMs ?? null;
  }

  /** Runs that are not live any more and still laid over the facts. */
  get endedRuns(): ReadonlyMap<RunKey, EndedRun> {
    return this.ended;
  }

  /** The facts know all of an ended run, or will never do. */
  forget(run: RunKey): void {
    if (this.ended.delete(run)) this.changed.add(run);
  }

  /** Of points that teammates told; who watches here sees to it himself. */
  private get foreignBytes(): number {
    let bytes = 0;
    for (const { runs } of this.watchers.values())
      for (const run of runs.values()) if (run.from !== '') bytes += run.sizeBytes;
    return bytes;
  }

  private shown(run: RunKey): LiveRun | null {
    return this.get(run) ?? this.ended.get(run)?.run ?? null;
  }

  private liveKeys(): ReadonlySet<RunKey> {
    return new Set([...this.watchers.values()].flatMap(({ runs }) => [...runs.keys()]));
  }

  private takeNews(news: LiveNews): void {
    const { watcher: id, from, runs, experiments } = news;
    let watcher = this.watchers.get(id);
    if (!watcher) {
      if (this.watchers.size >= MOST_WATCHERS) return;
      watcher = { heardMs: 0, runs: new Map(), experiments: new Map() };
      this.watchers.set(id, watcher);
    }
    watcher.heardMs = this.now();
    if (from !== '' && this.foreignBytes > MOST_FOREIGN_BYTES) return;
    for (const record of experiments) watcher.experiments.set(record.key, record);
    for (const told of runs) {
      const { key } = told.run;
      const there = watcher.runs.get(key);
      if (!there && !told.isWhole) {
        // It was told as a whole before this one listened.
        this.isAsking = true;
        continue;
      }
      if (there) {
        const { isChanged, isTorn } = there.take(told);
        if (isTorn) this.isAsking = true;
        if (isChanged) this.changed.add(key);
      } else {
        watcher.runs.set(key, new LiveRun(id, from, told));
        this.ended.delete(key);
        this.changed.add(key);
      }
    }
    if (this.isAsking) this.ask();
  }

  private end(watcher: string, key: RunKey, waitMs: number): void {
    const runs = this.watchers.get(watcher)?.runs;
    const run = runs?.get(key);
    if (!runs || !run) return;
    runs.delete(key);
    this.changed.add(key);
    if (this.isLive(key)) return;
    const sinceMs = this.now();
    const untilMs = sinceMs + (run.from === '' ? waitMs : ELSEWHERE_MS);
    this.ended.set(key, { run, sinceMs, untilMs });
  }

  private leave(id: string, waitMs = LEFT_MS): void {
    const watcher = this.watchers.get(id);
    for (const key of [...(watcher?.runs.keys() ?? [])]) this.end(id, key, waitMs);
    this.watchers.delete(id);
  }

  /** The watch of a workspace that was removed, with the books of all its folders. */
  private forgetWatch(watch: string): void {
    for (const id of [...this.watchers.keys()])
      if (id === watch || id.startsWith(`${watch}.`)) this.leave(id, 0);
  }

  private ask(): void {
    const nowMs = this.now();
    if (nowMs - this.askedMs < ASK_APART_MS) return;
    this.askedMs = nowMs;
    this.isAsking = false;
    this.channel?.post({ kind: 'hello' });
  }
}

/** Decides alike whatever came first. */
function knowsMore(a: LiveRun, b: LiveRun): boolean {
  if (a.points !== b.points) return a.points > b.points;
  if ((a.from === '') !== (b.from === '')) return a.from === '';
  return a.watcher > b.watcher;
}
