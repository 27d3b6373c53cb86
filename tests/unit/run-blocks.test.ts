import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import type { MetricStat } from '../../src/domain/filter/fields.ts';
import { toExperimentKey, toHash, toRunKey } from '../../src/domain/ids.ts';
import type { StoredRun, StoredSeries } from '../../src/domain/run.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import {
  countLines,
  eachRunFigures,
  parseRecordLines,
  toRecordLine,
} from '../../src/storage/record-lines.ts';
import { BlockBuilder, makeRunBlock } from '../../workers/query/make-run-block.ts';
import { RunTable } from '../../workers/query/run-table.ts';
import { MISSING_RANK } from '../../workers/query/stable-sort.ts';
import { runRecord } from '../support/made-run.ts';
import { turns } from '../support/turns.ts';

const STATS: readonly MetricStat[] = ['last', 'first', 'min', 'max', 'mean'];
const NOWHERE = {
  packsOf: () => [],
  textsOf: () => ({ models: '', datasets: [] }),
  cameMs: () => Number.NaN,
};

const key = fc.constantFrom('loss', 'acc', 'a/b', '__proto__', 'constructor');
const text = fc.oneof(fc.constantFrom('', 'adam', '0.1', 'é\n"'), fc.string({ maxLength: 6 }));
const pairs = fc.uniqueArray(fc.tuple(key, text), { selector: ([name]) => name });
const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, 1));
const series = fc.uniqueArray(
  fc
    .tuple(key, fc.array(number, { minLength: 1, maxLength: 3 }))
    .map(([name, values]) => toSeries(name, values)),
  { selector: (one) => one.key },
);
const run = fc.record({
  name: text,
  origin: fc.record({ format: text, path: text }),
  user: text,
  experiment: fc.constantFrom('e1', 'e2').map(toExperimentKey),
  startMs: fc.option(fc.integer()),
  lifecycle: fc.constantFrom('active' as const, 'deleted' as const),
  parent: fc.option(fc.constantFrom('p', 'q').map(toRunKey)),
  params: pairs,
  tags: pairs,
  series,
});
const runs = fc.array(run, { maxLength: 12 }).map((all) =>
  all.map((one, at): StoredRun => {
    const id = `run-${at}`;
    const artifactUri = `s3://${id}/artifacts/${id}`;
    return { ...runRecord({ id, loss: '' }), ...one, artifactUri, content: toHash('') };
  }),
);

function toSeries(name: string, values: readonly number[]): StoredSeries {
  const steps = Float64Array.from(values, (_, step) => step);
  return {
    ...summariseSeries(name, { steps, timesMs: steps, values: Float64Array.from(values) }),
    parts: [],
  };
}

/** The runs in blocks of these lengths, each kept and found again; `left` are left out. */
function tableOf(all: readonly StoredRun[], lengths: readonly number[], left: ReadonlySet<number>): RunTable {
  const table = new RunTable();
  table.expect(all.length);
  for (let from = 0, turn = 0; from < all.length; turn++) {
    const to = from + (lengths[turn % lengths.length] ?? 1);
    const part = all.slice(from, to);
    const keys = part.map((one, at) => (left.has(from + at) ? null : one.key));
    table.addBlock(structuredClone(makeRunBlock(part)), keys, NOWHERE);
    from = to;
  }
  table.trim();
  return table;
}

test('a table of blocks says of every run what its record says', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
  const left = fc.uniqueArray(fc.nat(11)).map((all) => new Set(all));
  fc.assert(
    fc.property(runs, lengths, left, (all, sizes, leftOut) => {
      const table = tableOf(all, sizes, leftOut);
      const wanted = all.filter((_, at) => !leftOut.has(at));
      expect(table.count).toBe(wanted.length);
      for (const one of wanted) expectSame(table, one);
    }),
    { numRuns: turns(300) },
  );
});

function expectSame(table: RunTable, one: StoredRun): void {
  const row = table.rowOf(one.key) ?? -1;
  expect(table.names[row]).toBe(one.name);
  expect(table.users[row]).toBe(one.user);
  expect(table.origins[row]).toBe(one.origin.path);
  expect(table.experiments[row]).toBe(one.experiment);
  expect(table.starts[row]).toBe(one.startMs ?? Number.NaN);
  expect(table.deleted[row]).toBe(one.lifecycle === 'deleted');
  expect(table.parents[row]).toBe(one.parent);
  expect(table.artifactUri(row)).toBe(one.artifactUri);
  for (const [columns, own] of [
    [table.params, one.params],
    [table.tags, one.tags],
  ] as const) {
    const told = new Map(own);
    for (const [name, column] of columns) expect(column.get(row)).toBe(told.get(name));
    for (const name of told.keys()) expect(columns.has(name)).toBe(true);
  }
  const bySeries = new Map(one.series.map((each) => [each.key, each]));
  for (const [name, column] of table.metrics) {
    const told = bySeries.get(name);
    for (const stat of STATS) expect(column.stat(row, stat)).toBe(told?.[stat]);
    if (told) expect(column.countAt(column.indexOf(row))).toBe(told.count);
  }
  for (const name of bySeries.keys()) expect(table.metrics.has(name)).toBe(true);
}

test('the lines of a pack give the block that its records give', () => {
  fc.assert(
    fc.property(runs, fc.boolean(), (all, hasGaps) => {
      const bytes = toUtf8(all.map(toRecordLine).join(hasGaps ? '\n\n' : '\n'));
      const builder = new BlockBuilder(countLines(bytes));
      for (const figures of eachRunFigures(bytes)) builder.add(figures.run, figures.series);
      // Of the records as they read back: JSON knows no -0.
      const records = parseRecordLines(bytes).filter((record) => record.kind === 'run');
      expect(builder.block()).toEqual(makeRunBlock(records));
    }),
  );
});

test('a run that another browser sent with a key twice leaves the other runs their values', () => {
  const twice = {
    ...runRecord({ id: 'twice', loss: '' }),
    content: toHash(''),
    params: [['lr', '1'] as const, ['lr', '2'] as const],
    series: [toSeries('loss', [1]), toSeries('loss', [2])],
  };
  const bare = { ...runRecord({ id: 'bare', loss: '' }), content: toHash(''), params: [], series: [] };
  const table = new RunTable();
  const keys = [twice, bare].map((one) => one.key);
  table.addBlock(makeRunBlock([twice, bare]), keys, NOWHERE);
  const losses = table.indexes.metric(table.metrics.get('loss'), 'loss', 'last');
  expect(Array.from(losses.ranks.byRow)).toEqual([0, MISSING_RANK]);
  const rates = table.indexes.text(table.params.get('lr'), 'params.lr');
  expect([rates.textOf(0), rates.textOf(1)]).toEqual(['1', null]);
  expect(table.params.get('lr')?.get(0)).toBe('1');
});
