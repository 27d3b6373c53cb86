import type { Hash, RunKey } from '../../src/domain/ids.ts';
import type { SeriesLine, SeriesQuery, SeriesResult } from '../../src/rpc/query-api.ts';
import { lowerBound, upperBound } from './ascending.ts';
import { type PreparedSeries, placeOf } from './prepared-series.ts';
import { reduceToBuckets } from './series-buckets.ts';
import { SeriesCache, type SeriesSource } from './series-cache.ts';
import { makeSeriesCsv } from './series-csv.ts';
import { collectMarks } from './series-marks.ts';
import { joinPoints } from './series-points.ts';

/** One line of a query, cut to the range: points `from` up to but not including `to` lie within it. */
export interface Stretch {
  readonly run: RunKey;
  readonly series: PreparedSeries;
  readonly from: number;
  readonly to: number;
}

/** What both ways of drawing share: `[x, columns of y, breaks of each line]`. */
export interface Drawn {
  readonly x: Float64Array;
  readonly lines: readonly { readonly y: Float64Array; readonly breaks: Uint32Array }[];
}

export interface SeriesReader {
  series(query: SeriesQuery): Promise<SeriesResult>;
  seriesCsv(query: SeriesQuery): Promise<Blob>;
  /** Forgets everything: another workspace was opened. */
  clear(): void;
}

const MAX_WIDTH_PX = 16_384;

export function makeSeriesReader(source: SeriesSource, budgetBytes?: number): SeriesReader {
  const cache = new SeriesCache(source, budgetBytes);
  return {
    series: async (query) => answerSeries(query, await loadLines(cache, source, query)),
    seriesCsv: async (query) => makeSeriesCsv(query, (run) => cache.loadColumns(run, query.metric), source),
    clear: () => cache.clear(),
  };
}

/** The buffers of a result that can be handed over instead of copied. */
export function seriesTransferables(result: SeriesResult): ArrayBuffer[] {
  const columns = [result.x, ...result.lines.flatMap((line) => [line.y, line.breaks])];
  return columns.map((column) => column.buffer as ArrayBuffer);
}

interface LoadedLine {
  readonly run: RunKey;
  readonly series: PreparedSeries;
  readonly backwardSteps: number;
  readonly missing: readonly Hash[];
}

async function loadLines(
  cache: SeriesCache,
  source: SeriesSource,
  query: SeriesQuery,
): Promise<readonly LoadedLine[]> {
  const lines = await Promise.all(
    query.runs.map(async (run): Promise<LoadedLine | null> => {
      const series = await cache.loadPrepared(run, query.metric, query.axis);
      if (!series) return null;
      const backwardSteps = (await source.loadSummary(run, query.metric))?.backwardSteps ?? 0;
      return { run, series, backwardSteps, missing: await cache.loadMissing(run, query.metric) };
    }),
  );
  return lines.filter((line) => line !== null);
}

function answerSeries(query: SeriesQuery, loaded: readonly LoadedLine[]): SeriesResult {
  const widthPx = Math.min(MAX_WIDTH_PX, Math.max(1, Math.floor(query.widthPx) || 1));
  const extent = extentOf(loaded.map((line) => line.series));
  const [from, to] = query.range ?? extent ?? [0, 0];
  const stretches = loaded.map(({ run, series }) => toStretch(run, series, from, to));
  // Two entries a pixel is what the reduced answer has: below that, leaving points out would save nothing.
  const isFew = stretches.every((stretch) => stretch.to - stretch.from <= widthPx * 2);
  const points = isFew && joinPoints(stretches);
  const drawn = points || reduceToBuckets(stretches, from, to, widthPx);
  const lines = stretches.map((stretch, i): SeriesLine => {
    const marks = collectMarks(stretch, from, to, widthPx);
    return {
      run: stretch.run,
      y: drawn.lines[i]!.y,
      breaks: drawn.lines[i]!.breaks,
      marks: marks.marks,
      pointsInRange: stretch.to - stretch.from,
      nonFiniteInRange: marks.count,
      unplaced: stretch.series.unplaced,
    };
  });
  const backwardSteps = loaded.reduce((sum, line) => sum + line.backwardSteps, 0);
  const missingPacks = [...new Set(loaded.flatMap((line) => line.missing))];
  return { x: drawn.x, lines, reduced: !points, extent, backwardSteps, missingPacks };
}

function toStretch(run: RunKey, series: PreparedSeries, from: number, to: number): Stretch {
  const { keys, origin } = series;
  const start = lowerBound(keys, origin, from, 0, keys.length);
  return { run, series, from: start, to: upperBound(keys, origin, to, start, keys.length) };
}

function extentOf(all: readonly PreparedSeries[]): readonly [number, number] | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const series of all) {
    if (series.keys.length === 0) continue;
    from = Math.min(from, placeOf(series, 0));
    to = Math.max(to, placeOf(series, series.keys.length - 1));
  }
  return from <= to ? [from, to] : null;
}
