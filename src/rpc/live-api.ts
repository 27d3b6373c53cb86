import type { Alert, AlertTrial } from '../domain/alerts/alert.ts';
import type { AlertRule } from '../domain/alerts/alert-rule.ts';
import type { Hash, RunKey } from '../domain/ids.ts';
import type { LivePulse, LiveRunView } from '../domain/live/liveness.ts';

/** What an evaluation of the alert rules found. */
export interface AlertNews {
  readonly alerts: readonly Alert[];
  /** Record packs that have been looked at by now: those of an earlier visit need not be again. */
  readonly seenPacks: readonly Hash[];
}

/** What the query worker answers about runs that are under way, and about alerts. */
export interface LiveApi {
  /** Tells whenever live runs of the open workspace have moved, at most about twice a second. Once per page. */
  onLive(tell: (pulse: LivePulse) => void): Promise<void>;
  /** Runs that are live now, or those of these that are. */
  liveRuns(runs: readonly RunKey[] | null): Promise<readonly LiveRunView[]>;
  /**
   * Holds the alert rules against what is new since the last call: facts of packs that are not among `seenPacks`, and
   * live runs. Cheap when nothing has moved.
   */
  checkAlerts(nowMs: number, seenPacks: readonly Hash[]): Promise<AlertNews>;
  /** Resolves after so long, also where the page is hidden, whose own timers come once a minute. */
  rest(ms: number): Promise<void>;
  /** What a rule would have told of everything since that moment. Rejects with an AbortError for a newer question. */
  tryAlert(rule: AlertRule, sinceMs: number): Promise<AlertTrial>;
}
