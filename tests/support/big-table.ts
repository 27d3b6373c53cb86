import { toExperimentKey, toHash, toRunKey } from '../../src/domain/ids.ts';
import type { Pair, StoredRun, StoredSeries } from '../../src/domain/run.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { RunTable } from '../../workers/query/run-table.ts';
import { runRecord } from './made-run.ts';

const METRICS = 25;
const PARAMS = 25;
const TAGS = 10;
const SHAPES = 997;
const SPAN_S = 1_000_003;
const STEPS = Float64Array.from({ length: 10 }, (_, step) => step);
const WORDS = ['amber', 'brisk', 'calm', 'dusky', 'eager', 'fond', 'grand', 'hazy', 'icy', 'jolly'];

/** A search with 60 values a run: 25 metrics of ten points, 25 parameters, 10 tags, in no order. */
export function makeBigTable(runs: number): RunTable {
  const table = new RunTable();
  const shapes = Array.from({ length: SHAPES }, (_, shape) => makeSeries(shape));
  for (let i = 0; i < runs; i++) {
    const { series, ...run } = bigRun(i, shapes);
    // Texts as a record has them: those that are put together here are in pieces until somebody reads them.
    const read: Omit<StoredRun, 'series'> = JSON.parse(JSON.stringify(run));
    table.add({ ...read, series }, [], { models: '', datasets: [] });
  }
  table.trim();
  return table;
}

function bigRun(i: number, shapes: readonly (readonly StoredSeries[])[]): StoredRun {
  const key = toRunKey(hexOf(i) + hexOf(i + 7) + hexOf(i + 77) + hexOf(i + 777));
  const first = WORDS[i % WORDS.length]!;
  const second = WORDS[(i * 7) % 9]!;
  return {
    ...runRecord({ id: key, loss: '' }),
    key,
    name: `${first}-${second}-${i}`,
    experiment: toExperimentKey(`experiment-${i % 5}`),
    startMs: 1_700_000_000_000 + ((i * 7919) % SPAN_S) * 1000,
    endMs: 1_700_000_000_000 + ((i * 7919) % SPAN_S) * 1000 + (i % 9000),
    user: `user-${i % 20}`,
    params: makeParams(i),
    tags: makeTags(i),
    series: shapes[i % SHAPES]!,
    content: toHash(''),
  };
}

function hexOf(i: number): string {
  return (Math.imul(i + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
}

function makeSeries(shape: number): readonly StoredSeries[] {
  return Array.from({ length: METRICS }, (_, metric) => {
    const values = STEPS.map((step) => Math.sin(shape * 97 + step * (metric + 1)));
    const key = metric % 2 === 0 ? `loss_${metric}` : `acc_${metric}`;
    return { ...summariseSeries(key, { steps: STEPS, timesMs: STEPS, values }), parts: [] };
  });
}

function makeParams(i: number): readonly Pair[] {
  const params: Pair[] = [
    ['group10', String(i % 10)],
    ['group1000', `family-${(i * 31) % 1000}`],
    ['lr', String(((i * 7919) % 100_003) / 1e6)],
    ['seed', String(i)],
  ];
  for (let p = params.length; p < PARAMS; p++)
    params.push([`param_${p}`, p % 2 === 0 ? String((i * p) % 50) : WORDS[(i * p) % WORDS.length]!]);
  return params.sort(([a], [b]) => (a < b ? -1 : 1));
}

function makeTags(i: number): readonly Pair[] {
  return Array.from({ length: TAGS }, (_, tag) => [
    `tag_${tag}`,
    `${WORDS[(i + tag) % 10]!} ${i % (tag + 2)}`,
  ]);
}
