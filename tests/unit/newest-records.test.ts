import { expect, test } from 'vitest';
import { toExperimentKey } from '../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import { putExperiment } from '../../workers/query/newest-records.ts';

test('an experiment is the telling that knows when it was made, whatever came first', () => {
  const key = toExperimentKey('e');
  const made = (name: string, createdMs: number | null): ExperimentRecord => ({
    ...{ kind: 'experiment', key, id: '1', name, lifecycle: 'active', createdMs, updatedMs: null },
    ...{ artifactLocation: '', tags: [] },
  });
  const tellings = [made('1', 9), made('study', null), made('study', 5)];
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [2, 0, 1],
  ]) {
    const map = new Map<typeof key, ExperimentRecord>();
    for (const at of order) putExperiment(map, tellings[at]!);
    expect(map.get(key)).toBe(tellings[2]);
  }
});
