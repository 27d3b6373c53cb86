import type { Alert, AlertId } from '../domain/alerts/alert.ts';
import type { AlertRule, AlertRuleId } from '../domain/alerts/alert-rule.ts';
import { isOn, isUnder, type Snooze, standingOf } from '../domain/alerts/alert-standing.ts';
import type { Hash, WorkspaceId } from '../domain/ids.ts';
import type { AlertNews } from '../rpc/live-api.ts';
import { AlertStore, MOST_ALERTS } from '../storage/alert-store.ts';
import type { StoredAlert } from '../storage/device-db.ts';
import { type AlertChoices, SNOOZES } from './alert-choices.ts';
import { AlertPace } from './alert-pace.ts';
import { readChoices, readSnoozes } from './read-alert-choices.ts';

/** Runs that are under way move twice a second. */
const LEAST_GAP_MS = 2000;

/** Alerts that somebody at this device is to hear of now. */
export interface ToldAlerts {
  readonly alerts: readonly Alert[];
  /** They were put off, and the time is over. */
  readonly isAgain: boolean;
  /** This tab evaluates: what may be said only once for all tabs, it says. */
  readonly leads: boolean;
}

export interface AlertSessionHost {
  check(nowMs: number, seenPacks: readonly Hash[]): Promise<AlertNews>;
  /** Resolves after so long, also where the page is hidden. */
  rest(ms: number): Promise<void>;
  rules(): ReadonlyMap<AlertRuleId, AlertRule>;
  acknowledged(): ReadonlyMap<AlertId, number>;
  /** What this device knows by now; newest first. */
  show(alerts: readonly StoredAlert[], choices: AlertChoices): void;
  tell(told: ToldAlerts): void;
}

type Message =
  | { readonly kind: 'told'; readonly alerts: readonly StoredAlert[]; readonly isAgain: boolean }
  | { readonly kind: 'choices' };

/**
 * The alerts of one workspace for as long as it is open: one tab of this browser evaluates, all of them show and tell.
 * Takes everything from the store, so that a reload, or another tab that takes over, goes on where this one was.
 */
export class AlertSession {
  private readonly store: AlertStore;
  private readonly channel: BroadcastChannel;
  private readonly end = new AbortController();
  private pace: AlertPace | null = null;
  private alerts: readonly StoredAlert[] = [];
  private choices: AlertChoices = readChoices(new Map());
  private seenPacks: readonly Hash[] = [];

  static async open(
    workspace: WorkspaceId,
    host: AlertSessionHost,
    leastGapMs = LEAST_GAP_MS,
  ): Promise<AlertSession> {
    const session = new AlertSession(workspace, host, leastGapMs);
    await session.load();
    session.lead(`cairn-alerts-${workspace}`);
    return session;
  }

  private constructor(
    workspace: WorkspaceId,
    private readonly host: AlertSessionHost,
    private readonly leastGapMs: number,
  ) {
    this.store = new AlertStore(workspace);
    this.channel = new BroadcastChannel(`cairn-alerts-${workspace}`);
    this.channel.onmessage = ({ data }) => void this.hear(data as Message).catch(reportError);
  }

  /** Runs, rules or edits may have moved. */
  moved(): void {
    this.pace?.moved();
  }

  async choose(name: string, value: unknown): Promise<void> {
    await this.store.saveChoice(name, value);
    await this.haveChosen();
  }

  /** From what is stored at that moment: other tabs put off and wake as well. */
  async changeSnoozes(change: (snoozes: readonly Snooze[]) => readonly Snooze[]): Promise<void> {
    await this.store.changeChoice(SNOOZES, (stored) => change(readSnoozes(stored)));
    await this.haveChosen();
  }

  close(): void {
    this.end.abort();
    this.pace?.stop();
    this.channel.close();
    this.store.close();
  }

  private async load(): Promise<void> {
    this.alerts = inOrder(await this.store.loadAlerts());
    this.choices = readChoices(await this.store.loadChoices());
    this.publish();
  }

  /** Waits for its turn and evaluates until the end. */
  private lead(lock: string): void {
    const { signal } = this.end;
    const work = async (): Promise<void> => {
      this.seenPacks = await this.store.loadSeenPacks();
      if (signal.aborted) return;
      this.pace = new AlertPace(
        () => this.evaluate(),
        this.leastGapMs,
        (ms) => this.host.rest(ms),
      );
      this.pace.moved();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    };
    navigator.locks.request(lock, { signal }, work).catch((error: unknown) => {
      if (!signal.aborted) console.error('alert rules not watched', error);
    });
  }

  private async evaluate(): Promise<void> {
    const nowMs = Date.now();
    await this.tellAgain(nowMs);
    if (this.end.signal.aborted) return;
    if (![...this.host.rules().values()].some(({ enabled }) => enabled)) return;
    const news = await this.host.check(nowMs, this.seenPacks);
    // What was found for a workspace that was left is found again when it is opened.
    if (this.end.signal.aborted) return;
    const hasLooked = !isSame(news.seenPacks, this.seenPacks);
    if (news.alerts.length === 0 && !hasLooked) return;
    const added = await this.store
      .addAlerts(news.alerts, hasLooked ? news.seenPacks : null, nowMs)
      .catch((error: unknown) => {
        // Told all the same, and found again at the next visit.
        console.error('alerts not stored', error);
        const known = new Set(this.alerts.map(({ id }) => id));
        return news.alerts
          .filter(({ id }) => !known.has(id))
          .map((alert) => ({ id: alert.id, alert, seenMs: nowMs }));
      });
    this.seenPacks = news.seenPacks;
    if (added.length > 0 && !this.end.signal.aborted) this.spread(added, false);
  }

  /** Alerts whose time of silence is over, be it since a former visit. */
  private async tellAgain(nowMs: number): Promise<void> {
    const ended = this.choices.snoozes.filter((snooze) => !isOn(snooze, nowMs));
    if (ended.length === 0) return;
    const woken = this.alerts.filter(({ alert }) => ended.some((snooze) => isUnder(alert, snooze)));
    await this.changeSnoozes((all) => all.filter((snooze) => isOn(snooze, nowMs)));
    if (woken.length > 0 && !this.end.signal.aborted) this.spread(woken, true);
  }

  private spread(alerts: readonly StoredAlert[], isAgain: boolean): void {
    this.post({ kind: 'told', alerts, isAgain });
    this.take(alerts, isAgain, true);
  }

  private async hear(message: Message): Promise<void> {
    if (message.kind === 'told') return this.take(message.alerts, message.isAgain, false);
    this.choices = readChoices(await this.store.loadChoices());
    this.publish();
  }

  private take(told: readonly StoredAlert[], isAgain: boolean, leads: boolean): void {
    const known = new Map(this.alerts.map((one) => [one.id, one]));
    for (const one of told) known.set(one.id, one);
    this.alerts = inOrder([...known.values()]).slice(0, MOST_ALERTS);
    this.publish();
    const nowMs = Date.now();
    const open = told
      .map(({ alert }) => alert)
      .filter((alert) => standingOf(alert, this.host.acknowledged(), this.choices.snoozes, nowMs) === 'open');
    if (open.length > 0) this.host.tell({ alerts: open, isAgain, leads });
  }

  private async haveChosen(): Promise<void> {
    this.choices = readChoices(await this.store.loadChoices());
    this.post({ kind: 'choices' });
    this.publish();
  }

  private publish(): void {
    if (!this.end.signal.aborted) this.host.show(this.alerts, this.choices);
  }

  private post(message: Message): void {
    if (!this.end.signal.aborted) this.channel.postMessage(message);
  }
}

function isSame(a: readonly Hash[], b: readonly Hash[]): boolean {
  return a.length === b.length && a.every((pack, at) => pack === b[at]);
}

function inOrder(alerts: readonly StoredAlert[]): readonly StoredAlert[] {
  return [...alerts].sort(
    (a, b) => b.alert.atMs - a.alert.atMs || b.seenMs - a.seenMs || (a.id < b.id ? -1 : 1),
  );
}
