import type { RunKey } from '../../src/domain/ids.ts';
import type { SeriesQuery } from '../../src/rpc/query-api.ts';
import { type Breather, mapFew } from './breather.ts';
import type { Channel, PreparedSeries } from './prepared-series.ts';
import type { SeriesCache, SeriesSource } from './series-cache.ts';
import type { SeriesTerm } from './series-terms.ts';
import { isSmoothed } from './smoothing.ts';

/** What one line is drawn from: a run's series, or those of a group's runs that have one. */
export interface LoadedLine {
  readonly of: string;
  readonly term: number;
  readonly isGroup: boolean;
  readonly members: readonly LoadedSeries[];
  readonly backwardSteps: number;
}

export interface LoadedSeries {
  readonly series: PreparedSeries;
  readonly smoothed: Channel | null;
}

/** Reading more at once takes memory and is no faster. */
const AT_ONCE = 4;

/** The lines of a query, run by run and within each term by term; those with no series are left out. */
export async function loadLines(
  cache: SeriesCache,
  source: SeriesSource,
  query: SeriesQuery,
  terms: readonly SeriesTerm[],
  breather: Breather,
): Promise<readonly LoadedLine[]> {
  const owners = query.groups ?? query.runs.map((run) => ({ id: run, runs: [run] }));
  const wanted = owners.flatMap(({ id, runs }) => terms.map((term) => ({ id, runs, term })));
  const jobs = wanted.flatMap(({ runs, term }) => runs.map((run) => ({ run, term })));
  const loaded = await mapFew(jobs, AT_ONCE, async ({ run, term }) => {
    const one = await loadOne(cache, query, run, term);
    await breather.breathe();
    return one && { ...one, backwardSteps: await countBackwardSteps(source, run, term) };
  });
  let at = 0;
  const lines = wanted.map(({ id, runs, term }): LoadedLine => {
    const members = loaded.slice(at, at + runs.length).filter((one) => one !== null);
    at += runs.length;
    const backwardSteps = members.reduce((sum, member) => sum + member.backwardSteps, 0);
    return { of: id, term: term.index, isGroup: query.groups !== null, members, backwardSteps };
  });
  return lines.filter((line) => line.members.length > 0);
}

async function loadOne(
  cache: SeriesCache,
  query: SeriesQuery,
  run: RunKey,
  term: SeriesTerm,
): Promise<LoadedSeries | null> {
  const series = await cache.loadPrepared(run, term, query.axis);
  if (series === null) return null;
  const smoothed = isSmoothed(query.smoothing) ? await cache.loadSmoothed(series, query.smoothing) : null;
  return { series, smoothed };
}

async function countBackwardSteps(source: SeriesSource, run: RunKey, term: SeriesTerm): Promise<number> {
  let count = 0;
  for (const metric of term.metrics) count += (await source.loadSummary(run, metric))?.backwardSteps ?? 0;
  return count;
}
