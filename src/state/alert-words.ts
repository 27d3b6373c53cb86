import { formatCount, formatPlural } from '../base/format.ts';
import type { Alert } from '../domain/alerts/alert.ts';
import { alertAddress } from '../domain/alerts/alert-address.ts';
import type { AlertRule, AlertRuleId } from '../domain/alerts/alert-rule.ts';
import { alertRuleName, alertSentence } from '../domain/alerts/alert-sentence.ts';
import type { RuleId } from '../domain/ids.ts';
import type { Rule } from '../domain/rules/rule.ts';

/** Alerts as one message. */
export interface AlertWords {
  /** What is told again under it takes the place of what was. */
  readonly tag: string;
  readonly title: string;
  readonly text: string;
  /** Where it leads, as a path of the app. */
  readonly address: string;
}

const MOST_NAMED = 3;
const GONE = 'a rule that is gone';

/** One alert as its sentence; several as how many of which rule. `list` is not empty. */
export function alertWords(
  list: readonly Alert[],
  alertRules: ReadonlyMap<AlertRuleId, AlertRule>,
  rules: ReadonlyMap<RuleId, Rule>,
): AlertWords {
  const nameOf = (id: AlertRuleId): string => {
    const rule = alertRules.get(id);
    return rule ? alertRuleName(rule, rules) : GONE;
  };
  const [first] = list;
  if (list.length === 1 && first) {
    const text = alertSentence(first, alertRules.get(first.rule) ?? null);
    const title = alertRules.has(first.rule) ? nameOf(first.rule) : 'Alert';
    return { tag: first.id, title, text, address: alertAddress(first) ?? '/alerts' };
  }
  const counts = new Map<AlertRuleId, number>();
  let all = 0;
  for (const { rule, leftOut = 1 } of list) {
    counts.set(rule, (counts.get(rule) ?? 0) + leftOut);
    all += leftOut;
  }
  const most = [...counts].sort(([, a], [, b]) => b - a);
  const named = most.slice(0, MOST_NAMED).map(([id, count]) => `${nameOf(id)} (${formatCount(count)})`);
  const rest = most.length - named.length;
  const text = [...named, ...(rest > 0 ? [`${formatPlural(rest, 'more rule')}`] : [])].join(', ');
  const only = most.length === 1 ? most[0]?.[0] : undefined;
  const address = only === undefined ? '/alerts' : `/alerts?rule=${encodeURIComponent(only)}`;
  return { tag: 'cairn-alerts', title: formatPlural(all, 'alert'), text: `${text}.`, address };
}
