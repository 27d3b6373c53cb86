import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { toRunKey } from '../../src/domain/ids.ts';
import type { Difference } from '../../src/rpc/query-api.ts';
import type { QuerySession } from '../../workers/query/session.ts';
import { openImported } from '../support/import-folder.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { makeExperiment, makeRun, OTHER, RUN, type StoreFiles } from '../support/mlruns-notation.ts';

const RUNS = [toRunKey(RUN), toRunKey(OTHER)];

const openStore = (files: StoreFiles, limitBytes = 1e9): Promise<QuerySession> =>
  openImported(makeMemorySource(files).tree, limitBytes);

const valuesOf = (rows: readonly Difference[]) =>
  Object.fromEntries(rows.map((row) => [`${row.section} ${row.key}`, row.values]));

const BOTH: StoreFiles = {
  ...makeExperiment('1'),
  ...makeRun(`1/${RUN}`, {
    'tags/mlflow.source.name': 'train.py',
    'tags/mlflow.source.git.commit': 'aaaa',
    'tags/mlflow.source.git.branch': 'main',
    'tags/mlflow.source.git.diff': `- old\n${'x'.repeat(400)}`,
    'artifacts/model/requirements.txt': 'mlflow==2.8.1\nnumpy==1.26.0\n',
    'artifacts/model/conda.yaml': 'dependencies:\n- python=3.10.1\n- pip:\n  - numpy>=1\n',
    'artifacts/deep/er/requirements.txt': 'numpy==0.1\n',
  }),
  ...makeRun(`1/${OTHER}`, {
    'tags/mlflow.source.name': 'train.py',
    'tags/mlflow.source.git.commit': 'bbbb',
    'artifacts/model/requirements.txt': 'mlflow==2.8.1\nnumpy==2.0.1\ntorch==2.4\n',
  }),
};

test('source and environment of runs stand side by side', async () => {
  const session = await openStore(BOTH);
  const { rows, unreadFiles } = await session.origins(RUNS);
  expect(unreadFiles).toBe(0);
  const values = valuesOf(rows);
  expect(values).toMatchObject({
    'source name': ['train.py', 'train.py'],
    'source commit': ['aaaa', 'bbbb'],
    'source branch': ['main', null],
    'environment mlflow': ['2.8.1', '2.8.1'],
    'environment numpy': ['1.26.0', '2.0.1'],
    'environment python': ['3.10.1', null],
    'environment torch': [null, '2.4'],
  });
  const diff = rows.find((row) => row.key.endsWith('mlflow.source.git.diff'));
  expect(diff).toMatchObject({ cut: true, differs: true });
  expect(await session.differenceText('source', diff!.key, RUNS[0]!)).toBe(`- old\n${'x'.repeat(400)}`);
});

test('whatever was cut is there as a whole', async () => {
  const long = 'l'.repeat(400);
  const session = await openStore({
    ...makeExperiment('1'),
    ...makeRun(`1/${RUN}`, {
      'tags/mlflow.source.name': long,
      'artifacts/model/requirements.txt': `torch @ https://${long}\n`,
    }),
  });
  const { rows } = await session.origins([RUNS[0]!]);
  const wholes = rows
    .filter(({ cut }) => cut)
    .map(({ section, key }) => session.differenceText(section, key, RUNS[0]!));
  expect(await Promise.all(wholes)).toEqual([long, `@https://${long}`]);
});

test('files whose bytes were not kept are counted, not passed over', async () => {
  const session = await openStore(BOTH, 1);
  const { rows, unreadFiles } = await session.origins(RUNS);
  expect(unreadFiles).toBe(4);
  expect(rows.some((row) => row.section === 'environment')).toBe(false);
});

test('runs that are not in the workspace have no origin', async () => {
  const session = await openStore(BOTH);
  const { rows } = await session.origins([toRunKey('gone'), RUNS[1]!]);
  expect(valuesOf(rows)).toMatchObject({
    'source commit': [null, 'bbbb'],
    'environment torch': [null, '2.4'],
  });
});

test('images of several runs, each under its run', async () => {
  const session = await openStore({
    ...makeExperiment('1'),
    ...makeRun(`1/${RUN}`, { 'artifacts/a.png': 'A' }),
    ...makeRun(`1/${OTHER}`, { 'artifacts/b.png': 'B', 'artifacts/notes.txt': 'C' }),
  });
  const images = await session.imagesOf([RUNS[1]!, toRunKey('gone'), RUNS[0]!]);
  expect(images.map(({ run, key }) => [run, key])).toEqual([
    [OTHER, 'b.png'],
    [RUN, 'a.png'],
  ]);
});
