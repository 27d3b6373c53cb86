import { formatNumber, formatTime } from '../base/format.ts';
import type { Alert } from '../domain/alerts/alert.ts';
import { alertAddress } from '../domain/alerts/alert-address.ts';
import type { AlertRule } from '../domain/alerts/alert-rule.ts';
import { alertRuleName, alertSentence } from '../domain/alerts/alert-sentence.ts';
import type { Placeholder } from '../domain/alerts/webhook.ts';

/** What words to a webhook may say of an alert. `page`: the app's address, without what follows `#`. */
export function messageParts(
  alert: Alert,
  rule: AlertRule | null,
  page: string,
): Readonly<Record<Placeholder, string>> {
  const number = (value: number | null): string => (value === null ? '' : formatNumber(value));
  return {
    alert: alertSentence(alert, rule),
    rule: rule ? alertRuleName(rule) : '',
    run: alert.runName,
    metric: alert.metric,
    value: number(alert.value),
    against: number(alert.against),
    step: alert.step === null ? '' : String(alert.step),
    time: formatTime(alert.atMs),
    link: `${page}#${alertAddress(alert) ?? '/alerts'}`,
  };
}
