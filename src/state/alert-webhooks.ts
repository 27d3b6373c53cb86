import { formatCount } from '../base/format.ts';
import type { Alert } from '../domain/alerts/alert.ts';
import type { AlertRule, AlertRuleId } from '../domain/alerts/alert-rule.ts';
import { fillWords, mayFire } from '../domain/alerts/webhook.ts';
import type { AlertChoices, SentNote } from './alert-choices.ts';
import { messageParts } from './alert-message.ts';
import { postWebhook } from './post-webhook.ts';

/** More at once become one message. */
const MOST_MESSAGES = 3;

/**
 * Sends alerts to where this device was told to, for rules that are as they were when that was switched on: what others
 * make of a rule sends nothing from here.
 */
export async function sendWebhooks(
  alerts: readonly Alert[],
  rules: ReadonlyMap<AlertRuleId, AlertRule>,
  choices: AlertChoices,
  page: string,
  note: (rule: AlertRuleId, sent: SentNote) => Promise<void>,
  post: typeof postWebhook = postWebhook,
): Promise<void> {
  for (const [id, hook] of choices.webhooks) {
    const rule = rules.get(id);
    const own = alerts.filter((alert) => alert.rule === id);
    if (!rule || own.length === 0 || !mayFire(hook, rule)) continue;
    const isFew = own.length <= MOST_MESSAGES;
    for (const alert of isFew ? own : own.slice(0, 1)) {
      const words = fillWords(hook.text, messageParts(alert, rule, page));
      const more = isFew ? '' : ` (and ${formatCount(own.length - 1)} more)`;
      await note(id, await post(hook, words + more));
    }
  }
}
