import { expect, it } from 'vitest';
import { toHash } from '../../src/domain/ids.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { listMetrics } from '../../workers/query/metrics-of.ts';
import { RunTable } from '../../workers/query/run-table.ts';
import { runRecord } from '../support/made-run.ts';

/** A run with so many points of each metric. */
function madeRun(id: string, counts: Readonly<Record<string, number>>): StoredRun {
  const series = Object.entries(counts).map(([key, count]) => {
    const steps = Float64Array.from({ length: count }, (_, i) => i);
    return { ...summariseSeries(key, { steps, timesMs: steps, values: steps }), parts: [] };
  });
  return { ...runRecord({ id, loss: '' }), content: toHash('0'.repeat(64)), series };
}

function tableOf(runs: readonly StoredRun[], trims = true): RunTable {
  const table = new RunTable();
  for (const run of runs) table.add(run, [], { models: '', datasets: [] });
  if (trims) table.trim();
  return table;
}

it('lists every metric of the runs, with how many have it and the most points', () => {
  const runs = [
    madeRun('a1', { loss: 10, acc: 3 }),
    madeRun('a2', { loss: 25 }),
    madeRun('a3', { loss: 7, zeta: 2 }),
  ];
  for (const trims of [true, false]) {
    const table = tableOf(runs, trims);
    expect(listMetrics(table, [0, 1])).toEqual([
      { key: 'acc', runs: 1, mostPoints: 3, last: 2 },
      { key: 'loss', runs: 2, mostPoints: 25, last: Number.NaN },
    ]);
    expect(listMetrics(table, [2, 2])).toEqual([
      { key: 'loss', runs: 1, mostPoints: 7, last: 6 },
      { key: 'zeta', runs: 1, mostPoints: 2, last: 1 },
    ]);
    expect(listMetrics(table, [])).toEqual([]);
  }
});

it('knows how many points each run has, however many runs there are and whichever differ', () => {
  const counts = Array.from({ length: 300 }, (_, i) => (i < 20 || i % 7 > 0 ? 5 : i));
  const table = tableOf(counts.map((count, i) => madeRun(`a${i}`, { loss: count })));
  // One row is searched for, many are read along the column: both must find the same.
  for (const [row, count] of counts.entries()) {
    expect(listMetrics(table, [row])[0]!.mostPoints).toBe(count);
  }
  const all = counts.map((_, row) => row);
  expect(listMetrics(table, all)[0]).toMatchObject({ runs: 300, mostPoints: Math.max(...counts) });
});

it('names the metric that a metric is drawn against, where the runs agree', () => {
  const withAxis = (id: string, x: string) => ({
    ...madeRun(id, { 'val/acc': 2 }),
    tags: [['cairn.x.val/acc', x]] as const,
  });
  const table = tableOf([
    withAxis('a1', 'epoch'),
    withAxis('a2', 'epoch'),
    withAxis('a3', 'x'),
    madeRun('a4', { 'val/acc': 1 }),
  ]);
  expect(listMetrics(table, [0, 1, 3])[0]).toMatchObject({ key: 'val/acc', runs: 3, x: 'epoch' });
  expect(listMetrics(table, [0, 2])[0]).not.toHaveProperty('x');
  expect(table.tags.size).toBe(0);
});
