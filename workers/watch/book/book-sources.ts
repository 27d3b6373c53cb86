import { canonicalJson } from '../../../src/base/canonical-json.ts';
import type { ExperimentKey, RunKey } from '../../../src/domain/ids.ts';
import type { ExperimentRecord, FactRecord } from '../../../src/domain/records.ts';
import type { Claim } from '../../import/detect/detect.ts';
import { MOST_SERIES } from '../../import/rivals/same-runs.ts';
import type { BookRun } from './book-run.ts';
import { Tally } from './book-series.ts';
import { isRival, type Settlement, settleRuns } from './live-rivals.ts';

/** Keys of runs without an id follow from how they begin: in the first moments they may change, and facts stay. */
const YOUNG_MS = 30_000;
/** The same where the watch may end: a run that was on the screen shall not be gone. Most keys are settled by then. */
const YOUNG_AT_END_MS = 5000;
/** A run of a poorer source is not stored before the richer one had time to say that it has it: loggers hold back minutes. */
const RIVAL_REST_MS = 4 * 60_000;

/** Deciding that takes no longer is done whenever something was learned. */
const CHEAP_MS = 25;

/** A source and its runs as it tells them. */
export interface BookSource {
  claim: Claim;
  readonly runs: Map<RunKey, BookRun>;
  readonly experiments: Map<ExperimentKey, ExperimentRecord>;
  /** How often it was read. */
  turns: number;
  /** It was asked to be read again. */
  isWanted: boolean;
}

/** Everything that a book holds of a folder. */
export class BookSources {
  readonly tally = new Tally();
  /** Datasets, models and versions that changed since they were stored, the newest of each. */
  readonly others = new Map<string, FactRecord>();
  private readonly sources = new Map<string, BookSource>();
  private settlement: Settlement | null = null;
  private settledAt = -1;
  private settledMs = 0;
  private settlingMs = 0;
  private seriesCount = 0;

  of(claim: Claim): BookSource {
    const id = sourceId(claim);
    let source = this.sources.get(id);
    if (source === undefined) {
      source = { claim, runs: new Map(), experiments: new Map(), turns: 0, isWanted: false };
      this.sources.set(id, source);
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

  get list(): Iterable<BookSource> {
    return this.sources.values();
  }

  /** For `RunBeginning.add`. */
  readonly mayTakeSeries = (): boolean => this.seriesCount++ < MOST_SERIES;

  /**
   * Decides anew which runs are those of richer sources; `onChange` is told of those of which that has changed. Cheap where
   * nothing was learned since.
   */
  settle(onChange: (run: BookRun, source: BookSource, richer: Claim | null) => void, isFinal = false): void {
    const rivals = [...this.sources.values()].filter(({ claim }) => isRival(claim));
    const learned = rivals.reduce((sum, { runs }) => sum + learnedOf(runs), rivals.length);
    // Where deciding takes long, it may take at most a twentieth of the time.
    const isCheap = this.settlingMs < CHEAP_MS;
    const isEarly = !isCheap && performance.now() < this.settledMs + this.settlingMs * 20;
    if (!isFinal && (learned === this.settledAt || isEarly)) return;
    this.settledAt = learned;
    const startedMs = performance.now();
    const formats = new Set(rivals.map(({ claim }) => claim.format.id));
    this.settlement = formats.size > 1 ? settleRuns(rivals.map(toRivalSource)) : null;
    this.settledMs = performance.now();
    this.settlingMs = this.settledMs - startedMs;
    for (const source of rivals) {
      for (const [key, run] of source.runs) {
        const richer = this.settlement?.richerOf(source.claim, key) ?? null;
        if ((richer === null) !== (run.richer === null)) onChange(run, source, richer);
      }
    }
  }

  /** Whether runs of this source may be those of a richer one. */
  mayBeLeftOut({ claim }: BookSource): boolean {
    return this.settlement?.mayBeLeftOut(claim) ?? false;
  }

  /** Too little is known to say whether a richer source has this run. */
  isUndecided(run: BookRun, source: BookSource): boolean {
    return this.mayBeLeftOut(source) && !run.beginning.isTelling;
  }

  /** Whether it is too early to store a run. `mayEnd`: it may be the last time. */
  isHeldBack(run: BookRun, source: BookSource, nowMs: number, mayEnd = false): boolean {
    if (run.richer !== null || run.isMissing) return true;
    if (run.isDropped || run.contents.size > 0) return false;
    // Of two loggers one may have ended, or say so from the beginning, before the other has written anything.
    const isRecent = run.isLive || nowMs - run.lastSignMs < RIVAL_REST_MS;
    if (isRecent && nowMs - run.firstSeenMs < RIVAL_REST_MS && this.mayBeLeftOut(source)) return true;
    const youngMs = mayEnd ? YOUNG_AT_END_MS : YOUNG_MS;
    return run.isLive && !run.hasEnded && nowMs - run.bornMs < youngMs;
  }

  addOther(record: FactRecord): void {
    this.others.set(identityOf(record), record);
  }

  /** Experiments of a source of which all runs were left out are those of another source. */
  experimentsWithoutRuns(source: BookSource): readonly ExperimentRecord[] {
    const runs = [...source.runs.values()];
    if (runs.some((run) => run.richer !== null || run.isMissing)) return [];
    const taken = new Set(runs.map(({ record }) => record.experiment));
    return [...source.experiments.values()].filter(({ key }) => !taken.has(key));
  }
}

function sourceId({ format, path }: Claim): string {
  return `${format.id}\n${path}`;
}

function learnedOf(runs: ReadonlyMap<RunKey, BookRun>): number {
  let sum = runs.size;
  for (const { beginning } of runs.values()) sum += beginning.learned;
  return sum;
}

function toRivalSource({ claim, runs }: BookSource): Parameters<typeof settleRuns>[0][number] {
  return { claim, beginnings: [...runs].map(([key, { beginning }]) => [key, beginning] as const) };
}

function identityOf(record: FactRecord): string {
  switch (record.kind) {
    case 'model-version':
      return `${record.kind}\n${record.model}\n${record.version}`;
    case 'registered-model':
      return `${record.kind}\n${record.name}`;
    case 'dataset':
    case 'logged-model':
    case 'experiment':
      return `${record.kind}\n${record.key}`;
    default:
      return canonicalJson(record);
  }
}
