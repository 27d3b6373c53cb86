import { type Alert, toAlertId } from '../../domain/alerts/alert.ts';
import type { AlertRule, AlertRuleId } from '../../domain/alerts/alert-rule.ts';
import { toRunKey } from '../../domain/ids.ts';

/** What an alert of the rule could be, to see the words before there is one. */
export function sampleAlert(id: AlertRuleId, { condition }: AlertRule): Alert {
  const metric = 'metric' in condition ? condition.metric.replaceAll('*', '') || 'loss' : '';
  const against =
    condition.kind === 'threshold' ? condition.bound : condition.kind === 'silent' ? condition.minutes : 1;
  return {
    id: toAlertId('sample'),
    rule: id,
    kind: condition.kind,
    run: toRunKey('sample'),
    runName: 'quick-fox-42',
    metric,
    step: metric === '' ? null : 1200,
    value:
      condition.kind === 'not-finite' ? Number.NaN : metric === '' ? null : sampleValue(condition, against),
    against,
    about: condition.kind === 'ended' ? 'failed' : condition.kind === 'drift' ? condition.model : 'sample',
    atMs: Date.now(),
  };
}

/** On the side of the bound that the rule waits for. */
function sampleValue(condition: AlertRule['condition'], against: number): number {
  const isBelow = condition.kind === 'threshold' && condition.is === 'below';
  const distance = Math.abs(against) * 0.2 || 1;
  return isBelow ? against - distance : against + distance;
}
