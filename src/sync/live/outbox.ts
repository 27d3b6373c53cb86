import { PointBuilder } from '../../base/columns.ts';
import type { MetricKey, RunKey } from '../../domain/ids.ts';
import type { LiveNews, LiveRunNews, LiveSeriesNews } from '../../domain/live/live-message.ts';
import type { ExperimentRecord } from '../../domain/records.ts';
import { thinPoints } from './thin-points.ts';

interface PendingSeries {
  news: Omit<LiveSeriesNews, 'points' | 'isThinned'>;
  points: PointBuilder;
}

interface PendingRun {
  news: Omit<LiveRunNews, 'series'>;
  readonly series: Map<MetricKey, PendingSeries>;
}

const MAX_CONSOLE_LINES = 200;
/** A series of which more points wait is thinned at once: nobody knows when the line takes it. */
const MAX_WAITING = 20_000;
const KEPT_WAITING = 5000;

/** What the watchers of this browser have told and the others have not heard yet, put together run by run. */
export class LiveOutbox {
  private readonly watchers = new Map<string, Map<RunKey, PendingRun>>();
  private readonly experiments = new Map<string, ExperimentRecord>();
  /** Series of which points were left out: what follows does not join on until the run is told whole. */
  private readonly thinned = new Map<RunKey, Set<MetricKey>>();

  get isEmpty(): boolean {
    return this.watchers.size === 0;
  }

  add(news: LiveNews): void {
    for (const experiment of news.experiments) this.experiments.set(experiment.key, experiment);
    const runs = this.watchers.get(news.watcher) ?? new Map<RunKey, PendingRun>();
    this.watchers.set(news.watcher, runs);
    for (const one of news.runs) this.addRun(runs, one);
  }

  /** Everything that is pending, with at most about `maxPoints` points each; then nothing is. */
  take(maxPoints: number, atMs: number): readonly LiveNews[] {
    const experiments = [...this.experiments.values()];
    const all = [...this.watchers].map(([watcher, runs]): LiveNews => {
      const told = [...runs.values()].map((run) => this.takeRun(run, quotaOf(runs, maxPoints)));
      return { kind: 'news', watcher, from: '', atMs, experiments, runs: told };
    });
    this.clear();
    return all;
  }

  clear(): void {
    this.watchers.clear();
    this.experiments.clear();
  }

  private addRun(runs: Map<RunKey, PendingRun>, { series, ...news }: LiveRunNews): void {
    const { key } = news.run;
    const known = news.isWhole ? undefined : runs.get(key);
    if (news.isWhole) this.thinned.delete(key);
    const pending: PendingRun = known ?? { news, series: new Map() };
    if (known) {
      const lines = [...known.news.console, ...news.console].slice(-MAX_CONSOLE_LINES);
      known.news = { ...news, isWhole: known.news.isWhole, console: lines };
    } else runs.set(key, pending);
    for (const { points, isThinned, ...one } of series) {
      const before = pending.series.get(one.key);
      const held = before ?? { news: one, points: new PointBuilder() };
      if (before) {
        const { parts, storedCount, from } = before.news;
        before.news = { ...one, parts, storedCount, from };
      } else pending.series.set(one.key, held);
      if (points.values.length > 0) held.points.append(points);
      if (isThinned) this.noteThinned(key, one.key);
      if (held.points.length > MAX_WAITING) {
        const few = thinPoints(held.points.columns(), KEPT_WAITING);
        held.points = new PointBuilder();
        held.points.append(few);
        this.noteThinned(key, one.key);
      }
    }
  }

  private takeRun({ news, series }: PendingRun, quota: number): LiveRunNews {
    const told = [...series.values()].map(({ news: one, points }): LiveSeriesNews => {
      const all = points.columns();
      const few = thinPoints(all, quota);
      if (few.values.length < all.values.length) this.noteThinned(news.run.key, one.key);
      const isThinned = this.thinned.get(news.run.key)?.has(one.key) ?? false;
      return { ...one, points: few, isThinned };
    });
    return { ...news, series: told };
  }

  private noteThinned(run: RunKey, metric: MetricKey): void {
    const metrics = this.thinned.get(run) ?? new Set();
    this.thinned.set(run, metrics.add(metric));
  }
}

/** Points of a series so that all of them are at most `maxPoints`: short series leave their share to the long ones. */
function quotaOf(runs: ReadonlyMap<RunKey, PendingRun>, maxPoints: number): number {
  const lengths = [...runs.values()].flatMap(({ series }) =>
    [...series.values()].map(({ points }) => points.length),
  );
  lengths.sort((a, b) => a - b);
  let left = maxPoints;
  for (const [index, length] of lengths.entries()) {
    const share = Math.floor(left / (lengths.length - index));
    if (length > share) return share;
    left -= length;
  }
  return Number.POSITIVE_INFINITY;
}
