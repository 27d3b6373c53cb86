import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detect } from '../../workers/import/detect/detect.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { openFolderSource } from '../support/memory-source.ts';
import { type ImportSummary, type RunFacts, summarise } from '../support/summary.ts';

const PRODUCED = join(process.env.CAIRN_CORPUS ?? '../shared/corpus', 'produced');

/** A folder as it is dropped. */
async function readDrop(folder: string): Promise<ImportSummary> {
  return summarise(dropEvents(folder));
}

async function* dropEvents(folder: string): AsyncGenerator<ImportEvent> {
  const { signal } = new AbortController();
  const opened = openFolderSource(folder);
  const tree = new SourceTree((await expandArchives(opened.tree.files, signal)).files);
  for (const { format, path, file, files } of (await detect(tree, FORMATS, signal)).claims) {
    yield* format.read(files ? { path, file, files, tree } : { path, file, tree }, { signal });
  }
}

const only = (summary: ImportSummary): RunFacts => Object.values(summary.runs)[0]!;

/** What the specification of the corpus says that each must decode to. */
describe.skipIf(!existsSync(join(PRODUCED, 'others')))('stores of other trackers that were produced', () => {
  const read = (name: string) => readDrop(join(PRODUCED, 'others', name));

  it('Neptune', async () => {
    const run = only(await read('neptune'));
    expect(run).toMatchObject({ name: 'exp', experiment: 'ws/demo', tags: 1 });
    expect(run.params).toEqual({ lr: '0.01', bs: '9007199254740993' });
    expect(run.series).toMatchObject({ 'train/loss': { n: 5, firstStep: 0, lastStep: 2, last: 0.2 } });
    expect(run.artifacts).toEqual(['histograms/h.jsonl']);
  });

  it('Comet', async () => {
    const run = only(await read('comet'));
    expect(run).toMatchObject({ status: 'finished', params: { lr: '0.01' }, artifacts: ['output.log'] });
    expect(run.series).toMatchObject({ train_loss: { n: 3 } });
  });

  it('ClearML', async () => {
    const run = only(await read('clearml'));
    expect(run).toMatchObject({ params: { lr: '0.01' }, series: { 'loss/train': { n: 3 } } });
  });

  it('trackio', async () => {
    const run = only(await read('trackio'));
    expect(run).toMatchObject({ name: 'fox-1', experiment: 'demo', params: { lr: '0.01' } });
    expect(run.series.loss).toMatchObject({ n: 4, firstStep: 0, lastStep: 3, nonFinite: 1 });
    expect(run.artifacts).toContain('texts/alerts.jsonl');
  });

  it('Optuna, as a database and as a journal', async () => {
    const runs = Object.values((await read('optuna')).runs);
    expect(runs.map((run) => `${run.name} ${run.params.opt ?? ''}`).sort()).toEqual([
      // The journal and the database hold a study of one name that began at one moment: one run, told of twice.
      'trial 0 sgd',
      'trial 1 ',
    ]);
    expect(runs.map(({ status }) => status).sort()).toEqual(['finished', 'killed']);
  });
});

const BUNDLE = join(PRODUCED, 'mlflow', 'export-import-v2');

describe.skipIf(!existsSync(BUNDLE))('a bundle of real MLflow', () => {
  it('says of its runs what a database says in which the same was logged', async () => {
    const bundle = await readDrop(BUNDLE);
    const database = await readDrop(join(PRODUCED, 'mlflow', 'sqlite-3.4'));
    expect(byName(bundle).size).toBe(4);
    for (const [name, run] of byName(bundle)) expect(run, name).toEqual(byName(database).get(name));
    const story = ({ loggedModels }: ImportSummary) =>
      loggedModels.map(({ name, status, lifecycle, metrics }) => ({ name, status, lifecycle, metrics }));
    expect(story(database)).toEqual(expect.arrayContaining(story(bundle)));
  });
});

/** Runs by name, without what is made anew each time: ids, and files that were left behind. */
function byName({ runs }: ImportSummary): ReadonlyMap<string, unknown> {
  return new Map(
    Object.values(runs).map(({ artifacts: _files, name, parent, models, startMs, endMs, ...facts }) => [
      // The run that was killed has a name at random.
      facts.status === 'killed' ? '<killed>' : name,
      { ...facts, isNested: parent !== null, models: models.length },
    ]),
  );
}
