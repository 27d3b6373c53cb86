import { type AlertDraft, NEW_ALERT } from './alert-draft.ts';
import type { KnownMetric } from './known-names.ts';

export interface PresetRule {
  readonly label: string;
  readonly draft: AlertDraft;
}

/** Where nobody has logged anything yet. */
const USUAL_METRIC = 'val_loss';

/** Offered while there is no rule; each opens as a new rule that can still be changed. */
export function presetRules(metrics: readonly KnownMetric[]): readonly PresetRule[] {
  const main = metrics.find(({ direction }) => direction !== null)?.key ?? USUAL_METRIC;
  return [
    {
      label: 'Loss is NaN',
      draft: { ...NEW_ALERT, kind: 'not-finite', metric: '*loss*', title: 'Loss is NaN' },
    },
    { label: 'A run failed', draft: { ...NEW_ALERT, kind: 'ended', how: 'failed' } },
    { label: 'No progress for 10 minutes', draft: { ...NEW_ALERT, kind: 'silent', minutes: '10' } },
    { label: `Best ${main} so far`, draft: { ...NEW_ALERT, kind: 'best', metric: main } },
  ];
}
