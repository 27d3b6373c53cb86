import { describe, expect, it } from 'vitest';
import type { ImportEvent } from '../../workers/import/format.ts';
import { mlflowExport } from '../../workers/import/formats/mlflow-export/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';

runGauntlet({ format: mlflowExport, fixtures: 'mlflow-export', readBudget: 2 });

const SYSTEM = { mlflow_version: '2.8.1', mlflow_tracking_uri: 'x', export_file_version: '2' };
type Files = Readonly<Record<string, unknown>>;

async function* events(files: Files): AsyncGenerator<ImportEvent> {
  const texts = Object.entries(files).map(([path, said]) => [
    path,
    typeof said === 'string' ? said : JSON.stringify({ system: SYSTEM, mlflow: said }),
  ]);
  const { tree } = makeMemorySource(Object.fromEntries(texts));
  for (const { folder, files: group } of mlflowExport.groups?.(tree.files.map(({ path }) => path)) ?? []) {
    const found = group.flatMap((path) => tree.get(path) ?? []);
    const source = { path: folder, file: null, files: found, tree };
    yield* mlflowExport.read(source, { signal: new AbortController().signal });
  }
}

function read(files: Files): Promise<ImportSummary> {
  return summarise(events(files));
}

const run = (id: string, more: object = {}) => ({
  info: { run_id: id, experiment_id: '7', status: 'FINISHED', run_name: id, start_time: 1, end_time: 2 },
  params: {},
  tags: {},
  metrics: {},
  ...more,
});
const EXPERIMENT = { experiment: { experiment_id: '7', name: 'taxi', lifecycle_stage: 'active', tags: {} } };

describe('a bundle of mlflow-export-import', () => {
  it('has a registry: versions, stages, aliases, and the run of each', async () => {
    const version = (number: string, more: object) => ({
      name: 'fares',
      version: number,
      run_id: 'aa',
      ...more,
    });
    const summary = await read({
      'm/aa/run.json': run('aa'),
      'm/model.json': {
        registered_model: {
          name: 'fares',
          tags: [{ key: 'team', value: 'roads' }],
          aliases: [{ alias: 'champion', version: '2' }],
          versions: [
            version('1', { current_stage: 'Archived' }),
            version('2', { current_stage: 'Production' }),
          ],
        },
      },
    });
    expect(summary.registeredModels).toEqual([
      { name: 'fares', aliases: ['champion=2'], versions: ['1 Archived', '2 Production'] },
    ]);
    expect(summary.experiments.map(({ name }) => name)).toEqual(['7']);
  });

  it('keeps runs whose experiment.json is damaged, under the name that a list has', async () => {
    const summary = await read({
      'b/experiments.json': { experiments: [{ id: '7', name: 'taxi' }] },
      'b/7/experiment.json': '{"mlflow": {"experiment": {"experiment_id": "7" "name',
      'b/7/runs/aa/run.json': run('aa'),
    });
    expect(summary.problems).toEqual(['json-damaged']);
    expect(Object.values(summary.runs).map(({ experiment }) => experiment)).toEqual(['taxi']);
  });

  it('takes NaN and the infinities, inputs of both ages, and the runs of a model version alone', async () => {
    const old = JSON.stringify({ system: SYSTEM, mlflow: run('aa') }).replace(
      '"metrics":{}',
      '"metrics":{"loss":[{"value":NaN,"timestamp":5,"step":1},{"value":-Infinity,"timestamp":6,"step":2}]}',
    );
    const inputs = [
      { dataset: { name: 'trips', digest: 'd1' }, tags: [{ key: 'mlflow.data.context', value: 'eval' }] },
    ];
    const summary = await read({
      'x/experiment.json': EXPERIMENT,
      'x/aa/run.json': old,
      'x/bb/run.json': run('bb', { inputs }),
      'x/version.json': { model_version: { name: 'lone', version: '3', current_stage: null } },
    });
    expect(summary.runs.aa?.series.loss).toMatchObject({
      n: 2,
      first: 'NaN',
      last: '-Infinity',
      nonFinite: 2,
    });
    expect(summary.runs.bb?.datasets.map((one) => one.endsWith(' eval'))).toEqual([true]);
    expect(summary.registeredModels).toEqual([{ name: 'lone', aliases: [], versions: ['3 None'] }]);
  });

  it('names traces and prompts, which are left out, and reads exports without the frame', async () => {
    const { info, ...rest } = run('old');
    const summary = await read({
      'x/experiment.json': JSON.stringify({ info: { ok_traces: 2 }, mlflow: EXPERIMENT }),
      'x/traces/tr-1/trace.json': '{}',
      'x/old/run.json': JSON.stringify({ export_info: {}, info, ...rest }),
    });
    expect(summary.problems).toEqual(['traces-skipped']);
    expect(summary.runs.old?.experiment).toBe('taxi');
    const text = JSON.stringify({ system: SYSTEM, mlflow: { prompt: { name: 'p' } } });
    const { tree } = makeMemorySource({ 'prompt.json': text });
    const file = tree.get('prompt.json')!;
    const head = await file.slice(0, 4096);
    expect(mlflowExport.match({ kind: 'file', name: 'x', head, sizeBytes: head.length })).toBe('signature');
    const source = { path: file.path, file, tree };
    const alone = await summarise(mlflowExport.read(source, { signal: new AbortController().signal }));
    expect(alone.problems).toEqual(['bundle-part-skipped']);
  });

  it('leaves the run.json of Sacred and the experiment.json of Comet alone', () => {
    const paths = ['1/run.json', '1/config.json', 'c/experiment.json', 'c/messages.json'];
    expect(mlflowExport.groups?.(paths)).toEqual([]);
  });
});
