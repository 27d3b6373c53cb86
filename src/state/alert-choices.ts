import type { AlertRuleId } from '../domain/alerts/alert-rule.ts';
import type { Snooze, TellHow } from '../domain/alerts/alert-standing.ts';
import type { Webhook } from '../domain/alerts/webhook.ts';

/** What came of the last message to a webhook. */
export interface SentNote {
  readonly atMs: number;
  /** Whether it left; what the other side made of it, a page is not told. */
  readonly isSent: boolean;
  readonly tries: number;
}

/** What this device chose about the alerts of a workspace. Never shared. */
export interface AlertChoices {
  /** For rules without a choice of their own. */
  readonly tellAll: TellHow;
  readonly tell: ReadonlyMap<AlertRuleId, TellHow>;
  readonly webhooks: ReadonlyMap<AlertRuleId, Webhook>;
  readonly sent: ReadonlyMap<AlertRuleId, SentNote>;
  readonly snoozes: readonly Snooze[];
}

/** Nothing leaves the app before somebody says so. */
export const NO_CHOICES: AlertChoices = {
  tellAll: 'app',
  tell: new Map(),
  webhooks: new Map(),
  sent: new Map(),
  snoozes: [],
};

/** Names under which choices are kept (`AlertStore.saveChoice`). */
export const TELL_ALL = 'tell-all';
export const SNOOZES = 'snoozes';
export const tellName = (rule: AlertRuleId): string => `tell/${rule}`;
export const webhookName = (rule: AlertRuleId): string => `webhook/${rule}`;
export const sentName = (rule: AlertRuleId): string => `sent/${rule}`;

export function tellHowOf({ tell, tellAll }: AlertChoices, rule: AlertRuleId): TellHow {
  return tell.get(rule) ?? tellAll;
}
