import { compareMainMetrics } from '../../domain/main-metric.ts';
import type { MetricDirection } from '../../domain/metric-direction.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';

/** What fields of rules may name, of this workspace. */
export interface KnownNames {
  readonly metrics: readonly KnownMetric[];
  readonly datasets: readonly string[];
  readonly models: readonly string[];
}

export interface KnownMetric {
  readonly key: string;
  readonly direction: MetricDirection | null;
}

/** More would make the list of suggestions slow. */
const MOST_LISTED = 500;
const NOTHING: KnownNames = { metrics: [], datasets: [], models: [] };

/** Metrics that stand for runs first come first; read while `isWanted`. */
export function createKnownNames(isWanted: () => boolean): () => KnownNames {
  const { api, version } = useQuery();
  const found = createNewestAnswer(
    () => (isWanted() && version() > 0 ? version() : undefined),
    async (): Promise<KnownNames> => {
      const [table, datasets, registry] = await Promise.all([
        api.table({
          experiments: 'all',
          runs: null,
          sort: [],
          lifecycle: 'active',
          archived: false,
          started: null,
          groupBy: [],
          aggregate: 'mean',
          foldedGroups: [],
          tree: false,
          folded: [],
          filter: '',
        }),
        api.datasets(),
        api.registry(null),
      ]);
      const metrics = table.columns
        .filter(({ kind }) => kind === 'metric')
        .map(({ key, direction, filled }) => ({ key, direction, runs: filled }))
        .sort(compareMainMetrics);
      return {
        metrics: metrics.slice(0, MOST_LISTED),
        datasets: [...new Set(datasets.map(({ name }) => name))].slice(0, MOST_LISTED),
        models: registry.models
          .filter(({ deleted }) => !deleted)
          .map(({ name }) => name)
          .slice(0, MOST_LISTED),
      };
    },
  );
  return () => found() ?? NOTHING;
}
