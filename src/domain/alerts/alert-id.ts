import { derivedKey, type MetricKey, type RunKey } from '../ids.ts';
import { type AlertId, toAlertId } from './alert.ts';
import type { AlertRuleId } from './alert-rule.ts';

/**
 * The name of an event: the same on every device and at every visit. `episode`: what tells one event of a rule, run and
 * metric from the next, such as the step; '' where there can be one only.
 */
export function alertId(
  rule: AlertRuleId,
  run: RunKey | null,
  metric: MetricKey | '',
  episode: string,
): AlertId {
  return toAlertId(derivedKey('alert', rule, run ?? '', metric, episode));
}

/** Of a point. `at`: its place in the series, for what has no step. */
export function pointEpisode(step: number, at: number): string {
  return Number.isFinite(step) ? `s${step}` : `p${at}`;
}
