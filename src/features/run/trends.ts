import { type Accessor, createMemo } from 'solid-js';
import { reuse } from '../../base/reuse.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { StoredSeries } from '../../domain/run.ts';
import { FIRST_LINE } from '../../domain/view-state.ts';
import type { SeriesResult } from '../../rpc/query-api.ts';
import { createMovesOf } from '../../state/live-run.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { createPacedLive } from '../../state/paced-live.ts';
import { useQuery } from '../../state/query.ts';

/** So many at the head of the table; below, the charts tell more. */
const MOST_TRENDS = 40;
/** Points that may be read for them: a page opens at once, whatever the run logged. */
const MOST_POINTS = 400_000;
const MOVED_MS = 2000;

export const TREND = { width: 96, height: 20 } as const;

/** The course of each metric as the path of an SVG of that size, for those at the head of the table. */
export function createTrends(
  run: Accessor<RunKey>,
  series: Accessor<readonly StoredSeries[]>,
): Accessor<ReadonlyMap<string, string>> {
  const { api, version } = useQuery();
  const moved = createPacedLive(
    MOVED_MS,
    undefined,
    createMovesOf(() => [run()]),
  );
  const keys = createMemo((before: readonly string[]) => reuse(before, keysToDraw(series())), []);
  const answer = createNewestAnswer(
    () => {
      const asked = keys();
      return version() > 0 && asked.length > 0 ? { run: run(), keys: asked, moved: moved() } : undefined;
    },
    async (asked) => {
      const result = await api.series({
        runs: [asked.run],
        groups: null,
        centre: 'mean',
        band: 'none',
        ys: asked.keys,
        axis: 'step',
        logX: false,
        smoothing: FIRST_LINE.smoothing,
        range: null,
        widthPx: TREND.width,
      });
      return new Map(result.lines.map((line) => [asked.keys[line.term] ?? '', trendPath(result, line.y)]));
    },
  );
  return () => answer() ?? NO_TRENDS;
}

const NO_TRENDS: ReadonlyMap<string, string> = new Map();

/** An expression begins with '=': a metric of such a name would be read as one. */
function keysToDraw(series: readonly StoredSeries[]): readonly string[] {
  const keys: string[] = [];
  let points = 0;
  for (const { key, count } of series) {
    if (count < 2 || key.startsWith('=')) continue;
    points += count;
    if (points > MOST_POINTS || keys.length === MOST_TRENDS) break;
    keys.push(key);
  }
  return keys;
}

/** A line over the whole width, from its least to its greatest value; '' where there are no two points. */
export function trendPath({ x }: Pick<SeriesResult, 'x'>, y: Float64Array): string {
  let [first, last, min, max, count] = [Number.NaN, Number.NaN, Infinity, -Infinity, 0];
  for (let i = 0; i < y.length; i++) {
    if (Number.isNaN(y[i]!)) continue;
    if (count === 0) first = x[i]!;
    last = x[i]!;
    min = Math.min(min, y[i]!);
    max = Math.max(max, y[i]!);
    count += 1;
  }
  if (count < 2 || !(last > first)) return '';
  const [across, up] = [(TREND.width - 2) / (last - first), max > min ? (TREND.height - 4) / (max - min) : 0];
  let path = '';
  for (let i = 0; i < y.length; i++) {
    if (Number.isNaN(y[i]!)) continue;
    const left = 1 + (x[i]! - first) * across;
    const top = up === 0 ? TREND.height / 2 : 2 + (max - y[i]!) * up;
    path += `${path === '' ? 'M' : 'L'}${left.toFixed(1)} ${top.toFixed(1)}`;
  }
  return path;
}
