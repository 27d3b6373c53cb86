import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFolderSource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';
import { compareWandbRuns } from './wandb.js';

const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';
const PRODUCED = join(CORPUS, 'produced', 'others');
const CASES = existsSync(join(CORPUS, 'truth'))
  ? readdirSync(join(CORPUS, 'truth')).filter((name) => /^wandb_(offline|online|2026|compat)/.test(name))
  : [];

function read(...path: readonly string[]): Promise<ImportSummary> {
  return summarise(readDrop(openFolderSource(join(...path)).tree));
}

/** Runs in the form that the app stores them in. */
function factsOf({ runs }: ImportSummary): Parameters<typeof compareWandbRuns>[1] {
  return Object.entries(runs).map(([key, run]) => ({
    ...run,
    key,
    params: Object.entries(run.params),
    series: Object.entries(run.series).map(([name, series]) => {
      return { ...series, key: name, count: series.n, nonFiniteCount: series.nonFinite };
    }),
  }));
}

describe.skipIf(CASES.length === 0)('W&B runs as an independent reader has them', () => {
  it.each(CASES)('%s', async (file) => {
    const truth = JSON.parse(readFileSync(join(CORPUS, 'truth', file), 'utf8'));
    const summary = await read(CORPUS, 'wild', truth.case);
    const artifacts = new Map(Object.entries(summary.runs).map(([key, run]) => [key, run.artifacts.length]));
    expect(compareWandbRuns(truth.sources[0], factsOf(summary), artifacts)).toEqual([]);
  });
});

describe.skipIf(CASES.length === 0)('runs with known content', () => {
  it('W&B by hand: keys of old, a config over three blocks, an x of its own', async () => {
    const { runs, problems } = await read(PRODUCED, 'wandb');
    const run = runs.abc12345!;
    expect(problems).toEqual([]);
    expect(run.params.big).toHaveLength(70_000);
    expect(run.params).toMatchObject({
      lr: '0.001',
      'opt.name': 'adam',
      'opt.betas': '[0.9, 0.999]',
      batch_size: '32',
    });
    expect(run.series['train/loss']!.n).toBe(6);
    expect(run.series['train/grad']).toMatchObject({ n: 1, last: 'NaN', lastStep: 3 });
    expect(run.series.epoch).toMatchObject({ n: 3, last: 2 });
    expect(run.status).toBe('finished');
  });

  it('W&B 0.30: everything of a finished run', async () => {
    const { runs } = await read(
      PRODUCED,
      'wandb_real_0.30.0',
      'finished_offline-run-20261123_033210-2yadtxrz',
    );
    const run = runs['2yadtxrz']!;
    expect(run.series.loss).toMatchObject({ n: 5, first: 1, last: 0.2, min: 0.2 });
    expect(run.series['val/acc']).toMatchObject({ n: 3, last: 0.4 });
    expect(run.series.nan!.nonFinite).toBe(5);
    expect(run.series.inf!.last).toBe('Infinity');
    expect(Object.keys(run.series)).toEqual(expect.arrayContaining(['dotted.key', 'nested.a.b']));
    expect(run.artifacts.filter((path) => path.startsWith('images/'))).toHaveLength(3);
    expect(run.artifacts).toEqual(
      expect.arrayContaining([
        'histograms/hist.jsonl',
        'texts/alerts.jsonl',
        'output.log',
        'requirements.txt',
      ]),
    );
  });

  it('W&B 0.30: what a killed writer left', async () => {
    const { runs, problems } = await read(PRODUCED, 'wandb_real_0.30.0', 'killed');
    expect(runs['2ewuxg7b']).toMatchObject({
      status: 'unknown',
      series: { loss: { n: 507, lastStep: 506 } },
    });
    expect(problems).toEqual(['run-empty', 'run-unfinished']);
  });

  it.each([
    ['crashed', ['log-cut', 'media-missing'], 5],
    ['corrupt_block', ['log-damaged', 'media-missing'], 6],
    ['empty', ['empty-file'], 0],
  ])('W&B, damaged: %s', async (name, expected, losses) => {
    const { runs, problems } = await read(PRODUCED, 'wandb_edge', name);
    expect(problems.filter((code) => expected.includes(code))).toEqual(problems);
    expect(problems).toContain(expected[0]);
    const run = runs.abc12345;
    expect(run?.series['train/loss']?.n ?? 0).toBeLessThanOrEqual(losses);
    if (name === 'corrupt_block')
      expect(run).toMatchObject({ status: 'finished', series: { 'train/loss': { n: 6 } } });
  });

  it('SwanLab', async () => {
    const { runs, problems } = await read(PRODUCED, 'swanlab');
    expect(problems).toEqual([]);
    expect(runs.swan123).toMatchObject({
      status: 'finished',
      params: { lr: '0.001' },
      series: { loss: { n: 4 } },
    });
  });

  it('W&B as tables: a chart and a table of runs', async () => {
    const { runs } = await read(PRODUCED, 'wandb_csv');
    const named = Object.values(runs).map(({ name, series }) => [name, Object.keys(series).sort().join()]);
    expect(named.sort()).toEqual(
      [
        ['calm-owl-2', 'train/loss,train/loss__MAX,train/loss__MIN'],
        ['calm-owl-2', 'train/loss'],
        ['sunny-fox-1', 'train/loss,train/loss__MAX,train/loss__MIN'],
        ['sunny-fox-1', 'train/loss,val/acc'],
      ].sort(),
    );
  });
});
