import type { ExperimentKey } from '../../domain/ids.ts';
import type { ExperimentSummary, TableSummary } from '../../rpc/query-api.ts';

/**
 * How many experiments the address names that this workspace has nothing of; 0 as soon as it has one of them or a run,
 * and until both answers are there.
 */
export function missingExperiments(
  asked: readonly ExperimentKey[] | 'all',
  listed: readonly Pick<ExperimentSummary, 'record'>[] | undefined,
  summary: Pick<TableSummary, 'totalCount' | 'deletedCount' | 'archivedCount'> | undefined,
): number {
  if (asked === 'all' || !listed || !summary) return 0;
  if (summary.totalCount + summary.deletedCount + summary.archivedCount > 0) return 0;
  const here = new Set(listed.map(({ record }) => record.key));
  return asked.some((key) => here.has(key)) ? 0 : asked.length;
}
