/** What is known of a run that was not stored as it is. Times are the watcher's clock. */
export interface Unstored {
  /** Points that are stored, and those that came since. */
  readonly stored: number;
  readonly added: number;
  /** Its record or files have changed. */
  readonly hasNews: boolean;
  /** No import knows it, or it ended: nobody should wait for long. */
  readonly isUrgent: boolean;
  readonly firstSeenMs: number;
  readonly storedMs: number;
  readonly lastSignMs: number;
}

const MINUTE_MS = 60_000;
const UNSEEN_MS = 10_000;
/** Only in memory, in all. */
export const MOST_UNSTORED_BYTES = 32 * 1024 * 1024;

/**
 * Whether a run is worth a commit of its own. Commits of a run that goes on are spaced by its own growth, so that hours of
 * training make some twenty of them; each costs what was added.
 */
export function isWorthStoring(run: Unstored, nowMs: number): boolean {
  if (run.isUrgent) return true;
  const sinceMs = nowMs - run.storedMs;
  if (sinceMs < MINUTE_MS) return false;
  const ageMs = nowMs - run.firstSeenMs;
  if (run.added * 3 >= run.stored && run.added > 0) return true;
  // Its training may be over, and nothing will say so.
  if (run.added > 0 && nowMs - run.lastSignMs >= Math.max(MINUTE_MS, ageMs / 10)) return true;
  return run.hasNews && sinceMs >= ageMs / 3;
}

/** The same where nobody looks any more, and the page may go without another word. Spaced by growth as well. */
export function isWorthStoringUnseen(
  { isUrgent, added, stored, storedMs }: Unstored,
  nowMs: number,
): boolean {
  return isUrgent || (nowMs - storedMs >= UNSEEN_MS && added > 0 && added * 8 >= stored);
}

/** When a run will be worth that though nothing more is heard of it; Infinity where it is not. */
export function worthStoringMs(run: Unstored): number {
  if (run.isUrgent) return Number.NEGATIVE_INFINITY;
  const { added, storedMs, lastSignMs, firstSeenMs } = run;
  if (added === 0) return Number.POSITIVE_INFINITY;
  // Silent for a tenth of its age: of the time from its first sign to then.
  const silentMs = Math.max(lastSignMs + MINUTE_MS, (lastSignMs * 10 - firstSeenMs) / 9);
  return Math.max(storedMs + MINUTE_MS, silentMs);
}

/** Whether it goes along when another is stored. */
export function goesAlong(run: Unstored): boolean {
  return run.isUrgent || run.hasNews || (run.added > 0 && run.added * 8 >= run.stored);
}

/** How long after a commit the next may come: a sweep of thousands of short runs must not make thousands of them. */
export function restMs(commits: number): number {
  return Math.min(5 * MINUTE_MS, commits * 2000);
}

/** A full disk is asked again after this. */
export function retryMs(refusals: number): number {
  return Math.min(MINUTE_MS, 2000 * 2 ** Math.min(refusals, 10));
}
