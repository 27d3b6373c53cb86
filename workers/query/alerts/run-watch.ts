import type { Alert } from '../../../src/domain/alerts/alert.ts';
import { pointEpisode } from '../../../src/domain/alerts/alert-id.ts';
import {
  BetterWatcher,
  isPointCondition,
  makePointWatcher,
  type PointCondition,
  type PointWatcher,
} from '../../../src/domain/alerts/point-watcher.ts';
import type { MetricKey } from '../../../src/domain/ids.ts';
import type { SeriesSummary } from '../../../src/domain/run.ts';
import type { EditedTable } from '../edited-table.ts';
import { aboutRun } from './about-run.ts';
import { bestAtEnd, endedAlerts } from './end-alerts.ts';
import type { ReadyRule } from './ready-rule.ts';
import { lastMomentMs, type RunLook } from './run-look.ts';
import type { Better, RunOrder } from './run-order.ts';
import { findSilences, silentNow } from './silences.ts';

/** Points that are looked at between two pauses. */
const POINTS_AT_ONCE = 65_536;
/** Of one series: what goes to and fro over a bound is not told over and over. */
const MOST_OF_SERIES = 20;

/** What a rule needs besides the run. */
export interface WatchGround {
  readonly table: EditedTable;
  readonly order: RunOrder;
  readonly nowMs: number;
  /** The rule is tried against the past: silences of stored runs are looked for in their points. */
  readonly isTrial: boolean;
  readonly pause: () => Promise<void>;
}

interface WatchedSeries {
  readonly watcher: PointWatcher;
  fed: number;
  /** How often something came about that is news. */
  told: number;
}

/**
 * One rule on one run. Looked at again it goes on where it stopped; a stored run is looked at once. Everything that came
 * about is given, whether it is news or history: that is for whoever asks, by `atMs`.
 */
export class RunWatch {
  private readonly series = new Map<MetricKey, WatchedSeries>();
  private looks = 0;
  private didMatch = false;

  async advance(ready: ReadyRule, look: RunLook, ground: WatchGround): Promise<readonly Alert[]> {
    const { condition } = ready.rule;
    const { order, table } = ground;
    this.looks += 1;
    if (isPointCondition(condition)) return this.advancePoints(condition, ready, look, ground);
    switch (condition.kind) {
      case 'matches':
        return this.advanceMatch(ready, look, ground);
      case 'ended':
        return endedAlerts(condition.how, ready, look);
      case 'best': {
        const better = condition.direction === 'lower' ? 'min' : 'max';
        return condition.when === 'ended'
          ? bestAtEnd(better, ready, look, ground)
          : this.advanceBest(better, ready, look, ground);
      }
      case 'dataset-changed':
        return order
          .changesOf(look.record.key)
          .filter(({ name }) => condition.dataset === '' || condition.dataset === name)
          .map(({ name }) => ({
            ...aboutRun(ready, look, '', name),
            about: name,
            atMs: table.facts.starts[look.row]! || look.cameMs,
          }));
      case 'silent':
        if (look.lastSignMs === null && !ground.isTrial) return [];
        return look.lastSignMs === null
          ? findSilences(condition.minutes, ready, look, ground)
          : silentNow(condition.minutes, ready, look, look.lastSignMs, ground.nowMs);
      default:
        return [];
    }
  }

  private async advancePoints(
    condition: PointCondition,
    ready: ReadyRule,
    look: RunLook,
    ground: WatchGround,
  ): Promise<readonly Alert[]> {
    const found: Alert[] = [];
    for (const summary of look.series) {
      if (!ready.isMetric(summary.key)) continue;
      const known = this.known(summary);
      // Where nothing was fed yet, the summary may tell that there is nothing to be found.
      if (!known && !canTell(condition, summary)) continue;
      const watched = known ?? { watcher: makePointWatcher(condition), fed: 0, told: 0 };
      this.series.set(summary.key, watched);
      found.push(...(await this.feed(watched, summary, ready, look, ground)));
    }
    return found;
  }

  /** A series that has fewer points than before was begun anew. */
  private known({ key, count }: SeriesSummary): WatchedSeries | null {
    const known = this.series.get(key);
    return known && known.fed <= count ? known : null;
  }

  private async feed(
    watched: WatchedSeries,
    { key, count }: SeriesSummary,
    ready: ReadyRule,
    look: RunLook,
    ground: WatchGround,
    episode?: string,
  ): Promise<readonly Alert[]> {
    if (watched.fed >= count) return [];
    const points = await look.points(key, watched.fed);
    if (!points) return [];
    const hits: { at: number; value: number; against: number | null }[] = [];
    const end = points.values.length;
    for (let from = 0; from < end; from += POINTS_AT_ONCE) {
      const to = Math.min(end, from + POINTS_AT_ONCE);
      watched.watcher.feed(points, from, to, (at, value, against) => hits.push({ at, value, against }));
      await ground.pause();
    }
    const first = watched.fed;
    watched.fed += end;
    const found: Alert[] = [];
    for (const { at, value, against } of hits) {
      if (watched.told === MOST_OF_SERIES) break;
      const step = points.steps[at]!;
      const place = first + at;
      const timeMs = points.timesMs[at]!;
      const atMs = Number.isNaN(timeMs) ? await look.pointCameMs(key, place) : timeMs;
      if (atMs >= ready.rule.sinceMs) watched.told += 1;
      found.push({
        ...aboutRun(ready, look, key, episode ?? pointEpisode(step, place)),
        step: Number.isFinite(step) ? step : null,
        value,
        against,
        atMs,
      });
    }
    return found;
  }

  private async advanceBest(
    better: Better,
    ready: ReadyRule,
    look: RunLook,
    ground: WatchGround,
  ): Promise<readonly Alert[]> {
    const { order, table } = ground;
    const sign = better === 'max' ? 1 : -1;
    const found: Alert[] = [];
    for (const summary of look.series) {
      if (!ready.isMetric(summary.key)) continue;
      const bound = order.bestBefore(table, look.row, summary.key, better);
      if (bound === null || !(sign * summary[better] > sign * bound)) continue;
      const known = this.known(summary);
      const watcher = known?.watcher instanceof BetterWatcher ? known.watcher : new BetterWatcher(sign);
      if (watcher.isDone) continue;
      const watched = known ?? { watcher, fed: 0, told: 0 };
      watcher.bound = bound;
      this.series.set(summary.key, watched);
      found.push(...(await this.feed(watched, summary, ready, look, ground, '')));
    }
    return found;
  }

  private advanceMatch(ready: ReadyRule, look: RunLook, { nowMs }: WatchGround): readonly Alert[] {
    if (this.didMatch || !ready.matches(look.row)) return [];
    this.didMatch = true;
    const alert = aboutRun(ready, look, '', '');
    if (look.lastSignMs === null) return [{ ...alert, atMs: lastMomentMs(look) ?? look.cameMs }];
    if (this.looks > 1) return [{ ...alert, atMs: nowMs }];
    // When it began to match nobody knows: with a run that was under way before the rule, it may have been before.
    const began = look.record.startMs ?? Number.POSITIVE_INFINITY;
    return [{ ...alert, atMs: Math.min(look.cameMs, began < ready.rule.sinceMs ? began : nowMs) }];
  }
}

function canTell(condition: PointCondition, summary: SeriesSummary): boolean {
  const { count, nonFiniteCount, min, max } = summary;
  switch (condition.kind) {
    case 'not-finite':
      return nonFiniteCount > 0;
    case 'threshold': {
      if (count < condition.inARow) return false;
      const isBeyond = condition.is === 'above' ? max > condition.bound : min < condition.bound;
      return isBeyond || nonFiniteCount > 0;
    }
    case 'diverging':
      return count - nonFiniteCount >= 2 * condition.points;
    case 'flat':
      // The last step is the greatest one.
      return summary.lastStep - summary.firstStep >= condition.steps;
  }
}
