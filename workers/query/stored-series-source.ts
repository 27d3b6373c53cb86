import type { PointColumns } from '../../src/base/columns.ts';
import type { MetricKey, RunKey } from '../../src/domain/ids.ts';
import type { StoredRun, StoredSeries } from '../../src/domain/run.ts';
import type { EditedTable } from './edited-table.ts';
import type { FactReader } from './fact-reader.ts';
import { lineageOf } from './live/live-series.ts';
import type { PackShelf } from './pack-shelf.ts';
import type { SeriesSource } from './series-cache.ts';

const NO_POINTS: PointColumns = {
  steps: new Float64Array(),
  timesMs: new Float64Array(),
  values: new Float64Array(),
};

const NO_SERIES: ReadonlyMap<MetricKey, StoredSeries> = new Map();

/** What a session has open at the moment. */
export interface OpenRuns {
  readonly table: () => EditedTable;
  readonly facts: () => FactReader | null;
  /** The same object for as long as nothing about the run is another. */
  readonly record: (run: RunKey) => Promise<StoredRun | null>;
  readonly packs: PackShelf;
}

/** The points of the workspace that is open. */
export function makeSeriesSource({ table, facts, record, packs }: OpenRuns): SeriesSource {
  const known = new WeakMap<StoredRun, ReadonlyMap<MetricKey, StoredSeries>>();
  const rowOf = (run: RunKey) => table().facts.rowOf(run);
  const seriesOf = async (key: RunKey): Promise<ReadonlyMap<MetricKey, StoredSeries>> => {
    const run = await record(key);
    if (run === null) return NO_SERIES;
    let series = known.get(run);
    if (!series) {
      series = new Map(run.series.map((one) => [one.key, one]));
      known.set(run, series);
    }
    return series;
  };
  return {
    isMetric: (metric) => table().facts.metrics.has(metric),
    loadMetrics: async (run) => [...(await seriesOf(run)).keys()],
    loadSummary: async (run, metric) => (await seriesOf(run)).get(metric) ?? null,
    load: async (key, metric) => {
      const run = await record(key);
      const reader = facts();
      if (!run || !reader) return { columns: NO_POINTS, missing: [] };
      const parts = (await seriesOf(key)).get(metric)?.parts ?? [];
      return reader.points(run, metric, packs.loaderFor(parts));
    },
    growthOf: (key, metric, identity) => {
      const series = identity as StoredSeries;
      const lineage = lineageOf(series);
      const reader = facts();
      if (!lineage || !reader || reader.isDivided(key, metric)) return null;
      const load = packs.loaderFor(series.parts);
      return { lineage, loadFrom: (place) => reader.pointsFrom(series, place, load) };
    },
    startMs: (run) => {
      const row = rowOf(run);
      const startMs = row === undefined ? Number.NaN : table().facts.starts[row]!;
      return Number.isNaN(startMs) ? null : startMs;
    },
    runName: (run) => {
      const row = rowOf(run);
      return row === undefined ? '' : table().name(row);
    },
  };
}
