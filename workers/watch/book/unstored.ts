import type { BookRun } from './book-run.ts';
import type { BookSources } from './book-sources.ts';
import { type Unstored, worthStoringMs } from './commit-pace.ts';

export function unstored(run: BookRun): Unstored {
  const { firstSeenMs, storedMs, lastSignMs, storedPoints: stored } = run;
  const added = run.pendingPoints;
  const isNew = run.contents.size === 0;
  const isUrgent = isNew || (run.hasEnded && (added > 0 || run.hasNews)) || (!run.isLive && run.hasNews);
  return { stored, added, hasNews: run.hasNews, isUrgent, firstSeenMs, storedMs, lastSignMs };
}

/** When the first of the runs will be worth storing, and may be, though nothing changes; Infinity where none will. */
export function firstDueMs(sources: BookSources): number {
  let dueMs = Number.POSITIVE_INFINITY;
  for (const [run, source] of sources.all()) {
    if (run.parked !== null) continue;
    const storedMs = worthStoringMs(unstored(run));
    if (storedMs < dueMs) dueMs = Math.min(dueMs, Math.max(storedMs, sources.heldUntilMs(run, source)));
  }
  return dueMs;
}
