import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { fromUtf8 } from '../../../src/base/bytes.ts';
import { mlflowExperimentKey } from '../../../src/domain/ids.ts';
import { expandArchives } from '../../../workers/import/source/expand-archives.ts';
import { exportedFile, exportFrom, freshWorkspace, importEvents } from '../../support/exported.ts';

test('an experiment whose times nobody knows has an update time in a folder, for MLflow 1.30 sorts by it', async () => {
  const workspace = freshWorkspace();
  const key = mlflowExperimentKey('7', 'old');
  const times = { createdMs: null, updatedMs: null };
  const record = { kind: 'experiment', key, id: '7', name: 'old', lifecycle: 'active', ...times } as const;
  await importEvents(workspace, [
    { kind: 'experiment', experiment: { ...record, artifactLocation: '', tags: [] } },
  ]);
  const settings = { format: 'mlflow-folder', withArtifacts: false, artifactRoot: '' } as const;
  const file = await exportedFile(await exportFrom(workspace, undefined, { settings }));
  const { files } = await expandArchives([file], new AbortController().signal);
  const metas = files.filter(({ path }) => /\d\/meta\.yaml$/.test(path));
  expect(metas).toHaveLength(2);
  for (const meta of metas)
    expect(fromUtf8(await meta.slice(0, meta.sizeBytes))).toMatch(/^last_update_time: 0$/m);
});
