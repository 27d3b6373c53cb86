import { isLive, isUnderWay, type Life } from './life-text.ts';

export interface TimeSoFar {
  readonly ms: number;
  /** It goes on; else the run has fallen silent, and took at least so long. */
  readonly isGoingOn: boolean;
}

/** How long a run has taken that has not said how it ended; null where it has, or where its start is not known. */
export function timeSoFar(life: Life & { readonly startMs: number | null }, nowMs: number): TimeSoFar | null {
  const { startMs, lastSignMs } = life;
  if (startMs === null || !isUnderWay(life)) return null;
  // Clocks of two machines differ.
  if (isLive(life)) return { ms: Math.max(0, nowMs - startMs), isGoingOn: true };
  return lastSignMs === null || lastSignMs < startMs ? null : { ms: lastSignMs - startMs, isGoingOn: false };
}
