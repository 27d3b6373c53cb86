import type { Claim } from '../../import/detect/detect.ts';
import { intervalOf, isOfMlflow, type Marks, rankOf } from '../../import/rivals/same-runs.ts';
import type { BookRun } from './book-run.ts';
import type { BookSource } from './book-sources.ts';

/** A run of a richer logger that nobody has seen yet would be there after so long. */
const UNSEEN_MS = 45_000;
/** What a logger holds back comes after so long; else it is not waited for. */
const HELD_BACK_MS = 4 * 60_000;
/** A run that may come to tell more is waited for no longer than this. */
const UNTOLD_MS = 30 * 60_000;
/** Loggers write at one moment, or one interval of logging apart. */
const MOMENT_MS = 10_000;
const LONGEST_INTERVAL_MS = 10 * 60_000;
/** Files that are so much younger than what they tell of were copied; others may be on their way. */
const COPIED_MS = 10 * 60_000;
const COPYING_MS = 10_000;
/** Where more runs are written at once, they are not asked one by one: what they may claim waits its longest. */
const MOST_OPEN = 500;

/** A run of which more may be told. */
interface OpenRun {
  readonly format: string;
  readonly rank: number;
  readonly marks: Marks;
  readonly startMs: number;
  readonly lastPointMs: number;
  readonly lastSignMs: number;
  readonly isAtOnce: boolean;
}

/** What the runs of one format and rank have come to. */
interface Rivals {
  readonly format: string;
  readonly rank: number;
  lastSignMs: number;
  /** Of sources that have begun and told of no run yet. */
  isComing: boolean;
}

/** Where the greater part of what a run is recognised by is known. */
interface Evidence {
  /** Of the points, or where they have no times, of the watch. */
  readonly atMs: number;
  /** The same by the clock of the watch: clocks go wrong. */
  readonly seenMs: number;
  /** Of all of it. */
  readonly lastMs: number;
  readonly slackMs: number;
}

/** Until when a run of a poorer source waits for what richer ones may still say of it. */
export class RivalWait {
  /** Those that are waited for longest first. */
  private readonly open: OpenRun[] = [];
  private readonly rivals = new Map<string, Rivals>();
  private readonly known = new Map<BookRun, number>();

  /** `newestMs`: when the last of the sources came. */
  constructor(
    sources: Iterable<BookSource>,
    private readonly newestMs: number,
  ) {
    for (const source of sources) this.add(source);
    this.open.sort((a, b) => giveUpMs(b) - giveUpMs(a) || 0);
  }

  /** A moment in the past where it is decided. */
  untilMs(run: BookRun, claim: Claim): number {
    const knownMs = this.known.get(run) ?? this.decideMs(run, claim);
    this.known.set(run, knownMs);
    return knownMs;
  }

  private decideMs(run: BookRun, claim: Claim): number {
    const rank = rankOf(claim) ?? 0;
    const format = claim.format.id;
    const evidence = evidenceOf(run);
    const copiedMs = this.copiedUntilMs(run);
    if (evidence !== null) return Math.max(this.toldUntilMs(run, evidence, format, rank), copiedMs);
    return Number.isFinite(copiedMs) ? copiedMs : this.untoldUntilMs(run, format, rank);
  }

  private add({ claim, runs }: BookSource): void {
    const rank = rankOf(claim);
    if (rank === null) return;
    const format = claim.format.id;
    const id = `${format}\n${rank}`;
    const isAtOnce = isOfMlflow(claim);
    const rivals = this.rivals.get(id) ?? {
      format,
      rank,
      lastSignMs: Number.NEGATIVE_INFINITY,
      isComing: false,
    };
    this.rivals.set(id, rivals);
    if (runs.size === 0 && claim.file !== null && !isAtOnce) rivals.isComing = true;
    for (const run of runs.values()) {
      rivals.lastSignMs = Math.max(rivals.lastSignMs, run.lastSignMs);
      if (!run.isLive || run.hasEnded) continue;
      const { beginning, record, firstSeenMs, lastPointMs, lastSignMs } = run;
      const startMs = record.startMs ?? firstSeenMs;
      const marks = beginning.marks();
      this.open.push({ format, rank, marks, startMs, lastPointMs, lastSignMs, isAtOnce });
    }
  }

  /** There are too few values to recognise it by. */
  private untoldUntilMs(run: BookRun, format: string, rank: number): number {
    const { firstSeenMs, lastSignMs, bornMs } = run;
    const seenMs = Math.min(firstSeenMs, lastSignMs);
    if (!run.isLive || run.hasEnded) return lastSignMs + UNSEEN_MS;
    const beside = this.richer(format, rank).filter(
      (rivals) => rivals.isComing || rivals.lastSignMs >= bornMs - MOMENT_MS,
    );
    if (beside.length === 0) return seenMs + UNSEEN_MS;
    const isOpen = this.open.some((one) => one.format !== format && one.rank >= rank);
    if (!isOpen && !beside.some(({ isComing }) => isComing)) {
      const lastMs = beside.reduce((last, rivals) => Math.max(last, rivals.lastSignMs), lastSignMs);
      return Math.min(lastMs + UNSEEN_MS, seenMs + HELD_BACK_MS);
    }
    if (!run.beginning.mayComeToTell) return seenMs + HELD_BACK_MS;
    return Math.min(lastSignMs + HELD_BACK_MS, seenMs + UNTOLD_MS);
  }

  private toldUntilMs(run: BookRun, evidence: Evidence, format: string, rank: number): number {
    const heldMs = evidence.seenMs + HELD_BACK_MS;
    if (this.open.length > MOST_OPEN || this.richer(format, rank).some(({ isComing }) => isComing))
      return heldMs;
    const marks = run.beginning.marks();
    const unseenMs = evidence.seenMs + UNSEEN_MS;
    for (const one of this.open) {
      if (giveUpMs(one) <= unseenMs) break;
      if (one.format !== format && one.rank >= rank && mayTell(one, marks, evidence))
        return Math.min(heldMs, giveUpMs(one));
    }
    return unseenMs;
  }

  private copiedUntilMs({ lastSignMs, lastPointMs, firstSeenMs }: BookRun): number {
    const isCopied = Number.isFinite(lastPointMs) && lastSignMs - lastPointMs > COPIED_MS;
    if (!isCopied) return Number.NEGATIVE_INFINITY;
    return Math.min(Math.max(lastSignMs, this.newestMs) + COPYING_MS, firstSeenMs + HELD_BACK_MS);
  }

  private richer(format: string, rank: number): readonly Rivals[] {
    return [...this.rivals.values()].filter((one) => one.format !== format && one.rank >= rank);
  }
}

/** One that told of itself and is silent has hardly more to say. */
function giveUpMs({ marks, lastSignMs }: OpenRun): number {
  return marks.size > 0 ? lastSignMs + UNSEEN_MS : Number.POSITIVE_INFINITY;
}

/** Whether this run may come to tell the same: it was there then, and has not said all of that time. */
function mayTell(
  { startMs, lastPointMs, isAtOnce, marks: own }: OpenRun,
  marks: Marks,
  { atMs, lastMs, slackMs }: Evidence,
): boolean {
  if (startMs > atMs + slackMs || lastPointMs >= lastMs + slackMs) return false;
  if (!isAtOnce && lastPointMs < atMs + slackMs) return true;
  for (const mark of own.keys()) if (marks.has(mark)) return true;
  return false;
}

function evidenceOf({ beginning, learnedMs }: BookRun): Evidence | null {
  const marks = [...beginning.marks().values()];
  if (marks.length === 0) return null;
  const times = marks.map(({ doneMs }) => (Number.isNaN(doneMs) ? learnedMs : doneMs)).sort((a, b) => a - b);
  const intervals = marks.map(intervalOf);
  const intervalMs = Math.min(LONGEST_INTERVAL_MS, Math.max(...intervals));
  const atMs = times[Math.ceil(times.length / 2) - 1]!;
  return {
    atMs,
    seenMs: Math.min(atMs, learnedMs),
    lastMs: times.at(-1)!,
    slackMs: Math.max(MOMENT_MS, intervalMs),
  };
}
