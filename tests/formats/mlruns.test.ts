import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { mlruns } from '../../workers/import/formats/mlruns/index.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { readAll, SourceTree } from '../../workers/import/source.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { readCase, runGauntlet } from '../support/gauntlet.ts';
import { makeMemoryFile, makeMemorySource, openFolderSource } from '../support/memory-source.ts';
import { makeExperiment, makeRun, OTHER, RUN, type StoreFiles } from '../support/mlruns-notation.ts';
import { type ImportSummary, type RunFacts, Summariser, summarise } from '../support/summary.ts';

interface Imported extends ImportSummary {
  readonly events: ImportEvent[];
  readonly found: ImportProblem[];
}

/** Content may be bytes where text cannot say it. */
async function importStore(
  ...parts: readonly (StoreFiles | Record<string, Uint8Array>)[]
): Promise<Imported> {
  const { tree } = makeMemorySource(Object.assign({}, ...parts));
  const summariser = new Summariser();
  const events: ImportEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of mlruns.read({ path: '', file: null, tree }, { signal })) {
    summariser.add(event);
    events.push(event);
  }
  const found = events.flatMap((event) => (event.kind === 'problem' ? [event.problem] : []));
  return { ...summariser.finish(), events, found };
}

async function importRun(content: StoreFiles, fields: Record<string, string | null> = {}): Promise<RunFacts> {
  const { runs } = await importStore(makeExperiment('mlruns/7'), makeRun(`mlruns/7/${RUN}`, content, fields));
  return runs[RUN]!;
}

function matchOf(files: StoreFiles): string {
  return mlruns.match({ kind: 'folder', name: '', paths: Object.keys(files).sort() });
}

function below(files: StoreFiles, folder: string): StoreFiles {
  const inside = Object.entries(files).filter(([path]) => path.startsWith(folder));
  return Object.fromEntries(inside.map(([path, text]) => [path.slice(folder.length), text]));
}

function renamed(files: StoreFiles, folder: string): StoreFiles {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [folder + path, text]));
}

const STORE = {
  ...makeExperiment('mlruns/7'),
  ...makeRun(`mlruns/7/${RUN}`, { 'metrics/loss': '1700000000000 0.5 1\n', 'artifacts/a.txt': 'a' }),
};

describe('MLflow folders', () => {
  runGauntlet({ format: mlruns, fixtures: 'mlruns' });
});

describe('a zip of an MLflow folder', () => {
  it('reads as the folder does', async () => {
    const folder = join(import.meta.dirname, '../fixtures/mlruns/mlflow-3.4.0');
    const { tree } = openFolderSource(folder, (path) => path.startsWith('mlruns/'));
    const content: Record<string, Uint8Array> = {};
    for (const file of tree.files) content[file.path] = await readAll(file);
    const { signal } = new AbortController();
    const { files, problems } = await expandArchives([makeMemoryFile('drop.zip', zipSync(content))], signal);
    expect(problems).toEqual([]);
    expect(await summarise(readCase(mlruns, new SourceTree(files)))).toEqual(
      await summarise(readCase(mlruns, tree)),
    );
  });
});

describe('what counts as an MLflow folder', () => {
  it.each([
    ['the store', below(STORE, 'mlruns/'), ['7']],
    ['the folder around it', STORE, ['mlruns']],
    ['one experiment', below(STORE, 'mlruns/7/'), ['']],
    ['one run', below(STORE, `mlruns/7/${RUN}/`), ['']],
    ['one run by its name', renamed(below(STORE, `mlruns/7/${RUN}/`), `${RUN}/`), [RUN]],
    ['one run in a folder', renamed(below(STORE, `mlruns/7/${RUN}/`), `backup/${RUN}/`), [`backup/${RUN}`]],
  ])('%s', async (_, files, roots) => {
    expect(matchOf(files)).toBe('structure');
    expect(mlruns.roots?.(Object.keys(files).sort())).toEqual(roots);
    const { runs, experiments, problems } = await importStore(files);
    expect(runs[RUN]).toMatchObject({ artifacts: ['a.txt'], series: { loss: { n: 1, last: 0.5 } } });
    expect(experiments.map(({ id }) => id)).toEqual(['7']);
    expect(problems).toEqual([]);
  });

  it('finds a store in a store, and stores side by side', async () => {
    const inner = { ...makeExperiment('mlruns/mlruns/0'), ...makeRun(`mlruns/mlruns/0/${OTHER}`) };
    const third = {
      ...makeExperiment('old/mlruns/3'),
      ...makeRun('old/mlruns/3/c1b2c3d4e5f60718293a4b5c6d7e8f92'),
    };
    const { runs, experiments } = await importStore(STORE, inner, third);
    expect(Object.keys(runs)).toHaveLength(3);
    expect(experiments.map(({ id }) => id)).toEqual(['0', '3', '7']);
  });

  it('leaves alone what only has a meta.yaml', () => {
    expect(matchOf({ 'recipe/meta.yaml': 'package:', 'setup.py': '' })).toBe('no');
    expect(matchOf({ 'models/bert/meta.yaml': 'x: 1', 'data.csv': '' })).toBe('no');
    expect(matchOf({ 'meta.yaml': 'x: 1', 'readme.txt': '' })).toBe('no');
    expect(mlruns.match({ kind: 'file', name: 'meta.yaml', head: new Uint8Array(), sizeBytes: 0 })).toBe(
      'no',
    );
  });

  it('says that a folder of artifacts alone needs the database, and makes up no runs', async () => {
    const files = {
      [`mlruns/1/${RUN}/artifacts/model/MLmodel`]: 'x',
      [`mlruns/1/${OTHER}/artifacts/a`]: 'x',
    };
    expect(matchOf(files)).toBe('structure');
    const { runs, found } = await importStore(files);
    expect(runs).toEqual({});
    expect(found).toMatchObject([{ code: 'artifacts-only', facts: { runs: 2 } }]);
    expect(matchOf({ ...files, 'mlflow.db': 'x' })).toBe('no');
  });

  it('looks at a hundred thousand paths in no time', () => {
    const paths = Array.from({ length: 100_000 }, (_, i) => {
      const run = Math.floor(i / 40)
        .toString(16)
        .padStart(32, '0');
      return i % 40 === 0 ? `mlruns/1/${run}/meta.yaml` : `mlruns/1/${run}/metrics/m${i % 40}`;
    });
    const sorted = [...paths, 'mlruns/1/meta.yaml'].sort();
    const started = cpuMs();
    expect(mlruns.match({ kind: 'folder', name: '', paths: sorted })).toBe('structure');
    expect(cpuMs() - started).toBeLessThan(5000);
  });
});

describe('experiments', () => {
  it('in the trash are deleted, and their runs with them, whatever their files say', async () => {
    const { experiments, runs } = await importStore(
      makeExperiment('mlruns/1', { name: 'kept' }),
      makeExperiment('mlruns/.trash/1', { name: 'thrown away' }),
      makeRun(`mlruns/.trash/1/${RUN}`),
      makeExperiment('mlruns/2', { lifecycle_stage: 'deleted' }),
      makeRun(`mlruns/2/${OTHER}`),
    );
    expect(experiments.map(({ name, lifecycle }) => `${name} ${lifecycle}`).sort()).toEqual([
      'exp-2 deleted',
      'kept active',
      'thrown away deleted',
    ]);
    expect([runs[RUN]?.lifecycle, runs[OTHER]?.lifecycle]).toEqual(['deleted', 'deleted']);
  });

  it('keep ids of 18 digits to the last one', async () => {
    const { experiments } = await importStore(makeExperiment('mlruns/993821948271519276'));
    expect(experiments[0]?.id).toBe('993821948271519276');
  });

  it('that were moved by hand are read with a warning', async () => {
    const moved = makeExperiment('mlruns/8', { experiment_id: "'7'" });
    const run = makeRun(`mlruns/8/${RUN}`, {}, { experiment_id: "'3'" });
    const { runs, problems } = await importStore(moved, run);
    expect(runs[RUN]?.experiment).toBe('exp-8');
    expect(problems).toEqual(['experiment-id-mismatch', 'experiment-id-mismatch']);
  });

  it('with a damaged or lost file keep their runs', async () => {
    const { runs, experiments, problems } = await importStore(
      { 'mlruns/1/meta.yaml': 'name: "half' },
      makeRun(`mlruns/1/${RUN}`),
      makeRun(`mlruns/2/${OTHER}`),
    );
    expect(Object.keys(runs)).toEqual([RUN, OTHER]);
    expect(experiments.map(({ id, name }) => `${id} ${name}`)).toEqual(['1 1', '2 2']);
    expect(problems).toEqual(['meta-missing', 'meta-unreadable']);
  });
});

describe('metrics', () => {
  const seriesOf = async (text: string, fields = {}) =>
    (await importRun({ 'metrics/m': text }, fields)).series.m;

  it('keep NaN, infinities, repeated, negative and backward steps, and exact duplicates', async () => {
    const lines = ['1 nan 0', '1 inf 1', '1 -inf 2', '1 1e-320 5', '1 2.5 -3', '1 2.5 -3', '1 1_000.5 4'];
    expect(await seriesOf(`${lines.join('\n')}\n`)).toEqual({
      n: 7,
      first: 'NaN',
      firstStep: 0,
      last: 1e-320,
      lastStep: 5,
      min: 1e-320,
      max: 1000.5,
      nonFinite: 3,
    });
  });

  it('read every generation of lines', async () => {
    const { events } = await importStore(
      makeExperiment('0'),
      makeRun(`0/${RUN}`, {
        'metrics/old': '1500000000 0.5\n1500000001 0.25\n',
        'metrics/five': '1700000000000 0.5 7 my data abc\n',
        'metrics/four': `1700000000000 0.5 8 ${RUN}\n`,
        'metrics/crlf': '1700000000000 0.5 9\r\n1700000000000 nan 10\r\n',
      }),
    );
    const points = events.flatMap((event) =>
      event.kind === 'points'
        ? [[event.metric, [...event.points.steps], [...event.points.timesMs], [...event.points.values]]]
        : [],
    );
    const now = 1_700_000_000_000;
    expect(points).toEqual([
      ['crlf', [9, 10], [now, now], [0.5, Number.NaN]],
      ['five', [7], [now], [0.5]],
      ['four', [8], [now], [0.5]],
      ['old', [0, 0], [1_500_000_000_000, 1_500_000_001_000], [0.5, 0.25]],
    ]);
  });

  it('lose a half last line, a tail of NUL bytes and lines that are none, each with one problem', async () => {
    const good = '1700000000000 0.5 10\n';
    const { runs, found } = await importStore(
      makeExperiment('0'),
      makeRun(`0/${RUN}`, {
        'metrics/cut': `${good}1700000000000 0.`,
        'metrics/cut-step': `${good}1700000000000 0.25 1`,
        'metrics/nul': `${good}\0\0\0\0`,
        'metrics/bad': `${good}<<<<<<< HEAD\n1700000000000 x 1\n1700000000000 0x1f 2\n\n1 2 3 \n`,
        'metrics/empty': '',
        'metrics/no-line-end': `${good}1700000000000 0.25 11`,
      }),
    );
    const counts = Object.entries(runs[RUN]!.series).map(([key, { n }]) => `${key} ${n}`);
    expect(counts).toEqual(['bad 2', 'cut 1', 'cut-step 1', 'no-line-end 2', 'nul 1']);
    expect(found).toEqual([
      {
        code: 'metric-line-skipped',
        path: `0/${RUN}/metrics/bad`,
        line: 2,
        facts: { lines: 3, text: '<<<<<<< HEAD' },
      },
      { code: 'metric-truncated', path: `0/${RUN}/metrics/cut`, line: 2 },
      { code: 'metric-truncated', path: `0/${RUN}/metrics/cut-step`, line: 2 },
      { code: 'empty-file', path: `0/${RUN}/metrics/empty` },
      { code: 'metric-truncated', path: `0/${RUN}/metrics/nul`, line: 2 },
    ]);
  });

  it('of a long file arrive in batches', async () => {
    const lines = Array.from({ length: 150_000 }, (_, i) => `1700000000000 0.5 ${i}`);
    const { runs, events } = await importStore(
      makeExperiment('0'),
      makeRun(`0/${RUN}`, { 'metrics/m': `${lines.join('\n')}\n` }),
    );
    expect(runs[RUN]?.series.m).toMatchObject({ n: 150_000, firstStep: 0, lastStep: 149_999 });
    expect(events.filter(({ kind }) => kind === 'points').length).toBeGreaterThan(1);
  });

  it('have keys with slashes, spaces and accents in pieces', async () => {
    const run = await importRun({
      'metrics/rollout/exploration rate': '1 2 3\n',
      'metrics/cafe\u0301': '1 2 3\n',
      'metrics/caf\u00e9': '1 2 3\n',
      'metrics/.DS_Store': 'x',
      'metrics/._loss': 'x',
    });
    expect(Object.keys(run.series)).toEqual(['caf\u00e9', 'rollout/exploration rate']);
  });
});

describe('runs', () => {
  it('take name, source and user from where their version kept them', async () => {
    const old = {
      run_id: null,
      run_name: null,
      run_uuid: RUN,
      name: 'Run 1',
      source_type: '3',
      source_name: 't.py',
    };
    const { events } = await importStore(makeExperiment('0'), makeRun(`0/${RUN}`, {}, old));
    const run = events.find((event) => event.kind === 'run')?.run;
    expect(run).toMatchObject({
      key: RUN,
      name: 'Run 1',
      source: { name: 't.py', type: 'PROJECT' },
      user: 'ana',
    });
    expect((await importRun({ 'tags/mlflow.runName': 'by tag' }, { run_name: "''" })).name).toBe('by tag');
    expect((await importRun({}, { run_name: '1e5' })).name).toBe('1e5');
    expect((await importRun({}, { run_name: "'null'" })).name).toBe('null');
  });

  it('that never ended are running, without an end', async () => {
    const run = await importRun({}, { end_time: 'null', status: '1' });
    expect(run).toMatchObject({ status: 'running', endMs: null });
    expect((await importRun({}, { status: null })).status).toBe('running');
    expect((await importRun({}, { status: '99' })).status).toBe('unknown');
    expect((await importRun({}, { status: 'constructor' })).status).toBe('unknown');
  });

  it('keep params as they are, and lose only the line feed of before 2018', async () => {
    const content = { 'params/a': '', 'params/b/c': 'x\r\ny', 'params/__proto__': 'p', 'params/d': 'v\n' };
    const modern = await importRun(content);
    expect(Object.entries(modern.params).sort()).toEqual([
      ['__proto__', 'p'],
      ['a', ''],
      ['b/c', 'x\ny'],
      ['d', 'v\n'],
    ]);
    expect((await importRun(content, { run_id: null, run_uuid: RUN })).params.d).toBe('v');
  });

  it('lose a value that a power cut has wiped, and nothing else', async () => {
    const { runs, problems } = await importStore(
      makeExperiment('0'),
      makeRun(`0/${RUN}`, { 'params/a': '\0\0\0', 'params/b': 'kept' }),
    );
    expect(runs[RUN]?.params).toEqual({ b: 'kept' });
    expect(problems).toEqual(['value-unreadable']);
  });

  it('read tags that versions below 1.0 kept in the file', async () => {
    const tags = "\n- !!python/object:mlflow.entities.run_tag.RunTag\n  _key: team\n  _value: 'blue'";
    expect((await importRun({}, { tags })).tags).toBe(1);
  });

  it('with a half, empty or missing file cost one run and one problem each', async () => {
    const ids = Array.from({ length: 4 }, (_, i) => `${i}`.repeat(32));
    const lost = `mlruns/1/${ids[2]}/metrics/m`;
    const { runs, found } = await importStore(makeExperiment('mlruns/1'), makeRun(`mlruns/1/${ids[3]}`), {
      [`mlruns/1/${ids[0]}/meta.yaml`]: 'artifact_uri: "file:///half',
      [`mlruns/1/${ids[1]}/meta.yaml`]: '',
      [lost]: '1 2 3\n',
      'mlruns/1/.ipynb_checkpoints/meta-checkpoint.yaml': 'x',
      'mlruns/1/notes/params.txt': 'x',
    });
    expect(Object.keys(runs)).toEqual([ids[3]]);
    expect(found.map(({ code }) => code).sort()).toEqual(['meta-empty', 'meta-missing', 'meta-unreadable']);
  });

  it('that lie twice in the drop are read once, the live one first', async () => {
    const { runs, problems } = await importStore(
      makeExperiment('mlruns/.trash/1'),
      makeRun(`mlruns/.trash/1/${RUN}`),
      makeExperiment('mlruns/1'),
      makeRun(`mlruns/1/${RUN}`),
    );
    expect(runs[RUN]?.lifecycle).toBe('active');
    expect(problems).toEqual(['duplicate-run']);
  });

  it('know their parent, also one that is not there', async () => {
    expect((await importRun({ 'tags/mlflow.parentRunId': OTHER })).parent).toBe(OTHER);
    expect((await importRun({ 'tags/mlflow.parentRunId': RUN })).parent).toBeNull();
  });
});

describe('artifacts', () => {
  it('are found wherever the folder ended up, and a run inside them is no run', async () => {
    const uri = { artifact_uri: `mlflow-artifacts:/7/${RUN}/artifacts` };
    const { runs, problems } = await importStore(
      makeExperiment('mlruns/7'),
      makeRun(`mlruns/7/${RUN}`, {}, uri),
      {
        [`mlartifacts/7/${RUN}/artifacts/model/MLmodel`]: 'x',
        ...makeRun(`mlartifacts/7/${RUN}/artifacts/mlruns/0/${OTHER}`),
      },
    );
    expect(Object.keys(runs)).toEqual([RUN]);
    expect(runs[RUN]?.artifacts).toContain('model/MLmodel');
    expect(problems).toEqual([]);
  });

  it('that are not in the drop are named once', async () => {
    const uri = { artifact_uri: 's3://bucket/7/x/artifacts' };
    const { found } = await importStore(
      makeExperiment('mlruns/7'),
      makeRun(`mlruns/7/${RUN}`, {}, uri),
      makeRun(`mlruns/7/${OTHER}`, {}, uri),
    );
    expect(found).toMatchObject([{ code: 'artifacts-missing', facts: { runs: 2, uri: uri.artifact_uri } }]);
  });
});

describe('around the runs', () => {
  it('datasets are linked by id, though the file names it twice', async () => {
    const { runs, datasets } = await importStore(
      makeExperiment('mlruns/1'),
      {
        'mlruns/1/datasets/d1/meta.yaml':
          'name: iris\ndigest: abc\nsource_type: local\nsource: x\nschema: null\n',
      },
      makeRun(`mlruns/1/${RUN}`, {
        'inputs/h/meta.yaml':
          'source_type: DATASET\nsource_id: d1\ndestination_type: RUN\ndestination_id: d1\ntags:\n  mlflow.data.context: eval\n',
        'outputs/m-1/meta.yaml':
          'source_type: RUN_OUTPUT\nsource_id: m-1\ndestination_type: MODEL_OUTPUT\ndestination_id: m-1\nstep: 7\n',
      }),
    );
    expect(datasets).toEqual(['iris abc']);
    expect(runs[RUN]?.datasets[0]).toMatch(/ eval$/);
    expect(runs[RUN]?.models).toEqual(['output m-1 7']);
  });

  it('logged models keep run and dataset of each value', async () => {
    const id = `m-${'0'.repeat(32)}`;
    const folder = `mlruns/1/models/${id}`;
    const { events } = await importStore(makeExperiment('mlruns/1'), {
      [`${folder}/meta.yaml`]: `model_id: ${id}\nname: net\nstatus: 2\nsource_run_id: ${RUN}\n`,
      [`${folder}/metrics/acc`]: `1700000000000 0.5 4 ${RUN}\n1700000000000 0.6 5 ${RUN} my data abc\n`,
      [`${folder}/artifacts/MLmodel`]: 'x',
    });
    const model = events.find((event) => event.kind === 'logged-model')?.model;
    expect(model).toMatchObject({
      key: id,
      name: 'net',
      status: 'ready',
      lifecycle: 'active',
      sourceRun: RUN,
    });
    expect(model?.metrics).toMatchObject([
      { step: 4, run: RUN, datasetName: '', datasetDigest: '' },
      { step: 5, run: RUN, datasetName: 'my data', datasetDigest: 'abc' },
    ]);
    expect(events.find((event) => event.kind === 'artifact')).toMatchObject({ owner: id, path: 'MLmodel' });
  });

  it('the registry keeps deleted versions as deleted, and prefers the folder of aliases', async () => {
    const folder = 'mlruns/models/churn';
    const { registeredModels, events } = await importStore(makeExperiment('mlruns/0'), {
      [`${folder}/meta.yaml`]: "name: churn\naliases:\n  best: '1'\n  old: '1'\ndescription: null\n",
      [`${folder}/aliases/best`]: '2',
      [`${folder}/version-1/meta.yaml`]: 'name: churn\nversion: 1\ncurrent_stage: Deleted_Internal\n',
      [`${folder}/version-2/meta.yaml`]: 'name: churn\nversion: 2\ncurrent_stage: Production\n',
      'mlruns/models/empty/meta.yaml': 'name: empty\n',
    });
    expect(registeredModels).toEqual([
      { name: 'churn', aliases: ['best=2', 'old=1'], versions: ['2 Production'] },
      { name: 'empty', aliases: [], versions: [] },
    ]);
    const stages = events.flatMap((event) => (event.kind === 'model-version' ? [event.version.stage] : []));
    expect(stages).toEqual(['Deleted_Internal', 'Production']);
  });

  it('traces are counted and named once', async () => {
    const { found, runs } = await importStore(makeExperiment('mlruns/1'), {
      'mlruns/1/traces/tr-1/trace_info.yaml': 'x',
      'mlruns/1/traces/tr-1/tags/a': 'x',
      'mlruns/1/traces/tr-2/trace_info.yaml': 'x',
    });
    expect(found).toMatchObject([{ code: 'traces-skipped', facts: { traces: 2 } }]);
    expect(runs).toEqual({});
  });
});
