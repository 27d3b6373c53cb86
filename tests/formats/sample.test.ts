import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { detect } from '../../workers/import/detect/detect.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { makeDiskFile } from '../support/memory-source.ts';
import { type ImportSummary, type RunFacts, summarise } from '../support/summary.ts';

const SAMPLE = join(import.meta.dirname, '..', '..', 'public', 'sample.zip');
const MOST_BYTES = 3 * 1024 * 1024;
/** Ten seconds are not enough where everything else runs at the same time. */
const HOOK_MS = 120_000;
const TUNING = 'nyc-taxi-duration/tuning';

describe('the sample', () => {
  let sample: ImportSummary;
  let runs: readonly RunFacts[];

  beforeAll(async () => {
    sample = await readSample();
    runs = Object.values(sample.runs);
  }, HOOK_MS);

  it('is small and reads without a problem', () => {
    expect(statSync(SAMPLE).size).toBeLessThanOrEqual(MOST_BYTES);
    expect(sample.problems).toEqual([]);
    expect(runs).toHaveLength(42);
  });

  it('has a sweep of 24 runs, most with 1,000 rounds', () => {
    const [parent] = Object.entries(sample.runs).find(([, run]) => run.name === 'xgb-sweep')!;
    const children = runs.filter((run) => run.parent === parent);
    expect(children).toHaveLength(24);
    expect(children.filter((run) => run.series['validation-rmse']!.n === 1000)).toHaveLength(22);
    for (const run of children) expect(Object.keys(run.series)).toContain('train-rmse');
  });

  it('has runs in every state', () => {
    const states = new Set(runs.map((run) => run.status));
    expect([...states].sort()).toEqual(['failed', 'finished', 'killed', 'running']);
    expect(runs.filter((run) => run.lifecycle === 'deleted').map((run) => run.name)).toEqual([
      'ridge-wrong-target',
    ]);
  });

  it('has a run whose numbers ran away', () => {
    const lost = runs.find((run) => run.name === 'gradient-descent-unscaled')!.series['validation-rmse']!;
    expect(lost.nonFinite).toBeGreaterThan(3);
    expect(lost.last).toBe('NaN');
  });

  it('has data sets, models and plots where they belong', () => {
    expect(sample.datasets).toHaveLength(2);
    expect(sample.loggedModels).toHaveLength(6);
    for (const model of sample.loggedModels) expect(model.artifacts).toBeGreaterThan(3);
    const plotted = runs.filter(
      (run) => run.experiment === TUNING && run.status === 'finished' && run.parent,
    );
    for (const run of plotted) expect(run.artifacts).toContain('plots/feature-importance.png');
  });

  it('has a registered model with stages and aliases', () => {
    expect(sample.registeredModels).toEqual([
      {
        name: 'nyc-taxi-regressor',
        aliases: ['challenger=4', 'champion=3'],
        versions: ['1 Archived', '2 Archived', '3 Production', '4 Staging', '5 None'],
      },
    ]);
  });
});

/** As the page reads it: unpacked, detected, and by nothing but the format that claims it. */
async function readSample(): Promise<ImportSummary> {
  const { signal } = new AbortController();
  const file = makeDiskFile(SAMPLE, 'sample.zip', { reads: 0, bytes: 0 });
  const { files, problems } = await expandArchives([file], signal);
  const tree = new SourceTree(files);
  const found = await detect(tree, FORMATS, signal);
  expect([...problems, ...found.problems]).toEqual([]);
  expect(found.claims.map((claim) => claim.format.id)).toEqual(['sqlite']);
  const { format, path, file: database } = found.claims[0]!;
  return summarise(format.read({ path, file: database, tree }, { signal }));
}
