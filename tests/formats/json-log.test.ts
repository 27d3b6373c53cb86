import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { jsonLog } from '../../workers/import/formats/json-log/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';

describe('logs in JSON', () => runGauntlet({ format: jsonLog, fixtures: 'json-log', readBudget: 3 }));

function read(text: string, path = 'metrics.jsonl'): AsyncIterable<ImportEvent> {
  const { tree } = makeMemorySource({ [path]: text });
  return jsonLog.read({ path, file: tree.get(path)!, tree }, { signal: new AbortController().signal });
}

const drop = (files: Readonly<Record<string, string>>): Promise<ImportSummary> =>
  summarise(readDrop(makeMemorySource(files).tree));

async function problemsOf(text: string, path?: string) {
  const problems = [];
  for await (const event of read(text, path)) if (event.kind === 'problem') problems.push(event.problem);
  return problems;
}

/** `1=0.5 3=NaN`: steps with values in the order they come. */
async function seriesOf(text: string, path?: string): Promise<Record<string, string>> {
  const points: Record<string, string[]> = Object.create(null);
  for await (const event of read(text, path)) {
    if (event.kind !== 'points') continue;
    const { steps, values } = event.points;
    const list = points[event.metric] ?? [];
    points[event.metric] = list;
    for (const [index, value] of values.entries()) list.push(`${steps[index]}=${value}`);
  }
  return Object.fromEntries(Object.entries(points).map(([key, list]) => [key, list.join(' ')]));
}

const lines = (...rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('lines of JSON', () => {
  it('keep NaN and infinity, steps that repeat and go back, and rows without a value', async () => {
    const text =
      '{"step": 0, "loss": 1}\n{"step": 1, "loss": NaN}\n{"step": 1, "loss": -Infinity, "acc": null}\n{"step": 0, "loss": 2e-3, "acc": 1}\n' +
      lines({ step: 1, loss: 5 }, { step: 2, loss: 6 });
    expect(await seriesOf(text)).toEqual({ loss: '0=1 1=NaN 1=-Infinity 0=0.002 1=5 2=6', acc: '0=1' });
  });

  it('name the lists that hold series of their own, of which nothing is read', async () => {
    const run = (id: string) => ({
      run_id: id,
      metrics: { loss: { step: [1, 2], value: [0.5, 0.25] } },
      n: 1,
    });
    expect(await problemsOf(lines(run('a'), run('b')), 'runs.ndjson')).toEqual([
      {
        code: 'lists-left-out',
        path: 'runs.ndjson',
        facts: { keys: 2, names: 'metrics.loss.step, metrics.loss.value' },
      },
    ]);
    expect(await problemsOf(lines({ step: 1, loss: 1 }, { step: 2, loss: 2 }))).toEqual([]);
  });

  it('have nested objects under names with a dot, or with a slash where the file writes slashes', async () => {
    expect(
      await seriesOf(lines({ step: 1, a: { loss: 1, b: { c: 2 } } }, { step: 2, a: { loss: 3 } })),
    ).toEqual({
      'a.loss': '1=1 2=3',
      'a.b.c': '1=2',
    });
    expect(await seriesOf(lines({ step: 1, 'a/acc': 1, b: { loss: 2 } }, { step: 2, 'a/acc': 3 }))).toEqual({
      'a/acc': '1=1 2=3',
      'b/loss': '1=2',
    });
  });

  it('have metrics that come late in a long file', async () => {
    const early = Array.from({ length: 14_000 }, (_, step) => ({ step, loss: 1, note: 'so far so good' }));
    const rows = [
      ...early,
      { step: 14_000, eval: { rare: 7 } },
      ...early.map((row) => ({ ...row, more: 1 })),
    ];
    const { runs, problems } = await summarise(read(lines(...rows)));
    expect(problems).toEqual([]);
    const [run] = Object.values(runs);
    expect(run?.series['eval.rare']).toMatchObject({ n: 1, firstStep: 14_000, last: 7 });
    expect(run?.series.loss?.n).toBe(28_000);
    expect(run?.series.more?.n).toBe(14_000);
  });

  it('among other lines of a log are found, as long as they are half of them', async () => {
    const log = 'starting\n{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.25}\nWARNING: hot\n';
    expect(Object.values((await drop({ 'out/train.log': log })).runs)[0]?.series.loss?.n).toBe(2);
    const rare = `${'text\n'.repeat(9)}{"step": 1, "loss": 0.5}\n`;
    expect(await drop({ 'train.log': rare })).toMatchObject({ runs: {}, problems: ['unrecognised-file'] });
  });

  it('are read with a byte order mark and with either line end', async () => {
    const text = '\ufeff{"step": 1, "loss": 2}\r\n{"step": 2, "loss": 1}\r\n';
    expect(await seriesOf(text)).toEqual({ loss: '1=2 2=1' });
    expect(Object.keys((await drop({ 'a.jsonl': text })).runs)).toHaveLength(1);
  });

  it('say where a row is damaged and where the last is cut off', async () => {
    const text = '{"step": 1, "loss": 2}\n{"step": 2, "loss"\n{"step": 3, "loss": 1}\n{"step": 4, "lo';
    expect(await problemsOf(text)).toEqual([
      { code: 'rows-unreadable', path: 'metrics.jsonl', line: 2, byte: 23, facts: { rows: 1 } },
      { code: 'log-cut', path: 'metrics.jsonl', byte: 65, facts: {} },
    ]);
    expect(await seriesOf(text)).toEqual({ loss: '1=2 3=1' });
  });

  it('with names of metrics and values are a row per point, with runs by name', async () => {
    const rows = ['a', 'b'].flatMap((run) =>
      [0, 1, 2].map((step) => ({
        run,
        metric: 'loss',
        step,
        value: step / 2,
        timestamp: '2023-11-14T22:13:20Z',
      })),
    );
    const { runs } = await summarise(read(lines(...rows)));
    expect(
      Object.values(runs)
        .map(({ name, startMs }) => [name, startMs])
        .sort(),
    ).toEqual([
      ['a', 1_700_000_000_000],
      ['b', 1_700_000_000_000],
    ]);
    expect(Object.values(runs)[0]?.series.loss).toMatchObject({ n: 3, lastStep: 2, last: 1 });
  });

  it('of a trial of Ray alone have its steps, times, params and names with slashes', async () => {
    const row = (i: number) => ({
      info: { kl: 1 / i },
      training_iteration: i,
      timestamp: 1_700_000_000 + i,
      time_total_s: i,
      trial_id: 'ab12c_00000',
      hostname: 'h',
      config: { lr: 0.1, net: { depth: 3 } },
    });
    const { runs } = await drop({ 'train_ab12c/result.json': lines(row(1), row(2)) });
    const [run] = Object.values(runs);
    expect(run).toMatchObject({
      name: 'train_ab12c',
      params: { lr: '0.1', 'net.depth': '3' },
      startMs: 1_700_000_001_000,
    });
    expect(run?.series['info/kl']).toMatchObject({ n: 2, firstStep: 1, lastStep: 2, last: 0.5 });
  });

  it('keep ids that are longer than a number, and params as they were written', async () => {
    const rows = [1, 2].map((end) => `{"run_id": 900719925474099${end}, "lr": 1e-3, "final_loss": 0.5}\n`);
    const { runs } = await summarise(read(rows.join('')));
    expect(
      Object.values(runs)
        .map(({ name, params }) => `${name} ${params.lr}`)
        .sort(),
    ).toEqual(['run_id 9007199254740991 1e-3', 'run_id 9007199254740992 1e-3']);
  });

  it('keep a run key when the file has grown, has new keys or lies elsewhere', async () => {
    const row = { step: 0, loss: 0.125 };
    const keys = async (path: string, ...rows: readonly object[]) =>
      Object.keys((await summarise(read(lines(...rows), path))).runs);
    const first = await keys('a/warm-fox/metrics.jsonl', row);
    expect(await keys('b/warm-fox/metrics.jsonl', row, { step: 1, loss: 1, acc: 0.5 })).toEqual(first);
    expect(await keys('a/cold-fox/metrics.jsonl', row)).not.toEqual(first);
  });

  it('of data are no runs, and those without a number are nothing', async () => {
    const chat = lines({ prompt: 'hello', answer: 'you' }, { prompt: 'good', answer: 'night' });
    expect(await drop({ 'chat.jsonl': chat })).toMatchObject({ runs: {}, problems: ['unrecognised-file'] });
    const trips = lines({ city: 'A', pickup: 'x', km: 3 }, { city: 'B', pickup: 'y', km: 4 });
    expect(await drop({ 'trips.jsonl': trips })).toMatchObject({ runs: {}, problems: ['table-is-data'] });
  });

  it('keep keys that are names of JavaScript, and follow no nesting without end', async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const text = `{"step": 1, "__proto__": {"loss": 2}, "constructor": 3}\n{"step": 2, "toString": 4, "x": ${deep}}\n`;
    expect(await seriesOf(text)).toEqual({ '__proto__.loss': '1=2', constructor: '1=3', toString: '2=4' });
  });
});

describe('a document of JSON', () => {
  it('with a list for each metric is a history, with what stands beside them as params', async () => {
    const text = JSON.stringify({
      history: { loss: [3, 2, 1], val_loss: [4, null, 2] },
      epochs: 3,
      opt: 'adam',
    });
    expect(await seriesOf(text, 'history.json')).toEqual({ loss: '0=3 1=2 2=1', val_loss: '0=4 2=2' });
    const [run] = Object.values((await summarise(read(text, 'runs/a/history.json'))).runs);
    expect(run).toMatchObject({ name: 'a', experiment: 'runs', params: { epochs: '3', opt: 'adam' } });
  });

  it('with objects in a list is a row for each', async () => {
    const text = JSON.stringify(
      [{ step: 10, loss: 1, at: { lr: 0.1 } }, 5, { step: 20, loss: 0.5 }],
      null,
      2,
    );
    expect(await seriesOf(text, 'log_history.json')).toEqual({ loss: '10=1 20=0.5', 'at.lr': '10=0.1' });
  });

  it('with the numbers of rows as keys takes them for steps where they do not only count', async () => {
    expect(await seriesOf('{"loss":{"0":1,"1":0.5}}', 'x.json')).toEqual({ loss: '0=1 1=0.5' });
    expect(await seriesOf('{"loss":{"100":1,"200":0.5},"acc":{"200":1}}', 'x.json')).toEqual({
      loss: '100=1 200=0.5',
      acc: '200=1',
    });
    expect(await seriesOf('{"step":{"0":7,"1":9},"loss":{"0":1,"1":0.5}}', 'x.json')).toEqual({
      loss: '7=1 9=0.5',
    });
  });

  it('that lists things which are no rows of a training is nothing that anybody is asked about', async () => {
    const text = JSON.stringify([
      { id: 4, words: 'a b' },
      { id: 9, words: 'c' },
    ]);
    expect(await drop({ 'things.json': text })).toMatchObject({ runs: {}, problems: ['unrecognised-file'] });
  });

  it('that is cut off keeps what is whole, and one that is damaged is refused in a sentence', async () => {
    const cut = '{"loss": [3, 2, 1';
    expect(await seriesOf(cut, 'x.json')).toEqual({ loss: '0=3 1=2' });
    expect(await problemsOf(cut, 'x.json')).toEqual([
      { code: 'json-cut', path: 'x.json', byte: 14, facts: { step: 1 } },
    ]);
    expect(await problemsOf('{"loss": [}}', 'x.json')).toEqual([{ code: 'json-damaged', path: 'x.json' }]);
    expect(await problemsOf(`{"loss": [1, ${'['.repeat(100_000)}`, 'x.json')).toMatchObject([
      { path: 'x.json' },
    ]);
  });
});

describe('what is no log in JSON', () => {
  it.each([
    ['package.json', '{\n  "name": "x",\n  "version": "1.0.0"\n}\n'],
    ['config.json', '{"architectures": ["Llama"], "hidden_size": 5}'],
    ['summary.json', '{"loss": 0.5, "acc": 1}'],
    ['metrics.json', '{"train": {"loss": 1}, "step": 3}'],
    ['vectors.json', '[[0.1, 0.2], [0.3, 0.4]]'],
    ['shapes.json', '{"type": "FeatureCollection", "features": [{"a": 1}]}'],
    ['notes.txt', 'a\nb\n'],
    ['empty.jsonl', ''],
  ])('%s', (name, text) => {
    const head = toUtf8(text);
    expect(jsonLog.match({ kind: 'file', name, head, sizeBytes: head.length })).toBe('no');
  });
});
