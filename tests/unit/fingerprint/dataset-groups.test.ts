import { expect, test } from 'vitest';
import { datasetKey } from '../../../src/domain/ids.ts';
import { groupDatasets } from '../../../src/features/data/dataset-groups.ts';
import type { DatasetSummary } from '../../../src/rpc/query-api.ts';

function summary(name: string, digest: string, runs: number, lastUsedMs: number | null): DatasetSummary {
  const source = { sourceType: 'local', sourceText: '' };
  return { key: datasetKey(name, digest), name, digest, ...source, rows: null, columns: 0, runs, lastUsedMs };
}

test('versions of a name stand together, names that were used last come first', () => {
  const listed = [
    summary('a', 'a2', 3, 20),
    summary('a', 'a1', 2, 10),
    summary('b', 'b1', 0, null),
    summary('c', 'c1', 1, 30),
  ];
  expect(groupDatasets(listed).map(({ name, versions, runs }) => [name, versions.length, runs])).toEqual([
    ['c', 1, 1],
    ['a', 2, 5],
    ['b', 1, 0],
  ]);
});
