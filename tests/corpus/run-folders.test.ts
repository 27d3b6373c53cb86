import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFolderSource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';
import { type ImportSummary, Summariser } from '../support/summary.ts';
import { compareRay, compareSacred, readTruth } from './run-folders.js';

const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';

describe.skipIf(!existsSync(join(CORPUS, 'truth')))('run folders found in the wild', () => {
  test('Sacred: ten runs, of which one failed and one was interrupted', async () => {
    const { facts, problems } = await readCase('wild', 'sacred_catniplab');
    expect(compareSacred(readTruth(CORPUS, 'sacred_catniplab', 'sacred'), facts)).toEqual([]);
    // Artifacts that the case was collected without.
    expect(new Set(problems)).toEqual(new Set(['files-missing']));
  });

  test('Ray: a trial with results, a table and events is one run', async () => {
    const { facts, problems, runs } = await readCase('wild', 'ray_cpsl_ppo');
    expect(compareRay(readTruth(CORPUS, 'ray_cpsl_ppo', 'ray'), facts)).toEqual([]);
    expect(problems).toEqual([]);
    const [run] = Object.values(runs);
    expect(run?.experiment).toBe('debug');
    expect(run?.artifacts).toContain('checkpoint_000002/checkpoint-2.tune_metadata');
  });
});

describe.skipIf(!existsSync(join(CORPUS, 'produced', 'others')))('run folders with known content', () => {
  test('Sacred', async () => {
    const { runs } = await readCase('produced', 'others', 'sacred');
    const [run] = Object.values(runs);
    expect(run).toMatchObject({
      name: '1',
      experiment: 'exp',
      status: 'finished',
      startMs: 1_700_000_000_000,
    });
    expect(run?.params).toEqual({ lr: '0.1', 'net.depth': '3', seed: '42' });
    expect(run?.series).toMatchObject({
      loss: { n: 3, first: 1, last: 'NaN', lastStep: 2, nonFinite: 1 },
      result: { n: 1, last: 0.9 },
    });
    expect(run?.artifacts).toEqual(['output.log']);
  });

  test('Guild: the events belong to the run', async () => {
    const { runs, problems } = await readCase('produced', 'others', 'guild');
    expect(problems).toEqual([]);
    expect(runs).toMatchObject({
      '0123456789abcdef0123456789abcdef': {
        name: 'lr=0.1 opt=adam',
        experiment: 'train.py',
        status: 'finished',
        startMs: 1_700_000_000_000,
        endMs: 1_700_000_060_000,
        params: { lr: '0.1', opt: 'adam' },
        artifacts: ['output.log'],
        series: { loss: { n: 1, last: 0.5, lastStep: 1 } },
      },
    });
  });

  test('Ray', async () => {
    const { runs, problems } = await readCase('produced', 'others', 'ray');
    expect(problems).toEqual([]);
    expect(Object.values(runs)).toMatchObject([
      { name: 'train_fn_ab12c_00000', experiment: 'exp', status: 'finished', params: { lr: '0.01' } },
    ]);
    const [run] = Object.values(runs);
    expect(run?.series).toMatchObject({
      loss: { n: 3, firstStep: 1, lastStep: 3, last: 1 / 3 },
      'info/learner/kl': { n: 3, last: 0.1 },
    });
    expect([run?.startMs, run?.endMs]).toEqual([1_699_999_999_000, 1_700_000_003_000]);
  });
});

/** A case as it is dropped; `facts` are in the form of the app's records as far as they are compared. */
async function readCase(
  ...path: readonly string[]
): Promise<ImportSummary & { readonly facts: readonly unknown[] }> {
  const summariser = new Summariser();
  const facts: { kind: string; key: string }[] = [];
  for await (const event of readDrop(openFolderSource(join(CORPUS, ...path)).tree)) {
    summariser.add(event);
    if (event.kind === 'run') facts.push(event.run);
    else if (event.kind === 'experiment') facts.push(event.experiment);
  }
  const summary = summariser.finish();
  const stored = facts.map((fact) => {
    const series = Object.entries(summary.runs[fact.key]?.series ?? {});
    return fact.kind === 'run' ? { ...fact, series: series.map(([key, one]) => toStored(key, one)) } : fact;
  });
  return { ...summary, facts: stored };
}

function toStored(key: string, { n, nonFinite, ...one }: ImportSummary['runs'][string]['series'][string]) {
  return { ...one, key, count: n, nonFiniteCount: nonFinite };
}
