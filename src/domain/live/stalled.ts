import type { RunStatus } from '../run.ts';
import type { Liveness } from './liveness.ts';

/** However quickly a run used to write, it may be silent for so long: it saves a checkpoint, it evaluates. */
const LEAST_SILENCE_MS = 5 * 60_000;
/** Silent for so many times its usual gap, it has probably died. */
const GAPS = 20;

export interface LifeSigns {
  readonly status: RunStatus;
  /** Somebody watches it write. */
  readonly isWatched: boolean;
  /** NaN where nothing tells. */
  readonly lastSignMs: number;
  /** Usual time between two signs, in ms; NaN where there is none. */
  readonly gapMs: number;
}

export function isStalled(lastSignMs: number, gapMs: number, nowMs: number): boolean {
  const patienceMs = Math.max(LEAST_SILENCE_MS, GAPS * (gapMs > 0 ? gapMs : 0));
  return nowMs - lastSignMs > patienceMs;
}

/** A run that nobody watches and that was heard of lately may be under way or not: nothing is said of it. */
export function livenessOf({ status, isWatched, lastSignMs, gapMs }: LifeSigns, nowMs: number): Liveness {
  if (!isWatched && status !== 'running') return null;
  if (isStalled(lastSignMs, gapMs, nowMs)) return 'stalled';
  return isWatched ? 'live' : null;
}
