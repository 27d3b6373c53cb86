import type { Alert } from '../../../src/domain/alerts/alert.ts';
import { alertId } from '../../../src/domain/alerts/alert-id.ts';
import type { MetricKey, RunKey } from '../../../src/domain/ids.ts';
import type { ReadyRule } from './ready-rule.ts';

/** About a run, with nothing else known. */
export function aboutRun(
  { id, rule }: Pick<ReadyRule, 'id' | 'rule'>,
  { record, name }: { readonly record: { readonly key: RunKey }; readonly name: string },
  metric: MetricKey | '',
  episode: string,
): Alert {
  return {
    id: alertId(id, record.key, metric, episode),
    rule: id,
    kind: rule.condition.kind,
    run: record.key,
    runName: name,
    metric,
    step: null,
    value: null,
    against: null,
    about: '',
    atMs: 0,
  };
}
