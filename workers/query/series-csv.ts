import type { RunKey } from '../../src/domain/ids.ts';
import type { SeriesQuery } from '../../src/rpc/query-api.ts';
import { aggregateRuns } from './aggregate.ts';
import { Breather } from './breather.ts';
import { CsvRows, csvText, numberText, valueText } from './csv-rows.ts';
import { cutToRange } from './curve.ts';
import { interpolate, shareKeys } from './group-grid.ts';
import { loadLines } from './load-lines.ts';
import { type PreparedSeries, placeOf } from './prepared-series.ts';
import { metricOfAxis } from './series-axis.ts';
import type { SeriesCache, SeriesSource, TermPoints } from './series-cache.ts';
import { takeUnion } from './series-points.ts';
import { readTerms, type SeriesTerm } from './series-terms.ts';

const HEAD = ['run_id', 'run_name', 'metric', 'step', 'value', 'timestamp'];
const UNSMOOTHED = { kind: 'ema', amount: 0 } as const;

/** Every point in the query's range as rows of run, its name, metric, step, value and time, in the order of logging. */
export async function makeSeriesCsv(
  query: SeriesQuery,
  cache: SeriesCache,
  source: SeriesSource,
): Promise<Blob> {
  const breather = new Breather();
  const axisName = query.axis === 'epoch' ? 'epoch' : metricOfAxis(query.axis);
  const rows = new CsvRows(axisName === null ? HEAD : [...HEAD, axisName]);
  const { terms } = readTerms(query.ys, { has: (key) => source.isMetric(key) });
  for (const run of query.runs) {
    for (const term of terms) {
      const points = await cache.loadPoints(run, term);
      if (points === null) continue;
      const places = await placesOf(cache, query, run, term, points);
      const names = [run, source.runName(run), term.text].map(csvText);
      addPoints(rows, names, points, places, query.range, axisName !== null);
      await breather.breathe();
    }
  }
  return rows.finish();
}

/** The x of each point, NaN where it has none. */
async function placesOf(
  cache: SeriesCache,
  { axis }: SeriesQuery,
  run: RunKey,
  term: SeriesTerm,
  points: TermPoints,
): Promise<(at: number) => number> {
  const metrics = await cache.axisMetrics(run, term, axis);
  const { places, originOf } = await cache.place(run, points, axis, metrics);
  const origin = originOf ? originOf(leastFinite(places)) : 0;
  return (at) => places[at]! - origin;
}

function addPoints(
  rows: CsvRows,
  names: readonly string[],
  { columns: { steps, timesMs, values } }: TermPoints,
  placeAt: (at: number) => number,
  range: SeriesQuery['range'],
  withPlace: boolean,
): void {
  for (let at = 0; at < values.length; at++) {
    const place = placeAt(at);
    // Without a range every point is there, placed or not.
    if (range !== null && !(place >= range[0] && place <= range[1])) continue;
    const cells = [...names, numberText(steps[at]!), valueText(values[at]!), numberText(timesMs[at]!)];
    rows.add(withPlace ? [...cells, numberText(place)] : cells);
  }
}

function leastFinite(keys: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (const key of keys) if (Number.isFinite(key) && key < least) least = key;
  return least;
}

/** Places that are aggregated at once. */
const PLACES_AT_ONCE = 4096;

/**
 * A row for each group, metric and x that any of its runs has in range: as `makeGroupCurve` draws them where they are few,
 * never pixel by pixel.
 */
export async function makeGroupCsv(
  query: SeriesQuery,
  cache: SeriesCache,
  source: SeriesSource,
): Promise<Blob> {
  const breather = new Breather();
  const rows = new CsvRows(['group', 'metric', 'x', query.centre, 'low', 'high', 'n']);
  const { terms } = readTerms(query.ys, { has: (key) => source.isMetric(key) });
  const lines = await loadLines(cache, source, { ...query, smoothing: UNSMOOTHED }, terms, breather);
  for (const line of lines) {
    const names = [csvText(line.of), csvText(query.ys[line.term]!)];
    const members = line.members.map((member) => member.series);
    for (const { x, columns } of gridPieces(members, query.range)) {
      const values = columns.map((column) => ({ values: column, least: null, greatest: null }));
      const { centre, low, high, runs } = aggregateRuns(values, query.centre, query.band);
      for (let at = 0; at < x.length; at++) {
        const band = [low, high].map((end) => (end ? numberText(end[at]!) : ''));
        rows.add([...names, String(x[at]!), numberText(centre[at]!), ...band, String(runs[at]!)]);
      }
      await breather.breathe();
    }
  }
  return rows.finish();
}

interface GridPiece {
  readonly x: Float64Array;
  /** One for each run. */
  readonly columns: readonly Float64Array[];
}

function* gridPieces(members: readonly PreparedSeries[], range: SeriesQuery['range']): Generator<GridPiece> {
  const heads = members.map(({ keys, origin }) => ({
    keys,
    origin,
    ...(range ? cutToRange({ keys, origin }, ...range) : { from: 0, to: keys.length }),
  }));
  if (shareKeys(members)) {
    const { from, to } = heads[0]!;
    for (let start = from; start < to; start += PLACES_AT_ONCE) {
      const end = Math.min(to, start + PLACES_AT_ONCE);
      const x = Float64Array.from({ length: end - start }, (_, i) => placeOf(members[0]!, start + i));
      yield { x, columns: members.map(({ y }) => y.subarray(start, end)) };
    }
    return;
  }
  let last = Number.NaN;
  // What is left of the heads is the union still to come.
  while (heads.some((head) => head.from < head.to)) {
    const union = takeUnion(heads, PLACES_AT_ONCE);
    // Equal places may be divided between two pieces.
    const x = union.filter((place, i) => place !== (i === 0 ? last : union[i - 1]));
    last = union[union.length - 1]!;
    yield { x, columns: members.map((series) => interpolate(series, series, x)) };
  }
}
