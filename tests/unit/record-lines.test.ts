import { expect, test } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import { toHash } from '../../src/domain/ids.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { parseRecordLines, parseRecordsAbout, toRecordLine } from '../../src/storage/record-lines.ts';
import { runRecord } from '../support/made-run.ts';

function storedRun(id: string) {
  const values = Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -0.5, 1e308, 5e-324);
  const steps = Float64Array.of(-3, 0, 0, 1.5, 2 ** 60);
  const points = { values, steps, timesMs: new Float64Array(5).fill(Number.NaN) };
  const parts = [
    { pack: toHash('a'.repeat(64)), offset: 0, count: 3 },
    { pack: toHash('b'.repeat(64)), offset: 8, count: 2 },
  ];
  const series = ['loss', '__proto__', 'val/acc'].map((key) => ({ ...summariseSeries(key, points), parts }));
  return {
    ...runRecord({ id, loss: '', params: { lr: '0.1', '"\n': '\u2028' } }),
    content: toHash('c'),
    series,
  };
}

test('a run reads back as it was, numbers that JSON has no word for included', () => {
  const run = storedRun('a');
  expect(parseRecordLines(toUtf8(`${toRecordLine(run)}\n`))).toEqual([run]);
});

test('equal runs have equal lines, whatever order their members were given in', () => {
  const run = storedRun('a');
  const turned = Object.fromEntries(Object.entries(run).reverse()) as unknown as typeof run;
  expect(toRecordLine(turned)).toBe(toRecordLine(run));
});

test('only the lines about a run are parsed for it', () => {
  const bytes = toUtf8(`${toRecordLine(storedRun('a'))}\nnot json about b\n`);
  expect(parseRecordsAbout('a', bytes)).toHaveLength(1);
});
