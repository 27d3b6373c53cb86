import { expect, test } from 'vitest';
import { placeOf } from '../../workers/import/formats/tensorboard/logdir.ts';

test.each([
  // What was dropped is what TensorBoard would be started with.
  ['runs/exp1', 'runs', 'exp1'],
  ['lightning_logs/version_0', 'lightning_logs', 'version_0'],
  ['logs/fit/20260101-120000', 'logs', 'fit/20260101-120000'],
  ['tb_logs/my_model/version_3', 'tb_logs', 'my_model/version_3'],
  ['logs/lightning_logs/version_0', 'logs', 'lightning_logs/version_0'],
  ['seismic/version_10', 'seismic', 'version_10'],
  // A project around it.
  ['project/runs/a', 'runs', 'a'],
  ['project/Logs/fit/a', 'Logs', 'fit/a'],
  ['project/outputs/a', 'project', 'outputs/a'],
  // Several projects: each may have its `runs`.
  ['work/one/runs/a', 'work', 'one/runs/a'],
  ['work/two/runs/a', 'work', 'two/runs/a'],
  ['multirun/2026-01-01/0/tensorboard/version_0', 'multirun', '2026-01-01/0/tensorboard/version_0'],
  // A run that lies in the log folder itself is called by it.
  ['project/logs', 'project', 'logs'],
  ['logs', '', 'logs'],
  ['', '', ''],
  // Archives, with a folder around all and without.
  ['runs.zip/runs/exp1', 'runs', 'exp1'],
  ['download.zip/project/runs/a', 'runs', 'a'],
  ['all.zip/logs.tar.gz/logs/a', 'logs', 'a'],
  ['three.zip/exp1', 'three.zip', 'exp1'],
  ['mine/three.zip/exp1', 'mine', 'three.zip/exp1'],
  ['exp1.zip', '', 'exp1.zip'],
  // Guild puts the events into a folder of their own.
  ['runs/0123abcd/.guild', 'runs', '0123abcd'],
  ['home/runs/0123abcd/.guild', 'runs', '0123abcd'],
  ['0123abcd/.guild', '', '0123abcd'],
])('%s is in the experiment "%s" as "%s"', (folder, logdir, name) => {
  expect(placeOf(folder)).toEqual({ logdir, name });
});
