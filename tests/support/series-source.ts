import type { PointColumns } from '../../src/base/columns.ts';
import { type RunKey, toRunKey } from '../../src/domain/ids.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import type { SeriesQuery, SeriesResult } from '../../src/rpc/query-api.ts';
import { makeSeriesReader, type SeriesReader } from '../../workers/query/series.ts';
import type { SeriesSource } from '../../workers/query/series-cache.ts';
import { PLAIN_SERIES } from './questions.ts';

/** A step, or a step and a time, and a value. */
export type MadePoint = readonly [step: number, value: number] | readonly [number, number, timeMs: number];
export type MadeMetrics = Readonly<Record<string, readonly MadePoint[] | PointColumns>>;

export const runKey = (index: number): RunKey => toRunKey(`run${index}`);

/** Runs `run0`, `run1` … with these metrics. Where no time is said it is a second a step. */
export function makeSeriesSource(
  runs: readonly MadeMetrics[],
  startMs: number | null = null,
): SeriesSource & { readonly loads: string[] } {
  const series = new Map<string, PointColumns>();
  const fingerprints = new Map<string, ReturnType<typeof summariseSeries>>();
  runs.forEach((metrics, i) => {
    for (const [key, points] of Object.entries(metrics)) {
      const columns = 'steps' in points ? points : toColumns(points);
      series.set(`${runKey(i)} ${key}`, columns);
      fingerprints.set(`${runKey(i)} ${key}`, summariseSeries(key, columns));
    }
  });
  const loads: string[] = [];
  return {
    loads,
    isMetric: (metric) => runs.some((metrics) => metric in metrics),
    loadMetrics: async (run) => Object.keys(runs[Number(run.slice(3))] ?? {}),
    loadSummary: async (run, metric) => fingerprints.get(`${run} ${metric}`) ?? null,
    load: async (run, metric) => {
      loads.push(`${run} ${metric}`);
      return { columns: series.get(`${run} ${metric}`)!, missing: [] };
    },
    startMs: () => startMs,
    runName: (run) => `name of ${run}`,
  };
}

function toColumns(points: readonly MadePoint[]): PointColumns {
  return {
    steps: Float64Array.from(points, ([step]) => step),
    timesMs: Float64Array.from(points, ([step, , timeMs]) => timeMs ?? step * 1000),
    values: Float64Array.from(points, ([, value]) => value),
  };
}

export function askSeries(
  runs: readonly MadeMetrics[],
  query: Partial<SeriesQuery>,
  reader: SeriesReader = makeSeriesReader(makeSeriesSource(runs)),
): Promise<SeriesResult> {
  return reader.series(toQuery(runs, query));
}

export function toQuery(runs: readonly MadeMetrics[], query: Partial<SeriesQuery>): SeriesQuery {
  return {
    ...PLAIN_SERIES,
    runs: runs.map((_, i) => runKey(i)),
    ys: ['loss'],
    range: null,
    widthPx: 100,
    ...query,
  };
}
