import 'fake-indexeddb/auto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportProblem } from '../../src/domain/problem.ts';
import type { RunRecord } from '../../src/domain/run.ts';
import type { SourceTree } from '../../workers/import/source.ts';
import { importTree } from '../support/import-folder.ts';
import { makeMemorySource, openFolderSource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'one-run');

/** What a training that several loggers wrote down becomes: its runs, and what was named instead of read. */
async function drop(tree: SourceTree) {
  const runs: RunRecord[] = [];
  const problems: ImportProblem[] = [];
  for await (const event of readDrop(tree)) {
    if (event.kind === 'run') runs.push(event.run);
    if (event.kind === 'problem') problems.push(event.problem);
  }
  const told = runs.map(({ origin, name }) => `${origin.format} ${name}`).sort();
  const others = problems.map(({ code, path, facts }) => `${code} ${path} ${facts?.format ?? ''}`.trim());
  return { runs, told, others: others.sort() };
}

const open = (name: string): SourceTree => openFolderSource(join(FIXTURES, name)).tree;

/** The files that a name passes, as they are. */
async function only(tree: SourceTree, passes: (path: string) => boolean): Promise<SourceTree> {
  const kept = tree.files.filter(({ path }) => passes(path));
  const files = new Map<string, Uint8Array>();
  for (const file of kept) files.set(file.path, await file.slice(0, file.sizeBytes));
  return makeMemorySource(files).tree;
}

describe('one run of several loggers', () => {
  it('Lightning with TensorBoard and CSV in one folder', async () => {
    const { told, others, runs } = await drop(open('lightning-2.6.6/beside'));
    expect(told).toEqual(['tensorboard version_0']);
    expect(others).toEqual(['same-run lightning_logs/version_0/metrics.csv TensorBoard']);
    expect(Object.fromEntries(runs[0]!.params)).toEqual({ lr: '0.1', sizes: '(2, 1)' });
  });

  it('Hugging Face’s Trainer with its events', async () => {
    const tree = open('transformers-5.24.0');
    const { told, others } = await drop(tree);
    expect(told).toEqual([expect.stringMatching(/^tensorboard .*[A-Z][a-z]{2}\d\d_/)]);
    expect(others).toEqual(['same-run tiny-line TensorBoard']);
    const alone = await drop(await only(tree, (path) => !path.includes('/runs/')));
    expect(alone.told).toEqual(['hf-trainer tiny-line']);
    expect(alone.others).toEqual([]);
  });

  it('W&B with the events that it took its history from, and no other events', async () => {
    const { told, others } = await drop(open('wandb-0.31.0'));
    expect(told).toEqual(['tensorboard other', 'wandb both']);
    expect(others).toEqual(['same-run runs/exp1 W&B run']);
  });

  it('Stable-Baselines3 with all its writers, and the monitor that says what they do not', async () => {
    const { told, others } = await drop(open('sb3-2.9.2'));
    expect(told).toEqual(['csv cartpole/0.monitor', 'tensorboard cartpole']);
    expect(others).toContain('same-run cartpole/progress.csv TensorBoard');
  });

  it('a sweep of Hydra, with a folder for each logger of a job', async () => {
    const { told, others, runs } = await drop(open('hydra-1.3.8'));
    expect(told).toHaveLength(2);
    expect(new Set(runs.map(({ origin }) => origin.format))).toEqual(new Set(['tensorboard']));
    expect(others).toHaveLength(2);
    for (const one of others)
      expect(one).toMatch(/^same-run multirun\/.*\/csv\/version_0\/metrics\.csv TensorBoard$/);
    expect(runs.map(({ params }) => Object.fromEntries(params))).toEqual(
      ['0.1', '0.01'].map((lr) => ({
        lr,
        sizes: '(2, 1)',
        data: `\${model.name}-points`,
        'model.name': 'line',
        'model.sizes': '[2, 1]',
      })),
    );
    expect(runs.map(({ tags }) => new Map(tags).get('hydra.overrides'))).toEqual(['lr=0.1', 'lr=0.01']);
  });

  it('settings of Hydra without a log are named', async () => {
    const { told, others } = await drop(
      await only(open('hydra-1.3.8'), (path) => /hydra|multirun\.yaml/.test(path)),
    );
    expect(told).toEqual([]);
    expect(others.map((one) => one.split(' ')[0])).toEqual(['settings-alone', 'settings-alone']);
  });
});

describe('what names do not tell, values do', () => {
  const imported = async (tree: SourceTree) => (await importTree(tree)).report;

  it('Lightning’s loggers as they come, each in a version of its own', async () => {
    expect(await imported(open('lightning-2.6.6/apart'))).toMatchObject({ newRuns: 1, experimentCount: 1 });
  });

  it('W&B where links to the events were not followed', async () => {
    const tree = await only(open('wandb-0.31.0'), (path) => !path.includes('/files/'));
    const report = await imported(tree);
    expect(report.newRuns).toBe(2);
    expect(report.problems.map(({ code, path }) => `${code} ${path}`)).toEqual(['same-run runs/exp1']);
  });
});

describe('files around a table', () => {
  const table = 'epoch,train/box_loss,metrics/mAP50(B),lr/pg0\n1,2,0.1,0.01\n2,1,0.2,0.01\n';

  it('are the run’s where its producer writes them, and nobody else reports them', async () => {
    const { tree } = makeMemorySource({
      'runs/train/results.csv': table,
      'runs/train/args.yaml': 'task: detect\n',
      'runs/train/F1_curve.png': 'x',
      'runs/train/weights/best.pt': 'x',
      'other/results.csv': table,
      'other/F1_curve.png': 'x',
    });
    const artifacts: string[] = [];
    const left: string[] = [];
    for await (const event of readDrop(tree)) {
      if (event.kind === 'artifact') artifacts.push(event.path);
      if (event.kind === 'problem') left.push(event.problem.path);
    }
    expect(artifacts).toEqual(['F1_curve.png', 'weights/best.pt']);
    expect(left).toEqual(['other/F1_curve.png']);
  });
});
