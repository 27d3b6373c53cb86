import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  useContext,
} from 'solid-js';
import { assert } from '../base/assert.ts';
import type { Alert } from '../domain/alerts/alert.ts';
import type { AlertRuleId } from '../domain/alerts/alert-rule.ts';
import {
  type AlertStanding,
  type Snooze,
  standingOf,
  type TellHow,
  withoutSnooze,
  withSnooze,
} from '../domain/alerts/alert-standing.ts';
import type { Webhook } from '../domain/alerts/webhook.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import type { LiveApi } from '../rpc/live-api.ts';
import type { StoredAlert } from '../storage/device-db.ts';
import {
  type AlertChoices,
  NO_CHOICES,
  type SentNote,
  sentName,
  TELL_ALL,
  tellHowOf,
  tellName,
  webhookName,
} from './alert-choices.ts';
import type { AlertSession, ToldAlerts } from './alert-session.ts';
import type { EditsState } from './edits.ts';

export type { StoredAlert } from '../storage/device-db.ts';
export type { AlertChoices, SentNote } from './alert-choices.ts';
export type { ToldAlerts } from './alert-session.ts';

/** Alerts of the open workspace, and what this device chose about them. */
export interface AlertsState {
  /** Newest first; null until they have been loaded. */
  readonly alerts: Accessor<readonly StoredAlert[] | null>;
  readonly choices: Accessor<AlertChoices>;
  /** Moves now and then: what was put off comes back. */
  readonly nowMs: Accessor<number>;
  /** Tracks. */
  standing(alert: Alert): AlertStanding;
  /** Alerts that nobody has dealt with, but those that this device is told nothing of. */
  readonly openCount: Accessor<number>;
  tellHow(rule: AlertRuleId): TellHow;
  /** null: of all rules that have no choice of their own. */
  setTellHow(rule: AlertRuleId | null, how: TellHow): Promise<void>;
  /** null takes it away. */
  setWebhook(rule: AlertRuleId, webhook: Webhook | null): Promise<void>;
  noteSent(rule: AlertRuleId, sent: SentNote): Promise<void>;
  snooze(snooze: Snooze): Promise<void>;
  wake(snooze: Pick<Snooze, 'of' | 'id'>): Promise<void>;
  /** Calls back whenever somebody is to hear of alerts; returns what ends that. */
  onTold(listener: (told: ToldAlerts) => void): () => void;
}

export interface AlertsHost {
  readonly api: Pick<LiveApi, 'checkAlerts' | 'rest'>;
  readonly workspace: Accessor<WorkspaceId>;
  /** Whether what the query worker answers is of that workspace. */
  readonly isOpen: Accessor<boolean>;
  readonly version: Accessor<number>;
  /** Grows with every pulse of live runs, also while the page is hidden. */
  readonly live: Accessor<number>;
  readonly edits: Pick<EditsState, 'alertRules' | 'acknowledged'>;
}

/** Alerts are nobody's first need. */
const START_AFTER_MS = 700;
const CLOCK_MS = 15_000;

export function createAlerts(host: AlertsHost): AlertsState {
  const [alerts, setAlerts] = createSignal<readonly StoredAlert[] | null>(null);
  const [choices, setChoices] = createSignal<AlertChoices>(NO_CHOICES);
  const [nowMs, setNowMs] = createSignal(Date.now());
  const listeners = new Set<(told: ToldAlerts) => void>();
  /** Told before anybody listened: what says it may be loaded later. */
  let untold: ToldAlerts[] = [];
  let session: Promise<AlertSession> | null = null;
  let isHere: AlertSession | null = null;

  const start = async (workspace: WorkspaceId, isLeft: () => boolean): Promise<AlertSession> => {
    const { AlertSession } = await import('./alert-session.ts');
    const opened = await AlertSession.open(workspace, {
      check: (atMs, seenPacks) => host.api.checkAlerts(atMs, seenPacks),
      rest: (ms) => host.api.rest(ms),
      rules: host.edits.alertRules,
      acknowledged: host.edits.acknowledged,
      show: (shown, chosen) => {
        if (isLeft()) return;
        setChoices(chosen);
        setAlerts(shown);
      },
      tell: (told) => {
        if (isLeft()) return;
        if (listeners.size === 0) untold.push(told);
        for (const listener of listeners) listener(told);
      },
    });
    if (isLeft()) opened.close();
    else isHere = opened;
    return opened;
  };

  // Counts of runs come and go while it is open.
  const isOpen = createMemo(host.isOpen);
  createEffect(
    on([isOpen, host.workspace], ([isReady, workspace]) => {
      setAlerts(null);
      setChoices(NO_CHOICES);
      if (!isReady) return;
      let isLeft = false;
      const timer = setTimeout(() => {
        session = start(workspace, () => isLeft);
        session.catch((error: unknown) => console.error('alerts not loaded', error));
      }, START_AFTER_MS);
      onCleanup(() => {
        isLeft = true;
        clearTimeout(timer);
        isHere?.close();
        isHere = null;
        session = null;
        untold = [];
      });
    }),
  );
  createEffect(() => {
    host.version();
    host.live();
    isHere?.moved();
  });
  const clock = setInterval(() => setNowMs(Date.now()), CLOCK_MS);
  onCleanup(() => clearInterval(clock));

  const choose = async (name: string, value: unknown): Promise<void> => {
    setNowMs(Date.now());
    await (await session)?.choose(name, value);
  };
  const changeSnoozes: AlertSession['changeSnoozes'] = async (change) => {
    setNowMs(Date.now());
    await (await session)?.changeSnoozes(change);
  };
  const tellHow = (rule: AlertRuleId): TellHow => tellHowOf(choices(), rule);
  const standing = (alert: Alert): AlertStanding =>
    standingOf(alert, host.edits.acknowledged(), choices().snoozes, nowMs());
  const openCount = createMemo(
    () =>
      (alerts() ?? []).filter(({ alert }) => tellHow(alert.rule) !== 'none' && standing(alert) === 'open')
        .length,
  );
  return {
    alerts,
    choices,
    nowMs,
    standing,
    openCount,
    tellHow,
    setTellHow: (rule, how) => choose(rule === null ? TELL_ALL : tellName(rule), how),
    setWebhook: (rule, webhook) => choose(webhookName(rule), webhook ?? undefined),
    noteSent: (rule, sent) => choose(sentName(rule), sent),
    snooze: (snooze) => changeSnoozes((all) => withSnooze(all, snooze)),
    wake: (snooze) => changeSnoozes((all) => withoutSnooze(all, snooze)),
    onTold: (listener) => {
      listeners.add(listener);
      for (const told of untold.splice(0)) listener(told);
      return () => listeners.delete(listener);
    },
  };
}

export const AlertsContext = createContext<AlertsState>();

export function useAlerts(): AlertsState {
  const state = useContext(AlertsContext);
  assert(state, 'useAlerts is called under the shell');
  return state;
}
