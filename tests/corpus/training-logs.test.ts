import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFolderSource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';
import { Summariser } from '../support/summary.ts';
import { readTruth } from './run-folders.js';
import { compareLive, compareTrainer } from './training-logs.js';

const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';

describe.skipIf(!existsSync(join(CORPUS, 'truth')))('logs of training libraries found in the wild', () => {
  test('Trainer of Hugging Face', async () => {
    const facts = await readCase('hf_tashu014_lora');
    expect(compareTrainer(readTruth(CORPUS, 'hf_tashu014_lora', 'hf'), facts)).toEqual([]);
  });

  test('DVCLive', async () => {
    const facts = await readCase('dvclive_iterative');
    expect(compareLive(readTruth(CORPUS, 'dvclive_iterative', 'dvclive'), facts)).toEqual([]);
  });
});

/** A case as it is dropped, in the form of the app's records as far as they are compared. */
async function readCase(name: string): Promise<readonly unknown[]> {
  const summariser = new Summariser();
  const runs: { readonly key: string }[] = [];
  for await (const event of readDrop(openFolderSource(join(CORPUS, 'wild', name)).tree)) {
    summariser.add(event);
    if (event.kind === 'run') runs.push(event.run);
  }
  const summary = summariser.finish();
  expect(summary.problems).toEqual([]);
  return runs.flatMap((run) => {
    const { series, artifacts } = summary.runs[run.key]!;
    const stored = Object.entries(series).map(([key, { n, nonFinite, ...one }]) => ({
      ...one,
      key,
      count: n,
      nonFiniteCount: nonFinite,
    }));
    const entries = artifacts.map((path) => ({ path }));
    return [
      { ...run, series: stored },
      { kind: 'artifacts', owner: run.key, entries },
    ];
  });
}
