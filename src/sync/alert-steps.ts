import type { AlertId } from '../domain/alerts/alert.ts';
import type { AlertRule, AlertRuleId } from '../domain/alerts/alert-rule.ts';
import { writeAlertRule } from './alert-rule-text.ts';
import { fieldKey } from './edit-keys.ts';
import { brief, type EditStep } from './edit-step.ts';

/** Steps about what people want to be told of, and what they have dealt with. */

export function saveAlertRuleStep(id: AlertRuleId, rule: AlertRule, isNew: boolean, words: string): EditStep {
  return {
    note: { label: isNew ? 'Add alert rule' : 'Change alert rule', about: '', value: brief(words) },
    edits: [{ map: 'alerts', key: fieldKey(id, 'rule'), value: writeAlertRule(rule) }],
  };
}

/** Marked as gone: a change that somebody else makes meanwhile does not bring it back. */
export function removeAlertRuleStep(id: AlertRuleId, words: string): EditStep {
  return {
    note: { label: 'Remove alert rule', about: '', value: brief(words) },
    edits: [{ map: 'alerts', key: fieldKey(id, 'removed'), value: true }],
  };
}

export function acknowledgeStep(alerts: readonly AlertId[], atMs: number, words: string): EditStep {
  const label = alerts.length === 1 ? 'Acknowledge alert' : `Acknowledge ${alerts.length} alerts`;
  return {
    note: { label, about: '', value: brief(words) },
    edits: alerts.map((alert) => ({ map: 'acknowledged', key: fieldKey(alert, 'at'), value: atMs })),
  };
}
