import { describe, expect, it } from 'vitest';
import type { ImportEvent } from '../../workers/import/format.ts';
import { csv } from '../../workers/import/formats/csv/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';

describe('csv', () => {
  runGauntlet({ format: csv, fixtures: 'csv' });
});

type Content = string | Uint8Array;

function read(content: Content, path = 'table.csv'): AsyncIterable<ImportEvent> {
  const { tree } = makeMemorySource({ [path]: content });
  const file = tree.get(path)!;
  return csv.read({ path, file, tree }, { signal: new AbortController().signal });
}

async function problemsOf(content: Content, path?: string) {
  const problems = [];
  for await (const event of read(content, path)) if (event.kind === 'problem') problems.push(event.problem);
  return problems;
}

async function onlyRun(content: Content, path?: string) {
  const summary = await summarise(read(content, path));
  const runs = Object.values(summary.runs);
  expect(runs).toHaveLength(1);
  return runs[0]!;
}

/** `1 2=0.5 3=nan`: steps with values in the order they come. */
async function seriesText(content: Content, path?: string): Promise<Record<string, string>> {
  const points: Record<string, string[]> = {};
  for await (const event of read(content, path)) {
    if (event.kind !== 'points') continue;
    const { steps, values } = event.points;
    const list = points[event.metric] ?? [];
    for (const [index, value] of values.entries()) list.push(`${steps[index]}=${value}`);
    points[event.metric] = list;
  }
  return Object.fromEntries(Object.entries(points).map(([key, list]) => [key, list.join(' ')]));
}

describe('a table of text', () => {
  it('keeps NaN and infinity as values, and blanks and null words as not logged', async () => {
    const text = 'step,loss\n0,1\n1,nan\n2,\n3,inf\n4,-Infinity\n5,None\n6,N/A\n7,NULL\n8,0\n';
    expect(await seriesText(text)).toEqual({ loss: '0=1 1=NaN 3=Infinity 4=-Infinity 8=0' });
  });

  it('keeps steps that repeat, go back, are negative or fractional', async () => {
    expect(await seriesText('step,loss\n-1,1\n0.5,2\n0.5,3\n7,4\n7,4\n3,5\n8,6\n9,7\n')).toEqual({
      loss: '-1=1 0.5=2 0.5=3 7=4 7=4 3=5 8=6 9=7',
    });
  });

  it('reads quotes with line breaks, delimiters and doubled quotes in them', async () => {
    const run = await onlyRun('run_id,note,final_loss\r\na,"x, ""y""\r\nz",1\r\n');
    expect(run.params.note).toBe('x, "y"\r\nz');
    expect(run.series.final_loss?.last).toBe(1);
  });

  it('reads each line end, delimiter and encoding', async () => {
    const expected = { loss: '0=1.5 1=0.5' };
    const rows = ['step,loss', '0,1.5', '1,0.5'];
    for (const end of ['\n', '\r\n', '\r']) expect(await seriesText(rows.join(end) + end)).toEqual(expected);
    for (const mark of [';', '\t', '|']) {
      expect(await seriesText(rows.join('\n').replaceAll(',', mark))).toEqual(expected);
    }
    expect(await seriesText(`\ufeff${rows.join('\n')}`)).toEqual(expected);
    expect(await seriesText(utf16(rows.join('\n'), true))).toEqual(expected);
    expect(await seriesText(utf16(rows.join('\n'), false))).toEqual(expected);
    expect(await seriesText('step;loss\n0;1,5\n1;0,5\n')).toEqual(expected);
  });

  it('says when it had to guess the encoding', async () => {
    const bytes = Uint8Array.from([...'step;größe loss\n0;1\n'].map((char) => char.charCodeAt(0)));
    expect(await seriesText(bytes)).toEqual({ 'größe loss': '0=1' });
    expect(await problemsOf(bytes)).toMatchObject([
      { code: 'encoding-guessed', facts: { encoding: 'windows-1252' } },
    ]);
  });

  it('counts ragged rows and never shifts their values', async () => {
    const text = 'step,loss,acc\n0,1,2\n1,5\n2,1,2,9\n3,1,2,\n4,1,2\n';
    expect(await seriesText(text)).toEqual({ loss: '0=1 3=1 4=1', acc: '0=2 3=2 4=2' });
    expect(await problemsOf(text)).toEqual([
      { code: 'ragged-rows', path: 'table.csv', line: 3, facts: { rows: 2, expected: 3, found: 2 } },
    ]);
  });

  it('says which cells are no numbers, and where the first is', async () => {
    const text = `step,loss\n${Array.from({ length: 20 }, (_, i) => `${i},${i === 7 || i === 9 ? 'oops' : i}\n`).join('')}`;
    expect(await problemsOf(text)).toEqual([
      {
        code: 'number-unreadable',
        path: 'table.csv',
        line: 9,
        facts: { column: 'loss', cells: 2, text: 'oops' },
      },
    ]);
  });

  it('gives repeated headers names of their own and drops the row numbers of pandas', async () => {
    const series = await seriesText(',step,loss,loss\n0,5,1,2\n1,6,3,4\n');
    expect(series).toEqual({ loss: '5=1 6=3', 'loss.1': '5=2 6=4' });
  });

  it('splits what Keras appended where the epochs begin again', async () => {
    const text = 'epoch,loss\n0,1\n1,0.5\n0,0.9\n1,0.4\n2,0.3\n';
    const summary = await summarise(read(text, 'fit.csv'));
    const runs = Object.values(summary.runs).map((run) => `${run.name}: ${run.series.loss?.n}`);
    expect(runs.sort()).toEqual(['fit (2): 3', 'fit: 2']);
    expect(summary.problems).toEqual(['sessions-split']);
  });

  it('keeps a run key when the file has grown, has new columns or lies elsewhere', async () => {
    const keys = async (text: string, path: string) => Object.keys((await summarise(read(text, path))).runs);
    const first = await keys('step,loss\n0,0.125\n', 'a/fit.csv');
    expect(await keys('step,loss\n0,0.125\n1,0.5\n', 'fit.csv')).toEqual(first);
    expect(await keys('acc,step,loss\n,0,0.125\n0.5,1,\n', 'b/fit.csv')).toEqual(first);
    expect(await keys('step,loss\n0,0.25\n', 'a/fit.csv')).not.toEqual(first);
    const version = await keys('step,epoch,loss\n0,0,1\n', 'lightning_logs/version_0/metrics.csv');
    expect(await keys('step,epoch,loss\n0,0,1\n', 'lightning_logs/version_1/metrics.csv')).not.toEqual(
      version,
    );
    expect(await keys('step,epoch,loss\n0,0,1\n', 'x/lightning_logs/version_0/metrics.csv')).toEqual(version);
  });

  it('keeps runs of a table apart by their names, however often a name is used', async () => {
    const text = 'run_id,params.lr,metrics.loss,status\na,1,2,FINISHED\na,2,3,FAILED\nb,1,4,\n';
    const layoutOf = async () => summarise(read(text));
    const summary: ImportSummary = await layoutOf();
    expect(
      Object.values(summary.runs)
        .map((run) => `${run.name} ${run.status} ${run.series.loss?.last}`)
        .sort(),
    ).toEqual(['a failed 3', 'a finished 2', 'b unknown 4']);
    expect(await layoutOf()).toEqual(summary);
  });

  it('gathers rows of runs in turn, many at once or one by one, cells left out', async () => {
    // Long stretches, short ones, and the first run again: over two blocks.
    const stretches: readonly (readonly [string, number])[] = [
      ['a', 3000],
      ['b', 2],
      ['a', 1],
      ['c', 31],
      ['b', 32],
      ['a', 2500],
    ];
    const rows = stretches.flatMap(([run, count]) => Array.from({ length: count }, () => run));
    const [expected, found] = [new Map<string, string[]>(), new Map<string, string[]>()];
    const note = (into: Map<string, string[]>, series: string, point: string) =>
      into.get(series)?.push(point) ?? into.set(series, [point]);
    const lastSteps = new Map<string, number>();
    const lines = rows.map((run, row) => {
      const hasStep = row % 5 !== 0 || !lastSteps.has(run);
      if (hasStep) lastSteps.set(run, row);
      const loss = row % 3 === 0 ? null : row / 4;
      if (loss !== null) note(expected, `${run} loss`, `${lastSteps.get(run)}=${loss}`);
      note(expected, `${run} acc`, `${lastSteps.get(run)}=${row + 1}`);
      return `${run},${hasStep ? row : ''},${loss ?? ''},${row + 1}`;
    });
    const names = new Map<string, string>();
    for await (const event of read(`run,step,loss,acc\n${lines.join('\n')}\n`)) {
      if (event.kind === 'run') names.set(event.run.key, event.run.name);
      if (event.kind !== 'points') continue;
      const { steps, values } = event.points;
      for (const [at, value] of values.entries())
        note(found, `${names.get(event.run)} ${event.metric}`, `${steps[at]}=${value}`);
    }
    expect(found).toEqual(expected);
  });

  it('reads steps of the run they name, also where the columns are called metric_0 and metric_1', async () => {
    const summary = await summarise(
      read('run,step,metric_0,metric_1\na,0,1,2\na,1,3,4\na,2,3,4\nb,0,5,6\nb,1,7,8\n'),
    );
    const runs = Object.values(summary.runs).map((run) => `${run.name}: ${run.series.metric_0?.n}`);
    expect(runs.sort()).toEqual(['a: 3', 'b: 2']);
  });

  it('recovers from a quote that nobody closed', async () => {
    const text = `step,loss,note\n0,1,ok\n1,2,"oops\n${Array.from({ length: 50 }, (_, i) => `${i + 2},1,ok\n`).join('')}`;
    const series = await seriesText(text);
    expect(series.loss?.split(' ')).toHaveLength(52);
  });

  it('reads rows that lie across two slices', async () => {
    const rows = Array.from({ length: 300_000 }, (_, i) => `${i},${i / 8},"q,${i}"`);
    const series = await seriesText(`step,loss,note\n${rows.join('\n')}`);
    const points = series.loss!.split(' ');
    expect(points).toHaveLength(300_000);
    expect(points[299_999]).toBe('299999=37499.875');
  });
});

describe('what is no table of training', () => {
  const matchText = (name: string, text: string) => {
    const head = new TextEncoder().encode(text);
    return csv.match({ kind: 'file', name, head, sizeBytes: head.length });
  };

  it('leaves data tables out and says so', async () => {
    const trips =
      'VendorID,pickup_datetime,trip_distance,flag\n1,2023-01-01 00:10:00,2.5,N\n2,2023-01-01 00:02:00,1,Y\n';
    const summary = await summarise(read(trips));
    expect(summary.runs).toEqual({});
    expect(summary.problems).toEqual(['table-is-data']);
  });

  it('takes what lies in a folder of data for data, unless it names measures', async () => {
    const rows = 'x,y,label\n0,0,1\n1,2,2\n2,4,0\n';
    expect((await summarise(read(rows, 'digits/data/train.csv'))).problems).toEqual(['table-is-data']);
    expect((await summarise(read(rows, 'digits/curve.csv'))).problems).toEqual([]);
    const log = 'step,loss\n0,2.5\n1,1.25\n2,0.5\n';
    expect((await summarise(read(log, 'digits/data/train.csv'))).problems).toEqual([]);
  });

  it('does not claim prose, code, JSON, YAML, pages or binary', () => {
    const others: readonly (readonly [string, string])[] = [
      [
        'notes',
        'Dear all, thanks, and bye.\nWe trained, as planned, all 3 models.\nIt went well, mostly, I think.\n',
      ],
      ['train', 'import os, sys\nfrom a import b, c\nprint(1, 2)\nx = [1, 2]\n'],
      ['train.py', 'a,b\n1,2\n3,4\n'],
      ['config', 'lr: 0.1\nsizes: [1, 2, 3]\nname: a, b\n'],
      ['data.json', '[1,2]\n[3,4]\n'],
      ['data', '{"a": 1,\n"b": 2}\n'],
      ['page.csv', '<!doctype html>\n<p>a,b\n'],
      ['pointer.csv', 'version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n'],
      ['metric', '1700000000000 0.5 1\n1700000001000 0.25 2\n'],
      ['param', '0.1'],
      ['requirements.txt', 'numpy==1.2\npandas>=2,<3\n'],
      ['blob.csv', 'a,b\u0000,c\n1,2,3\n'],
      ['empty.csv', '\n\n'],
    ];
    for (const [name, text] of others) expect([name, matchText(name, text)]).toEqual([name, 'no']);
  });

  it('claims tables under any name, and a lone header only by its extension', () => {
    expect(matchText('unknown', 'step,loss\n0,1\n1,2\n')).toBe('structure');
    expect(matchText('training.log', 'epoch;loss\n0;1\n')).toBe('structure');
    expect(matchText('m.csv', 'step,loss\n')).toBe('name');
    expect(matchText('m', 'step,loss\n')).toBe('no');
    expect(matchText('m.csv', 'loss\n1\n2\n')).toBe('name');
  });
});

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 + text.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, littleEndian);
  for (let i = 0; i < text.length; i++) view.setUint16(2 + i * 2, text.charCodeAt(i), littleEndian);
  return bytes;
}
