import { findHardware } from '../../src/domain/reproduce/recorded-values.ts';
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { toRunKey } from '../../src/domain/ids.ts';
import { changedMetrics, rankDifferences } from '../../src/domain/reproduce/rank-differences.ts';
import { splitWords } from '../../src/domain/reproduce/recorded-values.ts';
import { parseRequirement } from '../../src/domain/reproduce/requirement-lines.ts';
import type { QuerySession } from '../../workers/query/session.ts';
import { parseSystemFile } from '../../workers/query/system-file.ts';
import { openImported } from '../support/import-folder.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { makeExperiment, makeRun, OTHER, RUN, type StoreFiles } from '../support/mlruns-notation.ts';

const FIRST = toRunKey(RUN);
const SECOND = toRunKey(OTHER);

const openStore = (files: StoreFiles, limitBytes = 1e9): Promise<QuerySession> =>
  openImported(makeMemorySource(files).tree, limitBytes);

const RICH: StoreFiles = {
  ...makeExperiment('1'),
  ...makeRun(`1/${RUN}`, {
    'tags/mlflow.source.name': 'train.py',
    'tags/mlflow.source.git.commit': 'a'.repeat(40),
    'tags/mlflow.source.git.dirty': 'True',
    'tags/mlflow.docker.image.uri': 'team/taxi:1',
    'params/Random_State': '7',
    'params/lr': '0.1',
    'metrics/val_rmse': '1 0.5 0\n',
    'metrics/system/gpu_0_utilization_percentage': '1 0.5 0\n',
    'artifacts/code/diff.patch': '--- a\n+++ b\n',
    'artifacts/model/requirements.txt':
      '# made by mlflow\nmlflow==2.8.1\n--extra-index-url https://example.org\npandas[excel]>=2\n',
    'artifacts/model/python_env.yaml': 'python: 3.10.12\ndependencies:\n- -r requirements.txt\n',
  }),
  ...makeRun(`1/${OTHER}`, {
    'params/lr': '0.01',
    'metrics/val_rmse': '1 0.4 0\n',
    'artifacts/wandb-metadata.json': JSON.stringify({
      program: 'src/fit.py',
      args: ['--lr', '0.01'],
      python: '3.11.2',
      gpu: 'A100',
      git: { remote: 'git@github.com:team/taxi.git', commit: 'b'.repeat(40) },
    }),
    'artifacts/m/conda.yaml': 'dependencies:\n- python=3.9.1\n- numpy=1.2\n- pip:\n  - torch==2.1\n',
  }),
};

test('what a run recorded is gathered from record, tags and files', async () => {
  const session = await openStore(RICH);
  const made = await session.reproduction(FIRST);
  expect(made).toMatchObject({
    start: { sourceName: 'train.py', command: null },
    code: {
      commit: 'a'.repeat(40),
      dirty: true,
      diff: { from: 'code/diff.patch', text: '--- a\n+++ b\n' },
    },
    environment: {
      python: '3.10.12',
      pythonFrom: 'model/python_env.yaml',
      requirements: ['mlflow==2.8.1', '--extra-index-url https://example.org', 'pandas[excel]>=2'],
      requirementsFrom: 'model/requirements.txt',
      conda: null,
      unread: [],
    },
    dockerImage: 'team/taxi:1',
    seeds: [{ key: 'Random_State', value: '7', from: 'param' }],
    hardware: [{ key: 'system metrics' }],
  });
});

test('what W&B writes beside a run, and a conda environment that pip alone cannot make', async () => {
  const session = await openStore(RICH);
  const made = await session.reproduction(SECOND);
  expect(made).toMatchObject({
    start: { sourceName: 'src/fit.py', command: { words: ['python', 'src/fit.py', '--lr', '0.01'] } },
    code: { repo: 'git@github.com:team/taxi.git', commit: 'b'.repeat(40), dirty: null, diff: null },
    environment: { python: '3.9.1', requirements: [], conda: { path: 'm/conda.yaml' } },
    hardware: [{ key: 'gpu', value: 'A100', from: 'file' }],
  });
});

test('files whose bytes were not kept are named, not passed over', async () => {
  const session = await openStore(RICH, 1);
  const made = await session.reproduction(FIRST);
  expect(made?.environment.unread).toEqual(['model/python_env.yaml', 'model/requirements.txt']);
  expect(made?.code.diff).toEqual({ from: 'code/diff.patch', text: null });
});

test('a run is compared with the best of its siblings, or the one next in time', async () => {
  const session = await openStore(RICH);
  expect((await session.reproduction(FIRST))?.other).toMatchObject({ run: SECOND });
  const swept = await openStore({
    ...makeExperiment('1'),
    ...Object.assign(
      {},
      ...['a', 'b', 'c'].map((letter, i) =>
        makeRun(`1/${letter.repeat(32)}`, {
          'tags/mlflow.parentRunId': 'f'.repeat(32),
          'metrics/val_rmse': `1 ${3 - i} 0\n`,
        }),
      ),
    ),
  });
  const best = (await swept.reproduction(toRunKey('a'.repeat(32))))?.other;
  expect(best).toMatchObject({ run: 'c'.repeat(32), why: { kind: 'best-sibling', metric: 'val_rmse' } });
  expect((await swept.reproduction(toRunKey('c'.repeat(32))))?.other?.run).toBe('b'.repeat(32));
  expect(await swept.reproduction(toRunKey('gone'))).toBeNull();
});

test('differences that explain a metric come first, and those that cannot are not there', async () => {
  const session = await openStore(RICH);
  const runs = [FIRST, SECOND];
  const rows = [...(await session.differences(runs)).rows, ...(await session.origins(runs)).rows];
  expect(rankDifferences(rows).map(({ kind, key }) => `${kind} ${key}`)).toEqual([
    'start name',
    'params lr',
    'code commit',
    'code uncommitted changes, mlflow.source.git.dirty',
    'seed Random_State',
    'environment python',
    'environment numpy',
    'environment pandas',
    'environment torch',
    'environment mlflow',
  ]);
  expect(changedMetrics(rows).map(({ key }) => key)).toEqual([
    'val_rmse',
    'system/gpu_0_utilization_percentage',
  ]);
});

test('parameters that are as likely stand by how far apart their values are', () => {
  const row = (key: string, ...values: string[]) =>
    ({ section: 'params', key, values, differs: true }) as const;
  const rows = [
    row('alpha', '100', '101'),
    row('depth', '4', '8'),
    row('eta', '1e-3', '0.1'),
    row('loss', 'l1', 'l2'),
  ];
  expect(rankDifferences(rows).map(({ key }) => key)).toEqual(['loss', 'eta', 'depth', 'alpha']);
});

test('of siblings, the metric that most runs logged says which is best', async () => {
  const swept = await openStore({
    ...makeExperiment('1'),
    ...Object.assign(
      {},
      ...['a', 'b', 'c'].map((letter, i) =>
        makeRun(`1/${letter.repeat(32)}`, {
          'tags/mlflow.parentRunId': 'f'.repeat(32),
          'metrics/validation-rmse': `1 ${3 - i} 0\n`,
          ...(i > 0 ? { 'metrics/validation-mae': `1 ${i} 0\n` } : {}),
        }),
      ),
    ),
  });
  expect((await swept.reproduction(toRunKey('b'.repeat(32))))?.other).toMatchObject({
    run: 'c'.repeat(32),
    why: { kind: 'best-sibling', metric: 'validation-rmse' },
  });
});

test('lines for pip say whether a version is exact', () => {
  const pinned = (line: string) => parseRequirement(line)?.pinned;
  expect(pinned('numpy==1.26.0')).toBe(true);
  expect(pinned('pandas[excel]==2.0 ; python_version > "3.8"')).toBe(true);
  expect(pinned('numpy==1.*')).toBe(false);
  expect(pinned('numpy>=1')).toBe(false);
  expect(pinned('numpy')).toBe(false);
  expect(pinned(`taxi @ git+https://example.org/t@${'a'.repeat(40)}`)).toBe(true);
  expect(pinned('taxi @ git+https://example.org/t@main')).toBe(false);
  expect(pinned('-r other.txt')).toBeUndefined();
  expect(pinned('# numpy')).toBeUndefined();
});

test('a command line is taken apart as text', () => {
  expect(splitWords(`python 'a b' "c \\" $(d)" e\\ f ; g`)).toEqual([
    'python',
    'a b',
    'c " $(d)',
    'e f',
    ';',
    'g',
  ]);
  expect(splitWords(`it's`)).toBeNull();
  expect(splitWords('w '.repeat(2_000))?.length).toBe(2_000);
  expect(splitWords('w '.repeat(2_001))).toBeNull();
});

test('arguments in lists without end are no command', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(parseSystemFile(`{"codePath": "train.py", "args": [${deep}]}`).command).toBeNull();
  expect(parseSystemFile('{"codePath": "train.py", "args": ["--lr", 1]}').command).toEqual([
    'python',
    'train.py',
    '--lr',
    '1',
  ]);
});

test('trees and estimators are no machines', () => {
  const params = [
    ['max_leaf_nodes', 'None'],
    ['min_instances', '3'],
    ['gpu_count', '2'],
  ] as const;
  expect(findHardware(params, [['host', 'a100']]).map(({ key }) => key)).toEqual(['gpu_count', 'host']);
});
