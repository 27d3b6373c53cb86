import type { RunKey } from '../ids.ts';

/**
 * `live`: somebody watches it write. `stalled`: it says that it is running, and was silent for much longer than it
 * used to be. null: it has ended, or there is nothing to tell it by.
 */
export type Liveness = 'live' | 'stalled' | null;

/** How it stands with a run that is still under way, for a screen. */
export interface LiveRunView {
  readonly run: RunKey;
  /** Who watches it: '' this browser, else the name of a teammate's device. */
  readonly from: string;
  /** When its source last grew. */
  readonly lastSignMs: number;
  /** Silent for much longer than it used to be. */
  readonly isStalled: boolean;
  /** Greatest step so far, and the step at which it will be done where the run says so (`max_steps`, epochs …). */
  readonly step: number | null;
  readonly lastStep: number | null;
  /** Steps a second over the last minutes; null before there is a pace. */
  readonly stepsPerSecond: number | null;
  /** When it will be done at this pace; null where the end or the pace is not known. */
  readonly endsMs: number | null;
  /** Last lines of its console, newest last. */
  readonly console: readonly string[];
}

/** What the query worker tells the page when live runs have moved. */
export interface LivePulse {
  /** Runs that moved since the last pulse. */
  readonly changed: readonly RunKey[];
  readonly liveCount: number;
}
