import type { Alert } from '../domain/alerts/alert.ts';
import type { ToldAlerts } from './alert-session.ts';

/** Whoever was told a moment ago hears of what came since as one. */
const GATHER_MS = 10_000;

export interface GatheredAlerts {
  readonly alerts: readonly Alert[];
  /** Those that this tab says for all tabs. */
  readonly forAllTabs: readonly Alert[];
  /** To be sent on from this tab: new ones of these, and not those that were put off. */
  readonly toSend: readonly Alert[];
}

/** Says alerts at once, and what comes in the next seconds together at their end. */
export class AlertGather {
  private waiting: ToldAlerts[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly say: (gathered: GatheredAlerts) => void) {}

  hear(told: ToldAlerts): void {
    this.waiting.push(told);
    if (this.timer === undefined) this.sayAll();
  }

  /** What waits is about a workspace that has been left. */
  drop(): void {
    this.waiting = [];
  }

  stop(): void {
    this.drop();
    clearTimeout(this.timer);
  }

  private sayAll(): void {
    const told = this.waiting;
    this.waiting = [];
    this.timer = undefined;
    if (told.length === 0) return;
    this.timer = setTimeout(() => this.sayAll(), GATHER_MS);
    const own = told.filter(({ leads }) => leads);
    this.say({
      alerts: alertsOf(told),
      forAllTabs: alertsOf(own),
      toSend: alertsOf(own.filter(({ isAgain }) => !isAgain)),
    });
  }
}

function alertsOf(told: readonly ToldAlerts[]): readonly Alert[] {
  return told.flatMap(({ alerts }) => alerts);
}
