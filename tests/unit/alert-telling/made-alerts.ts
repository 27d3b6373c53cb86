import { type Alert, toAlertId } from '../../../src/domain/alerts/alert.ts';
import { type AlertRule, toAlertRuleId } from '../../../src/domain/alerts/alert-rule.ts';
import { toRunKey } from '../../../src/domain/ids.ts';

export const NAN = toAlertRuleId('nan');
export const FAILED = toAlertRuleId('failed');

export const RULES = new Map<typeof NAN, AlertRule>([
  [
    NAN,
    {
      title: 'Loss is NaN',
      enabled: true,
      scope: '',
      condition: { kind: 'not-finite', metric: 'loss' },
      sinceMs: 0,
    },
  ],
  [FAILED, { title: '', enabled: true, scope: '', condition: { kind: 'ended', how: 'failed' }, sinceMs: 0 }],
]);

export function nanAlert(id: string, part: Partial<Alert> = {}): Alert {
  return {
    id: toAlertId(id),
    rule: NAN,
    kind: 'not-finite',
    run: toRunKey(`run-of-${id}`),
    runName: 'quick-fox',
    metric: 'loss',
    step: 1200,
    value: Number.NaN,
    against: null,
    about: '',
    atMs: 1000,
    ...part,
  };
}

export function failedAlert(id: string, part: Partial<Alert> = {}): Alert {
  const none = { metric: '', step: null, value: null } as const;
  return nanAlert(id, { rule: FAILED, kind: 'ended', about: 'failed', ...none, ...part });
}
