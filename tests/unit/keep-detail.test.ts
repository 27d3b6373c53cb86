import { expect, it } from 'vitest';
import { toExperimentKey, toHash, toRunKey } from '../../src/domain/ids.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import { keepSameParts } from '../../src/features/run/keep-detail.ts';
import type { RunDetail } from '../../src/rpc/query-api.ts';

function makeDetail(key: string, content: string, change: Partial<RunDetail> = {}): RunDetail {
  const run: StoredRun = {
    kind: 'run',
    key: toRunKey(key),
    experiment: toExperimentKey('x1'),
    name: 'run',
    status: 'finished',
    startMs: 1,
    endMs: 2,
    lifecycle: 'active',
    user: '',
    source: { name: '', type: '', entryPoint: '', gitCommit: '', gitBranch: '', gitRepo: '' },
    parent: null,
    artifactUri: '',
    origin: { format: 'csv', path: 'a.csv' },
    params: [],
    tags: [],
    datasets: [],
    models: [],
    content: toHash(content),
    series: [],
  };
  return {
    run,
    liveness: null,
    lastSignMs: 2,
    colour: 0,
    experiment: null,
    parentName: null,
    children: [],
    datasets: [],
    loggedModels: [],
    versions: [],
    artifacts: [{ path: 'a.png', sizeBytes: 3, chunks: [toHash('c')] }],
    modelArtifacts: [],
    deleted: false,
    ...change,
  };
}

it('keeps what an edit elsewhere did not touch', () => {
  const before = makeDetail('r', 'one');
  const kept = keepSameParts(before, makeDetail('r', 'one', { parentName: 'renamed' }));
  expect(kept.run).toBe(before.run);
  expect(kept.artifacts).toBe(before.artifacts);
  expect(kept.children).toBe(before.children);
  expect(kept.parentName).toBe('renamed');
});

it('takes what grew: new points, or bytes that are here now', () => {
  const before = makeDetail('r', 'one', { artifacts: [{ path: 'a.png', sizeBytes: 3, chunks: null }] });
  const now = makeDetail('r', 'two');
  const kept = keepSameParts(before, now);
  expect(kept.run).toEqual(now.run);
  expect(kept.run).not.toBe(before.run);
  expect(kept.artifacts).toBe(now.artifacts);
});

it('takes nothing from another run', () => {
  const now = makeDetail('s', 'one');
  expect(keepSameParts(makeDetail('r', 'one'), now)).toBe(now);
  expect(keepSameParts(undefined, now)).toBe(now);
});
