import type { Hash } from '../../src/domain/ids.ts';
import type { SeriesLine, SeriesQuery, SeriesResult } from '../../src/rpc/query-api.ts';
import { Breather } from './breather.ts';
import { makeSpacing, type Spacing } from './bucket-spacing.ts';
import { type Curve, cutToRange, type DrawnLine, type Stretch } from './curve.ts';
import { makeGroupCurve } from './group-curve.ts';
import { innerRange } from './inner-range.ts';
import { type LoadedLine, loadLines } from './load-lines.ts';
import { type PreparedSeries, placeOf } from './prepared-series.ts';
import { reduceToBuckets } from './series-buckets.ts';
import { SeriesCache, type SeriesSource } from './series-cache.ts';
import { makeGroupCsv, makeSeriesCsv } from './series-csv.ts';
import { gatherFacts } from './series-marks.ts';
import { joinPoints } from './series-points.ts';
import { readTerms } from './series-terms.ts';

export interface SeriesReader {
  series(query: SeriesQuery): Promise<SeriesResult>;
  seriesCsv(query: SeriesQuery): Promise<Blob>;
  /** Forgets everything: another workspace was opened. */
  clear(): void;
  /** What is held between questions. */
  readonly sizeBytes: number;
}

const MAX_WIDTH_PX = 16_384;

export function makeSeriesReader(source: SeriesSource, budgetBytes?: number): SeriesReader {
  const cache = new SeriesCache(source, budgetBytes);
  return {
    series: (query) => answerSeries(cache, source, query),
    seriesCsv: (query) =>
      query.groups === null ? makeSeriesCsv(query, cache, source) : makeGroupCsv(query, cache, source),
    clear: () => cache.clear(),
    get sizeBytes() {
      return cache.sizeBytes;
    },
  };
}

/** The buffers of a result that can be handed over instead of copied. */
export function seriesTransferables(result: SeriesResult): ArrayBuffer[] {
  const columns = result.lines.flatMap(({ y, raw, low, high, runs, breaks }) => [
    y,
    raw,
    low,
    high,
    runs,
    breaks,
  ]);
  const there = [result.x, ...columns].filter((column) => column !== null && column !== undefined);
  return there.map((column) => column.buffer as ArrayBuffer);
}

async function answerSeries(
  cache: SeriesCache,
  source: SeriesSource,
  query: SeriesQuery,
): Promise<SeriesResult> {
  const breather = new Breather();
  const widthPx = Math.min(MAX_WIDTH_PX, Math.max(1, Math.floor(query.widthPx) || 1));
  const known = { has: (key: string) => source.isMetric(key) };
  const { terms, mistakes } = readTerms(query.ys, known);
  const loaded = await loadLines(cache, source, query, terms, breather);
  const members = loaded.flatMap((line) => line.members);
  const extent = extentOf(members.map((member) => member.series));
  const range = query.range ?? extent ?? [0, 0];
  const view: View = {
    query,
    range,
    widthPx,
    spacing: makeSpacing(
      ...range,
      query.logX,
      members.map((member) => member.series),
    ),
  };
  const curves: Curve[] = [];
  for (const line of loaded) {
    curves.push(await makeCurve(cache, line, view));
    await breather.breathe();
  }
  // Two entries a pixel is what the reduced answer has: below that, leaving points out would save nothing.
  const isFew = curves.every((curve) => curve.to - curve.from <= widthPx * 2);
  const points = isFew ? joinPoints(curves) : null;
  const drawn = points ?? reduceToBuckets(curves, view.spacing, widthPx);
  await breather.breathe();
  return {
    x: drawn.x,
    lines: curves.map((curve, i) => toLine(curve, drawn.lines[i]!)),
    reduced: points === null || curves.some((curve) => curve.isFolded),
    extent,
    inner: innerRange(curves),
    mistakes,
    backwardSteps: loaded.reduce((sum, line) => sum + line.backwardSteps, 0),
    missingPacks: [...new Set(members.flatMap((member): readonly Hash[] => member.series.missing))],
  };
}

interface View {
  readonly query: SeriesQuery;
  readonly range: readonly [from: number, to: number];
  readonly widthPx: number;
  readonly spacing: Spacing;
}

async function makeCurve(cache: SeriesCache, line: LoadedLine, view: View): Promise<Curve> {
  const { of, term } = line;
  const stretches = line.members.map(
    ({ series, smoothed }): Stretch => ({ series, smoothed, ...cutToRange(series, ...view.range) }),
  );
  const facts = gatherFacts(stretches, view.spacing, view.widthPx);
  if (line.isGroup) {
    return makeGroupCurve(of, term, stretches, facts, view, (...wanted) => cache.loadGroup(...wanted));
  }
  const [{ series, smoothed, from, to }] = stretches as [Stretch];
  const { keys, origin } = series;
  const bare = { low: null, high: null, runs: null, isFolded: false };
  const shown = smoothed ?? series;
  return { of, term, keys, origin, from, to, shown, raw: smoothed && series, ...bare, facts };
}

function toLine({ of, term, facts }: Curve, drawn: DrawnLine): SeriesLine {
  return { of, term, ...drawn, ...facts };
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
