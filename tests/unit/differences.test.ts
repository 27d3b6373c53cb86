import { describe, expect, test } from 'vitest';
import { NO_EDITS } from '../../src/domain/edits.ts';
import { type RunKey, toRunKey } from '../../src/domain/ids.ts';
import type { DifferenceSection, Differences } from '../../src/rpc/query-api.ts';
import { DifferenceRows } from '../../workers/query/difference-rows.ts';
import { makeDifferences, wholeText } from '../../workers/query/differences.ts';
import { parseEnvironment } from '../../workers/query/environment.ts';
import { makeRunTable } from '../support/run-table.ts';

const keys = (...names: readonly string[]): readonly RunKey[] => names.map(toRunKey);
const LONG = 'x'.repeat(1000);

const TABLE = `
  run a first finished 1000 3000 ana
  param lr 0.1
  param same 1
  param prompt ${LONG}a
  metric loss 0.5 0.25
  metric odd nan
  tag team red
  dataset taxi d1 training
  dataset taxi d2 training
  run b second failed 1000 - ana
  param lr 0.10
  param same 1
  param prompt ${LONG}b
  metric loss 0.5
  metric odd nan
  dataset taxi d1 training
  dataset iris d9 -
  run c other finished 1000 3000 -
  param elsewhere 1
`;

const row = (all: Differences, section: DifferenceSection, key: string) =>
  all.rows.find((one) => one.section === section && one.key === key);

describe('runs side by side', () => {
  const all = makeDifferences(makeRunTable(TABLE), keys('a', 'b'));

  test('params are compared as they were logged', () => {
    expect(row(all, 'params', 'lr')).toMatchObject({ values: ['0.1', '0.10'], differs: true });
    expect(row(all, 'params', 'same')).toMatchObject({ values: ['1', '1'], differs: false });
  });

  test('NaN is the same as NaN, and a value that is missing differs from one that is there', () => {
    expect(row(all, 'metrics', 'odd')).toMatchObject({ values: [Number.NaN, Number.NaN], differs: false });
    expect(row(all, 'metrics', 'loss')).toMatchObject({ values: [0.25, 0.5], differs: true });
    expect(row(all, 'tags', 'team')).toMatchObject({ values: ['red', null], differs: true });
    expect(row(all, 'run', 'duration')).toMatchObject({ values: [2000, null], differs: true });
  });

  test('datasets are compared by digest, in their context', () => {
    expect(row(all, 'datasets', 'taxi (training)')?.values).toEqual(['d1, d2', 'd1']);
    expect(row(all, 'datasets', 'iris')?.values).toEqual([null, 'd9']);
  });

  test('long texts are cut, told apart by their whole and there on demand', () => {
    const prompt = row(all, 'params', 'prompt');
    expect(prompt).toMatchObject({ cut: true, differs: true });
    expect(prompt?.values.map((value) => String(value).length)).toEqual([300, 300]);
    expect(wholeText(makeRunTable(TABLE), 'params', 'prompt', toRunKey('b'))).toBe(`${LONG}b`);
  });

  test('a long name is there as a whole', () => {
    const table = makeRunTable(`run a ${LONG} finished 1 2 -\ndataset taxi ${LONG} -`);
    expect(row(makeDifferences(table, keys('a')), 'run', 'name')?.cut).toBe(true);
    expect(wholeText(table, 'run', 'name', toRunKey('a'))).toBe(LONG);
    expect(wholeText(table, 'datasets', 'taxi', toRunKey('a'))).toBe(LONG);
  });

  test('keys that none of the runs has are no rows', () => {
    expect(row(all, 'params', 'elsewhere')).toBeUndefined();
  });

  test('a run that is not here has no values and keeps its place', () => {
    const some = makeDifferences(makeRunTable(TABLE), keys('a', 'gone', 'b'));
    expect(row(some, 'params', 'same')).toMatchObject({ values: ['1', null, '1'], differs: true });
  });

  test('tags as people set them, taken away or new', () => {
    const edits = {
      ...NO_EDITS,
      runs: new Map([[toRunKey('a'), { tags: { team: null, constructor: 'yes' } }]]),
    };
    const edited = makeDifferences(makeRunTable(TABLE, edits), keys('a', 'b'));
    expect(row(edited, 'tags', 'team')).toBeUndefined();
    expect(row(edited, 'tags', 'constructor')?.values).toEqual(['yes', null]);
  });

  test('a thousand runs with two hundred keys take a moment', () => {
    const lines = Array.from({ length: 1000 }, (_, run) => {
      const params = Array.from({ length: 100 }, (_, i) => `param p${i} ${(run * i) % 7}`);
      const metrics = Array.from({ length: 100 }, (_, i) => `metric m${i} ${run * i}`);
      return [`run r${run} n${run} finished 1 2 -`, ...params, ...metrics].join('\n');
    });
    const table = makeRunTable(lines.join('\n'));
    const runs = table.facts.keys;
    const startedMs = performance.now();
    const many = makeDifferences(table, runs);
    const tookMs = performance.now() - startedMs;
    expect(many.rows.length).toBeGreaterThan(200);
    expect(tookMs).toBeLessThan(1500);
  });

  test('more values than a page can take are left out and counted', () => {
    const params = Array.from({ length: 30 }, (_, i) => `param p${i} 1`).join('\n');
    const runs = Array.from({ length: 100_000 }, () => toRunKey('a'));
    const many = makeDifferences(makeRunTable(`run a n finished 1 2 -\n${params}`), runs);
    expect(many.rows.length).toBe(20);
    expect(many.leftOut).toBe(30 + 5 - 20);
  });
});

test('a thousand runs with packages of their own take no more room than there are packages', () => {
  const found = new DifferenceRows(1000);
  const own = Array.from({ length: 200_000 }, (_, i) => [`p${i}`, new Map([[i % 1000, '1']])] as const);
  found.addAll('environment', new Map(own));
  const { rows, leftOut } = found.end();
  expect([rows.length, leftOut]).toEqual([2000, 198_000]);
  expect(rows[7]).toMatchObject({ key: 'p7', differs: true });
  expect(rows[7]?.values.filter((value) => value !== null)).toEqual(['1']);
});

describe('environment files', () => {
  const list = (path: string, text: string) => Object.fromEntries(parseEnvironment(path, text));

  test('requirements.txt', () => {
    const text = [
      '# made by pip',
      'mlflow==2.8.1',
      'Scikit_Learn >= 1.0, <2 # why',
      'pandas[excel]==2.1.0; python_version > "3.8"',
      'numpy',
      '-r other.txt',
      '--hash=sha256:abc',
      'https://example.org/x.whl',
      'torch @ https://example.org/torch.whl',
    ].join('\r\n');
    expect(list('model/requirements.txt', text)).toEqual({
      mlflow: '2.8.1',
      'scikit-learn': '>=1.0,<2',
      pandas: '2.1.0',
      numpy: 'any version',
      torch: '@https://example.org/torch.whl',
    });
  });

  test('conda.yaml, with the list for pip', () => {
    const text =
      'name: env\nchannels:\n- conda-forge\ndependencies:\n- python=3.10.12\n- conda-forge::numpy=1.26.0=py_0\n- pip<=23\n- pip:\n  - mlflow==2.8\n';
    expect(list('conda.yaml', text)).toEqual({
      python: '3.10.12',
      numpy: '1.26.0',
      pip: '<=23',
      mlflow: '2.8',
    });
  });

  test('python_env.yaml and MLmodel', () => {
    expect(
      list(
        'python_env.yaml',
        'python: 3.9.7\nbuild_dependencies:\n- pip==22\ndependencies:\n- -r requirements.txt\n',
      ),
    ).toEqual({ python: '3.9.7', pip: '22' });
    expect(
      list(
        'a/MLmodel',
        'flavors:\n  python_function:\n    python_version: 3.9.7\n  sklearn:\n    sklearn_version: 1.0.2\n    pickled_model: model.pkl\nmlflow_version: 1.26.0\n',
      ),
    ).toEqual({ mlflow: '1.26.0', python: '3.9.7', 'scikit-learn': '1.0.2' });
  });

  test('what is no such file lists nothing', () => {
    expect(list('conda.yaml', '[[[[')).toEqual({});
    expect(list('conda.yaml', 'dependencies: yes')).toEqual({});
    expect(list('requirements.txt', '\0\u0001')).toEqual({});
    expect(list('notes.txt', 'mlflow==1')).toEqual({});
  });
});
