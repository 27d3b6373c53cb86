import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detect } from '../../workers/import/detect/detect.ts';
import { aim } from '../../workers/import/formats/aim/index.ts';
import { clearml } from '../../workers/import/formats/clearml/index.ts';
import { comet } from '../../workers/import/formats/comet/index.ts';
import { neptune } from '../../workers/import/formats/neptune/index.ts';
import { parquet } from '../../workers/import/formats/parquet/index.ts';
import { sqlite } from '../../workers/import/formats/sqlite/index.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource, openFolderSource } from '../support/memory-source.ts';
import { makeSqlite } from '../support/sqlite-maker.ts';
import { summarise } from '../support/summary.ts';
import { writeRawZip } from '../support/zip-writer.ts';

describe('Neptune', () => runGauntlet({ format: neptune, fixtures: 'neptune', readBudget: 4 }));
describe('Comet', () => runGauntlet({ format: comet, fixtures: 'comet', readBudget: 2 }));
describe('ClearML', () => runGauntlet({ format: clearml, fixtures: 'clearml', readBudget: 2 }));

const signal = new AbortController().signal;

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');

/** What a drop of these files is read as: formats with the number of files of each, and what nobody wants. */
async function look(files: Readonly<Record<string, string | Uint8Array>>) {
  const { tree } = makeMemorySource(files);
  const expanded = new SourceTree((await expandArchives(tree.files, signal)).files);
  const { claims, problems } = await detect(expanded, FORMATS, signal);
  return { tree: expanded, claims, left: problems.map(({ path }) => path) };
}

describe('archives of other trackers', () => {
  it('are found inside of their zips', async () => {
    const message = JSON.stringify({
      type: 'metric_msg',
      payload: { metric: { metricName: 'loss', metricValue: '0.5', step: 3 }, context: 'train' },
    });
    const zip = writeRawZip([
      { name: 'experiment.json', content: '{"offline_id": "c0ffee", "project_name": "demo"}' },
      { name: 'messages.json', content: `${message}\n{"type": "from_the_future", "payload": 1}\n` },
    ]);
    const { tree, claims } = await look({ '.cometml-runs/c0ffee.zip': zip });
    expect(claims.map(({ format, files }) => [format.id, files?.length])).toEqual([['comet', 2]]);
    const { path, files } = claims[0]!;
    const summary = await summarise(comet.read({ path, file: null, files: files ?? [], tree }, { signal }));
    expect(Object.keys(summary.runs)).toEqual(['c0ffee']);
    expect(summary.runs.c0ffee?.series).toMatchObject({ train_loss: { n: 1, last: 0.5, lastStep: 3 } });
  });

  it('keep what is inside of one another apart', async () => {
    const { claims, left } = await look({
      'a/task.json': '{}',
      'a/metrics.jsonl': '',
      'a/data/task.json': '{}',
      'a/data/log.jsonl': '',
      'b/experiment.json': '{}',
      'b/messages.json': '',
      'c/task.json': '{"what": "else"}',
    });
    expect(claims.map(({ format, path }) => `${format.id} ${path}`)).toEqual(['comet b', 'clearml a']);
    expect(left).toEqual(['c/task.json']);
  });

  it('of Neptune are known by their columns under any name', async () => {
    const { tree } = openFolderSource(join(FIXTURES, 'neptune', 'neptune-exporter', 'data'));
    const [part] = tree.files;
    const file = { ...part!, path: 'x.parquet' };
    const alone = { path: 'x.parquet', file, tree: new SourceTree([file]) };
    expect(await parquet.guess?.(alone, { signal })).toBeNull();
    const summary = await summarise(parquet.read(alone, { signal }));
    expect(Object.values(summary.runs).map(({ name, params }) => [name, params.big])).toEqual([
      ['night shift', '9007199254740993'],
    ]);
  });

  it('of Aim are named, with how many runs lie in them', async () => {
    const { tree, claims, left } = await look({
      'r/.aim/VERSION': '3',
      'r/.aim/meta/chunks/84156911293f45d688d2d4fe/CURRENT': 'x',
      'r/.aim/meta/chunks/84156911293f45d688d2d4fe/000009.sst': 'x',
      'r/.aim/meta/chunks/be9963c835a649759cbed21c/CURRENT': 'x',
      'r/.aim/run_metadata.sqlite': 'x',
    });
    expect(left).toEqual([]);
    const { path, files } = claims[0]!;
    const events = aim.read({ path, file: null, files: files ?? [], tree }, { signal });
    const problems = [];
    for await (const event of events) if (event.kind === 'problem') problems.push(event.problem);
    expect(problems).toEqual([{ code: 'aim-repository', path: 'r/.aim', facts: { runs: 2 } }]);
  });
});

describe('databases of strangers', () => {
  const read = async (...statements: readonly string[]) => {
    const { tree } = makeMemorySource({ 'x.sqlite': await makeSqlite(...statements) });
    const source = { path: 'x.sqlite', file: tree.get('x.sqlite') ?? null, tree };
    const problems = [];
    for await (const event of sqlite.read(source, { signal })) {
      if (event.kind === 'problem') problems.push(event.problem);
    }
    return problems;
  };

  it('are named with their tables', async () => {
    expect(await read('CREATE TABLE trips (id INTEGER)', 'CREATE TABLE "odd name" (x)')).toEqual([
      { code: 'sqlite-unknown', path: 'x.sqlite', facts: { tables: 'trips, odd name' } },
    ]);
  });

  it('of Aim are named as such', async () => {
    const tables = `CREATE TABLE run (id INTEGER PRIMARY KEY, hash VARCHAR); CREATE TABLE run_tag (run_id INTEGER);
      CREATE TABLE experiment (id INTEGER PRIMARY KEY); INSERT INTO run VALUES (1, 'a'), (2, 'b');`;
    expect(await read(tables)).toEqual([{ code: 'aim-repository', path: 'x.sqlite', facts: { runs: 2 } }]);
  });

  it('with tables of a known name and other columns stay strangers', async () => {
    const tables =
      'CREATE TABLE trials (id INTEGER); CREATE TABLE studies (id INTEGER); CREATE TABLE metrics (x)';
    expect((await read(tables)).map(({ code }) => code)).toEqual(['sqlite-unknown']);
  });
});

describe('a folder of cometx download', () => {
  const about = {
    experimentKey: 'k1',
    experimentName: 'fox',
    projectName: 'demo',
    startTimeMillis: 1,
    endTimeMillis: 9,
  };
  const files = {
    'ws/demo/fox/metadata.json': JSON.stringify(about),
    'ws/demo/fox/parameters.json': JSON.stringify([{ name: 'lr', valueCurrent: '0.01' }]),
    'ws/demo/fox/metrics.jsonl':
      '{"metricName": "loss", "metricValue": "0.5", "timestamp": 5, "step": 2, "runContext": "train"}\n{"metricNa',
    'ws/demo/fox/others.jsonl': '{"name": "note", "valueCurrent": "hi"}\n',
    'ws/demo/fox/run/output.txt': 'hello',
    'ws/demo/fox/assets/image/a.png': 'x',
    'ws/demo/fox/assets/assets_metadata.jsonl': '',
  };

  it('is a run with its files', async () => {
    const { tree, claims, left } = await look(files);
    expect([claims.map(({ format, path }) => `${format.id} ${path}`), left]).toEqual([
      ['comet ws/demo/fox'],
      [],
    ]);
    const source = { path: 'ws/demo/fox', file: null, files: claims[0]?.files ?? [], tree };
    const summary = await summarise(comet.read(source, { signal }));
    expect(summary.problems).toEqual(['rows-unreadable']);
    expect(summary.runs.k1).toMatchObject({
      name: 'fox',
      experiment: 'demo',
      status: 'finished',
      startMs: 1,
      endMs: 9,
      params: { lr: '0.01' },
      tags: 1,
      artifacts: ['image/a.png', 'output.log'],
      series: { train_loss: { n: 1, last: 0.5, lastStep: 2 } },
    });
  });

  it('of another tool with the same names is left out by name', async () => {
    const { tree, claims } = await look({ 'x/metadata.json': '{"a": 1}', 'x/parameters.json': '[]' });
    const source = { path: 'x', file: null, files: claims[0]?.files ?? [], tree };
    const summary = await summarise(comet.read(source, { signal }));
    expect([summary.runs, summary.problems]).toEqual([{}, ['unrecognised-file']]);
  });
});
