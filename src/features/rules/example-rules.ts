import { fieldText } from '../../domain/filter/fields.ts';
import type { MetricKey } from '../../domain/ids.ts';
import type { PromotionNeed, Rule } from '../../domain/rules/rule.ts';
import type { QueryApi } from '../../rpc/query-api.ts';

export interface ExampleRule {
  readonly label: string;
  readonly rule: Rule;
}

/** Where nobody has logged an error yet, as the course on taxi trips calls it. */
const COURSE_METRIC = 'val_rmse';
/** Runs of versions that are looked at for a metric. */
const MOST_RUNS = 100;

/** Offered while there is no rule. They become ordinary rules. */
export function exampleRules(metric: MetricKey): readonly ExampleRule[] {
  const field = fieldText({ kind: 'metric', key: metric, stat: 'last' });
  return [
    {
      label: `${metric} < 6.5 before Production`,
      rule: beforeProduction({ kind: 'run', filter: `${field} < 6.5` }, 'block'),
    },
    { label: 'Dataset recorded before Production', rule: beforeProduction({ kind: 'dataset' }, 'block') },
    { label: 'Clean commit before Production', rule: beforeProduction({ kind: 'clean-commit' }, 'warn') },
  ];
}

function beforeProduction(needs: PromotionNeed, severity: Rule['severity']): Rule {
  return { title: '', check: { kind: 'promotion', stages: ['Production'], needs }, severity, enabled: true };
}

/** The error that the runs of registered versions have: on data that they were not trained with, if there is one. */
export async function findExampleMetric(api: QueryApi): Promise<MetricKey> {
  const { models } = await api.registry(null);
  const runs = models.flatMap(({ versions }) => versions.flatMap(({ run }) => run ?? []));
  const keys = (await api.metricsOf([...new Set(runs)].slice(0, MOST_RUNS))).map(({ key }) => key);
  return chooseMetric(keys);
}

export function chooseMetric(keys: readonly MetricKey[]): MetricKey {
  const errors = keys.filter((key) => key.toLowerCase().includes('rmse'));
  const isValidation = (key: MetricKey) => key.toLowerCase().includes('val');
  if (errors.includes(COURSE_METRIC)) return COURSE_METRIC;
  return errors.find(isValidation) ?? errors[0] ?? COURSE_METRIC;
}
