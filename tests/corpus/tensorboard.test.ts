import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ImportEvent } from '../../workers/import/format.ts';
import { tensorboard } from '../../workers/import/formats/tensorboard/index.ts';
import { openFolderSource } from '../support/memory-source.ts';
import { type RunFacts, type SeriesFacts, Summariser } from '../support/summary.ts';
import { compareFolded } from './events.js';

/** Real event files against what TensorBoard's own loader, or a reader that agrees with it, found in them. */
const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';
const CASES = existsSync(join(CORPUS, 'truth'))
  ? readdirSync(join(CORPUS, 'truth')).filter((name) => /^(tb_|lightning_khuzaimah|ray_cpsl)/.test(name))
  : [];

interface TrueMetric {
  readonly n: number;
  readonly last: number | string;
  readonly min: number;
  readonly max: number;
  readonly n_nan_inf: number;
  readonly first_step: number;
  readonly last_step: number;
}

interface TrueRun {
  readonly run_id: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, TrueMetric>>;
  readonly hparams_status?: number;
}

describe.skipIf(CASES.length === 0)('TensorBoard runs found in the wild', () => {
  test.each(CASES)('%s, folder by folder', async (file) => {
    const truth = JSON.parse(readFileSync(join(CORPUS, 'truth', file), 'utf8'));
    const source = truth.sources.find((one: { kind: string }) => one.kind === 'tensorboard');
    const { runs } = await readCase(join(CORPUS, 'wild', truth.case, source.entry), false);
    const expected = Object.fromEntries(source.runs.map((run: TrueRun) => [run.run_id, fromTruth(run)]));
    const found = Object.fromEntries([...runs].map(([path, run]) => [path || '.', fromRun(run)]));
    if (!file.startsWith('ray')) expect(found).toEqual(expected);
    // Ray's own settings lie beside the events and are read with them.
    else expect(found).toMatchObject(expected);
  });

  test.each(CASES)('%s, folded: every point is in exactly one run', async (file) => {
    const truth = JSON.parse(readFileSync(join(CORPUS, 'truth', file), 'utf8'));
    const folder = join(CORPUS, 'wild', truth.case);
    const apart = await readCase(folder, false);
    const folded = await readCase(folder, true);
    const source = truth.sources.find((one: { kind: string }) => one.kind === 'tensorboard');
    expect(compareFolded(source, folded.facts)).toEqual([]);
    expect(pointsOf(folded.runs)).toEqual(pointsOf(apart.runs));
    expect(folded.runs.size).toBeLessThanOrEqual(apart.runs.size);
    expect(folded.problems).toEqual(apart.problems);
  });
});

describe.skipIf(CASES.length === 0)('event files with known content', () => {
  test('folding, media and damage of the produced ones', async () => {
    const { runs, problems } = await readCase(join(CORPUS, 'produced', 'others', 'tensorboard'), true);
    const exp1 = runs.get('exp1')!;
    expect(exp1.params).toEqual({ lr: '0.001', opt: 'adam', amp: 'True' });
    expect(exp1.status).toBe('finished');
    expect(
      Object.entries(exp1.series)
        .map(([key, { n }]) => [key, n])
        .sort(),
    ).toEqual([
      ['acc_content', 5],
      ['acc_double', 5],
      ['acc_float_val', 5],
      ['hparam/acc', 1],
      ['loss', 7],
    ]);
    expect(exp1.artifacts.map((path) => path.replace(/%.*/, ''))).toEqual([
      'histograms/hist_legacy.jsonl',
      'histograms/hist_v2.jsonl',
      'images/img_legacy',
      'images/img_v2',
      'texts/note.jsonl',
    ]);
    expect(runs.get('exp1_truncated')!.series).toEqual({ ...exp1.series, 'hparam/acc': undefined });
    expect(runs.get('exp1_truncated')!.artifacts).not.toContain('histograms/hist_v2.jsonl');
    expect(runs.get('exp1_badcrc')!.series.loss).toMatchObject({ n: 6, firstStep: 1 });
    expect(runs.get('restarted')!.series.loss!.n).toBe(11);
    expect(problems).toEqual(['record-cut', 'records-damaged']);
  });

  test('tensorboardX: everything of one run', async () => {
    const { runs } = await readCase(join(CORPUS, 'produced', 'others', 'tensorboardX_real'), true);
    expect([...runs.keys()]).toEqual(['runs/exp']);
    const run = runs.get('runs/exp')!;
    expect(run.params.amp).toBe('True');
    expect(Object.keys(run.series)).toEqual(['hparam/acc', 'pair/a', 'pair/b', 'train/loss']);
    expect(run.artifacts.filter((path) => path.startsWith('images/'))).toHaveLength(4);
  });
});

async function readCase(folder: string, foldRuns: boolean) {
  const { tree } = openFolderSource(folder);
  const signal = new AbortController().signal;
  const summariser = new Summariser();
  const paths = new Map<string, string>();
  for (const group of tensorboard.groups!(tree.files.map(({ path }) => path))) {
    const files = group.files.flatMap((path) => tree.get(path) ?? []);
    const source = { path: group.folder, file: null, files, tree };
    for await (const event of tensorboard.read(source, { signal, foldRuns })) {
      summariser.add(event as ImportEvent);
      if (event.kind === 'run') paths.set(event.run.key, event.run.origin.path);
    }
  }
  const { runs, problems } = summariser.finish();
  const facts = Object.entries(runs).map(([key, { params, series }]) => ({
    origin: { path: paths.get(key)! },
    params: Object.entries(params),
    series: Object.entries(series).map(([name, { n, nonFinite, ...one }]) => ({
      ...one,
      key: name,
      count: n,
      nonFiniteCount: nonFinite,
    })),
  }));
  return { problems, facts, runs: new Map(Object.entries(runs).map(([key, run]) => [paths.get(key)!, run])) };
}

function pointsOf(runs: ReadonlyMap<string, RunFacts>): number {
  let points = 0;
  for (const run of runs.values()) for (const series of Object.values(run.series)) points += series.n;
  return points;
}

function fromTruth(run: TrueRun): unknown {
  const metrics = Object.entries(run.metrics).filter(([key]) => key !== 'hp_metric');
  return {
    start: run.start_ms,
    end: run.end_ms,
    params: Object.fromEntries(Object.entries(run.params).map(([key, value]) => [key, paramText(value)])),
    metrics: Object.fromEntries(
      metrics.map(([key, { n, last, min, max, n_nan_inf, first_step, last_step }]) => [
        key,
        { n, last, min, max, nonFinite: n_nan_inf, firstStep: first_step, lastStep: last_step },
      ]),
    ),
  };
}

function fromRun(run: RunFacts): unknown {
  const facts = ({ n, last, min, max, nonFinite, firstStep, lastStep }: SeriesFacts) => ({
    n,
    last,
    min,
    max,
    nonFinite,
    firstStep,
    lastStep,
  });
  return {
    start: run.startMs,
    end: run.endMs,
    params: run.params,
    metrics: Object.fromEntries(Object.entries(run.series).map(([key, series]) => [key, facts(series)])),
  };
}

function paramText(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}
