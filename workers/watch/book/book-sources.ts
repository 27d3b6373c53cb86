import { canonicalJson } from '../../../src/base/canonical-json.ts';
import type { ExperimentKey } from '../../../src/domain/ids.ts';
import type { ExperimentRecord, FactRecord } from '../../../src/domain/records.ts';
import { isRetold, recordKey } from '../../../src/domain/told-records.ts';
import type { Claim } from '../../import/detect/detect.ts';
import { MOST_SERIES } from '../../import/rivals/same-runs.ts';
import type { BookRun } from './book-run.ts';
import { Tally } from './book-series.ts';
import { isRival, type RivalSource, type Settlement, settleRuns } from './live-rivals.ts';
import { RivalWait } from './rival-wait.ts';

/** Keys of runs without an id follow from how they begin: in the first moments they may change, and facts stay. */
const YOUNG_MS = 30_000;
/** The same where the watch may end: a run that was on the screen shall not be gone. Most keys are settled by then. */
const YOUNG_AT_END_MS = 5000;
/** A run that was silent for so long is compared as it is. */
const GROWING_MS = 4 * 60_000;
/** What may become a part of another run, or get another key, is stored after it was silent for so long. */
const OPEN_REST_MS = 10 * 60_000;

/** Deciding that takes no longer is done whenever something was learned. */
const CHEAP_MS = 25;

/** A source and its runs as it tells them. */
export interface BookSource {
  claim: Claim;
  /** By their places. */
  readonly runs: Map<string, BookRun>;
  readonly experiments: Map<ExperimentKey, ExperimentRecord>;
  /** Those that are not stored as they are. */
  readonly dueExperiments: Set<ExperimentKey>;
  /** How often it was read. */
  turns: number;
  /** It was asked to be read again. */
  isWanted: boolean;
}

/** Everything that a book holds of a folder. */
export class BookSources {
  readonly tally = new Tally();
  /** Datasets, models and versions that changed since they were stored, the newest of each from each source. */
  readonly others = new Map<string, FactRecord>();
  private readonly sources = new Map<string, BookSource>();
  private settlement: Settlement | null = null;
  private wait: RivalWait | null = null;
  private newestMs = Number.NEGATIVE_INFINITY;
  private settledAt = '';
  private settledMs = 0;
  private settlingMs = 0;
  private seriesCount = 0;

  of(claim: Claim, nowMs: number): BookSource {
    const id = sourceId(claim);
    let source = this.sources.get(id);
    if (source === undefined) {
      source = {
        claim,
        runs: new Map(),
        experiments: new Map(),
        dueExperiments: new Set(),
        turns: 0,
        isWanted: false,
      };
      this.sources.set(id, source);
      if (isRival(claim)) this.newestMs = nowMs;
    }
    source.claim = claim;
    return source;
  }

  find(claim: Claim): BookSource | null {
    return this.sources.get(sourceId(claim)) ?? null;
  }

  forget(claim: Claim): void {
    this.sources.delete(sourceId(claim));
  }

  /** Every run as each source tells it; those too that are left out. */
  *all(): Generator<readonly [BookRun, BookSource]> {
    for (const source of this.sources.values()) for (const run of source.runs.values()) yield [run, source];
  }

  /** For `RunBeginning.add`. */
  readonly mayTakeSeries = (): boolean => this.seriesCount++ < MOST_SERIES;

  /**
   * Decides anew which runs are those of richer sources; `onChange` is told of those of which that has changed. Cheap where
   * nothing was learned since.
   */
  settle(
    onChange: (run: BookRun, source: BookSource, richer: Claim | null) => void,
    nowMs: number,
    isFinal = false,
  ): void {
    const rivals = [...this.sources.values()].filter(({ claim }) => isRival(claim));
    const formats = new Set(rivals.map(({ claim }) => claim.format.id));
    this.wait = formats.size > 1 ? new RivalWait(rivals, this.newestMs) : null;
    const learned = `${rivals.length} ${learnedOf(rivals, nowMs)}`;
    // Where deciding takes long, it may take at most a twentieth of the time.
    const isCheap = this.settlingMs < CHEAP_MS;
    const isEarly = !isCheap && performance.now() < this.settledMs + this.settlingMs * 20;
    if (!isFinal && (learned === this.settledAt || isEarly)) return;
    this.settledAt = learned;
    const startedMs = performance.now();
    this.settlement = formats.size > 1 ? settleRuns(rivals.map((one) => toRivalSource(one, nowMs))) : null;
    this.settledMs = performance.now();
    this.settlingMs = this.settledMs - startedMs;
    for (const source of rivals) {
      for (const run of source.runs.values()) {
        const richer = this.settlement?.richerOf(source.claim, run.record.key) ?? null;
        if ((richer === null) !== (run.richer === null)) onChange(run, source, richer);
      }
    }
  }

  /** Whether runs of this source may be those of a richer one. */
  mayBeLeftOut({ claim }: BookSource): boolean {
    return this.settlement?.mayBeLeftOut(claim) ?? false;
  }

  /** Whether it is too early to store a run. `mayEnd`: it may be the last time. */
  isHeldBack(run: BookRun, source: BookSource, nowMs: number, mayEnd = false): boolean {
    return nowMs < this.heldUntilMs(run, source, mayEnd);
  }

  /** When a run may be stored; Infinity where it may not for now, -Infinity where it need not wait. */
  heldUntilMs(run: BookRun, source: BookSource, mayEnd = false): number {
    if (run.richer !== null || run.isMissing) return Number.POSITIVE_INFINITY;
    if (run.isDropped || run.contents.size > 0) return Number.NEGATIVE_INFINITY;
    const youngMs = mayEnd ? YOUNG_AT_END_MS : YOUNG_MS;
    const goesOn = run.isLive && !run.hasEnded;
    const bornMs = goesOn ? run.bornMs : Number.NEGATIVE_INFINITY;
    const decidedMs = this.mayBeLeftOut(source) ? this.wait?.untilMs(run, source.claim) : undefined;
    return Math.max(bornMs + youngMs, this.openUntilMs(run), decidedMs ?? Number.NEGATIVE_INFINITY);
  }

  /** Until when it is to be expected that it becomes a part of another run, or gets another key; it may say that it ended. */
  openUntilMs(run: BookRun): number {
    return run.isOpen ? run.lastSignMs + OPEN_REST_MS : Number.NEGATIVE_INFINITY;
  }

  addOther(record: FactRecord, { claim }: BookSource): void {
    const key = isRetold(record) ? recordKey(record) : canonicalJson(record);
    this.others.set(`${sourceId(claim)}\n${key}`, record);
  }

  /** Of these, runs are stored and the experiment is not as it is now. */
  get hasDueExperiments(): boolean {
    return !this.dueExperiments(false).next().done;
  }

  /** Experiments that are to be stored, where none of their runs is written as well; without runs where `isAll`. */
  *dueExperiments(isAll = true): Generator<ExperimentRecord> {
    for (const source of this.sources.values()) {
      if (source.dueExperiments.size === 0) continue;
      const runs = [...source.runs.values()];
      // Where runs were left out, what has none is another source's.
      const isWhole = isAll && runs.every((run) => run.richer === null && !run.isMissing);
      const taken = new Set(runs.map(({ record }) => record.experiment));
      const isStored = ({ contents, richer, isMissing }: BookRun): boolean =>
        contents.size > 0 && richer === null && !isMissing;
      const stored = new Set(runs.filter(isStored).map(({ record }) => record.experiment));
      for (const key of source.dueExperiments)
        if (stored.has(key) || (isWhole && !taken.has(key))) yield source.experiments.get(key)!;
    }
  }

  /** What was told anew meanwhile stays due. */
  storedExperiments(records: ReadonlySet<FactRecord>): void {
    for (const { experiments, dueExperiments } of this.sources.values())
      for (const key of dueExperiments) if (records.has(experiments.get(key)!)) dueExperiments.delete(key);
  }
}

function sourceId({ format, path }: Claim): string {
  return `${format.id}\n${path}`;
}

/** Another text whenever there is something new to compare. */
function learnedOf(sources: readonly BookSource[], nowMs: number): string {
  let learned = 0;
  let count = 0;
  let growing = 0;
  for (const { runs } of sources) {
    count += runs.size;
    for (const run of runs.values()) {
      learned += run.beginning.learned;
      if (isGrowing(run, nowMs)) growing += 1;
    }
  }
  return `${count} ${learned} ${growing}`;
}

function isGrowing({ isLive, hasEnded, lastSignMs }: BookRun, nowMs: number): boolean {
  return isLive && !hasEnded && nowMs - lastSignMs < GROWING_MS;
}

function toRivalSource({ claim, runs }: BookSource, nowMs: number): RivalSource {
  return {
    claim,
    beginnings: [...runs.values()].map((run) => [run.record.key, run.beginning, isGrowing(run, nowMs)]),
  };
}
