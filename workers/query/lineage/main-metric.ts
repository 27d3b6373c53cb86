import type { RunKey } from '../../../src/domain/ids.ts';
import { compareMainMetrics } from '../../../src/domain/main-metric.ts';
import type { EditedTable } from '../edited-table.ts';
import type { MetricValue } from './lineage-source.ts';

/** Metrics looked at for the one that stands for a run. */
const MOST_METRICS = 500;

/** The metric that stands for a run, of those it has. Of it the last value, which is what the run's model had. */
export function makeMainMetric(table: EditedTable): (run: RunKey) => MetricValue | null {
  const { facts } = table;
  const metrics = [...facts.metrics]
    .map(([key, column]) => ({ key, column, direction: table.direction(key), runs: column.length }))
    .filter(({ direction }) => direction !== null)
    .sort(compareMainMetrics)
    .slice(0, MOST_METRICS);
  return (run) => {
    const row = facts.rowOf(run);
    if (row === undefined) return null;
    for (const { key, column, direction } of metrics) {
      const value = column.stat(row, 'last');
      if (value !== undefined) return { key, value, rank: direction === 'lower' ? value : -value };
    }
    return null;
  };
}
