import { expect, test } from 'vitest';
import { foldRegistry } from '../../../src/domain/registry/fold-registry.ts';
import { NO_REGISTRY } from '../../../src/domain/registry/registry-view.ts';
import { planRegistry } from '../../../workers/export/mlflow/plan/registry-plan.ts';
import { planRun } from '../../../workers/export/mlflow/plan/run-plan.ts';
import { NoteList } from '../../../workers/export/notes.ts';
import { modelRecord, versionRecord } from '../../support/made-registry.ts';
import { runRecord } from '../../support/made-run.ts';

test('times with a fraction of a millisecond go out whole, for MLflow opens nothing with another', () => {
  const run = { ...runRecord({ id: 'a', loss: '' }), startMs: 1700000000123.25, endMs: null };
  const around = {
    edits: undefined,
    deleted: false,
    experimentId: '1',
    artifactUri: '',
    datasets: new Map(),
    extraTags: [],
    atMs: 0,
  };
  const stored = { ...run, content: '', packs: [], series: [] } as unknown as Parameters<typeof planRun>[0];
  const planned = planRun(stored, around, new NoteList());
  expect([planned.startMs, planned.endMs]).toEqual([1700000000123, null]);
  const view = foldRegistry(
    {
      models: [modelRecord('taxi', { createdMs: 1.5, updatedMs: null })],
      versions: [versionRecord('taxi', 1, { createdMs: 2.4, updatedMs: 3.6 })],
    },
    [],
  );
  const from = { sourceOf: () => '', returnedAs: () => undefined };
  const [model] = planRegistry(view, null, from, new NoteList());
  expect([model?.createdMs, model?.updatedMs]).toEqual([2, null]);
  expect([model?.versions[0]?.createdMs, model?.versions[0]?.updatedMs]).toEqual([2, 4]);
  expect(planRegistry(NO_REGISTRY, null, from, new NoteList())).toEqual([]);
});
