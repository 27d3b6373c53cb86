import { type Alert, toAlertId } from '../../src/domain/alerts/alert.ts';
import { type AlertRule, toAlertRuleId } from '../../src/domain/alerts/alert-rule.ts';
import { toRunKey } from '../../src/domain/ids.ts';
import { NO_CHOICES } from '../../src/state/alert-choices.ts';
import type { AlertsState } from '../../src/state/alerts.ts';
import { NOW_MS } from './made-share.ts';

const GONE = toAlertRuleId('gone');
const FAILED = toAlertRuleId('failed');
const FLAT = toAlertRuleId('flat');

export const ALERT_RULES = new Map<typeof FAILED, AlertRule>([
  [FAILED, { title: '', enabled: true, scope: '', condition: { kind: 'ended', how: 'failed' }, sinceMs: 0 }],
  [
    FLAT,
    {
      title: 'Stuck, and a name that is long enough to need two lines on a telephone',
      enabled: false,
      scope: "tags.team = 'taxi'",
      condition: { kind: 'flat', metric: 'val/rmse', direction: 'lower', steps: 5000, tolerance: 0.001 },
      sinceMs: 0,
    },
  ],
]);

const NAN: Alert = {
  id: toAlertId('a'),
  rule: GONE,
  kind: 'not-finite',
  run: toRunKey('run-0'),
  runName: 'xgb-depth-9',
  metric: 'val/rmse-of-a-long-name-without-any-space-in-it',
  step: 1200,
  value: Number.NaN,
  against: null,
  about: '',
  atMs: NOW_MS - 60_000,
};

const ENDED: Alert = {
  ...NAN,
  id: toAlertId('b'),
  rule: FAILED,
  kind: 'ended',
  metric: '',
  step: null,
  value: null,
  about: 'failed',
  atMs: NOW_MS - 7_200_000,
};

/** What a device knows that was told of two alerts and chose little. */
export const MADE_ALERTS: AlertsState = {
  alerts: () => [NAN, ENDED].map((alert) => ({ id: alert.id, alert, seenMs: alert.atMs })),
  choices: () => ({
    ...NO_CHOICES,
    tell: new Map([[FLAT, 'notify']]),
    snoozes: [{ of: 'rule', id: FLAT, untilMs: null }],
  }),
  nowMs: () => NOW_MS,
  standing: () => 'open',
  openCount: () => 2,
  tellHow: (rule) => (rule === FLAT ? 'notify' : 'app'),
  setTellHow: async () => undefined,
  setWebhook: async () => undefined,
  noteSent: async () => undefined,
  snooze: async () => undefined,
  wake: async () => undefined,
  onTold: () => () => undefined,
};
