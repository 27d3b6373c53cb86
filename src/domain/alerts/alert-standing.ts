import type { Alert, AlertId } from './alert.ts';
import type { AlertRuleId } from './alert-rule.ts';

/** How one device is told: a notification of the system, in the app alone, or not at all (it is listed all the same). */
export type TellHow = 'notify' | 'app' | 'none';

/** What one device wants to hear nothing of for a while. */
export interface Snooze {
  readonly of: 'alert' | 'run' | 'rule';
  /** Of the alert, run or rule. */
  readonly id: string;
  /** null until somebody takes it back. */
  readonly untilMs: number | null;
}

/** `open` wants to be looked at; `snoozed` will again. */
export type AlertStanding = 'open' | 'snoozed' | 'acknowledged';

export function standingOf(
  alert: Alert,
  acknowledged: ReadonlyMap<AlertId, number>,
  snoozes: readonly Snooze[],
  nowMs: number,
): AlertStanding {
  if (acknowledged.has(alert.id)) return 'acknowledged';
  return snoozes.some((snooze) => isUnder(alert, snooze) && isOn(snooze, nowMs)) ? 'snoozed' : 'open';
}

export function isOn({ untilMs }: Snooze, nowMs: number): boolean {
  return untilMs === null || untilMs > nowMs;
}

export function isUnder(alert: Alert, { of, id }: Snooze): boolean {
  switch (of) {
    case 'alert':
      return alert.id === id;
    case 'run':
      return alert.run === id;
    case 'rule':
      return alert.rule === (id as AlertRuleId);
  }
}

/** With the new one in the place of an older one of the same thing. What is over stays until it has been told again. */
export function withSnooze(snoozes: readonly Snooze[], added: Snooze): readonly Snooze[] {
  return [...withoutSnooze(snoozes, added), added];
}

export function withoutSnooze(
  snoozes: readonly Snooze[],
  { of, id }: Pick<Snooze, 'of' | 'id'>,
): readonly Snooze[] {
  return snoozes.filter((one) => one.of !== of || one.id !== id);
}
