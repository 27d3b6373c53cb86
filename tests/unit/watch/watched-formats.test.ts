import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { differences, type Growth, watchedAndImported } from '../../support/grown-folder.ts';
import { openFolderSource } from '../../support/memory-source.ts';

const FIXTURES = `${import.meta.dirname}/../../fixtures`;

/** One of each of the formats that most people train with; all others: `tests/corpus/watched.test.ts`. */
test.each<[string, Growth]>([
  ['mlruns/mlflow-2.8.1', 'together'],
  ['mlflow-db/mlflow-2.22.0', 'together'],
  ['tensorboard/tensorboardX-2.6.4', 'apart'],
  ['wandb/wandb-0.16.6', 'together'],
  ['csv/lightning-2.6.6', 'together'],
  ['dvclive/dvclive-3.49.1', 'together'],
  ['hf-trainer/transformers-5.24.0', 'together'],
  ['json-log/pandas-2.3.3', 'together'],
  ['swanlab/swanlab-0.10.3', 'apart'],
  ['one-run/sb3-2.9.2', 'together'],
])('%s that grows %s is shown as an import shows it', async (path, how) => {
  const { tree } = openFolderSource(`${FIXTURES}/${path}`, (name) => !/expected.*\.json$/.test(name));
  const { watched, imported } = await watchedAndImported(tree, how, { shares: [0.3, 0.7] });
  expect(Object.keys(imported.runs)).not.toEqual([]);
  expect(differences(watched, imported)).toEqual([]);
});
