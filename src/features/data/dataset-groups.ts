import type { DatasetSummary } from '../../rpc/query-api.ts';

/** The versions of one name, the one used last first. */
export interface DatasetGroup {
  readonly name: string;
  readonly versions: readonly DatasetSummary[];
  readonly runs: number;
  readonly lastUsedMs: number | null;
}

/** The list comes by name and, within one, by last use. Names used last come first. */
export function groupDatasets(datasets: readonly DatasetSummary[]): readonly DatasetGroup[] {
  const byName = new Map<string, DatasetSummary[]>();
  for (const dataset of datasets) {
    const versions = byName.get(dataset.name);
    if (versions) versions.push(dataset);
    else byName.set(dataset.name, [dataset]);
  }
  const groups = [...byName].map(
    ([name, versions]): DatasetGroup => ({
      name,
      versions,
      runs: versions.reduce((sum, { runs }) => sum + runs, 0),
      lastUsedMs: versions[0]?.lastUsedMs ?? null,
    }),
  );
  const late = ({ lastUsedMs }: DatasetGroup) => lastUsedMs ?? Number.NEGATIVE_INFINITY;
  return groups.sort((a, b) => (late(a) === late(b) ? 0 : late(a) < late(b) ? 1 : -1));
}
