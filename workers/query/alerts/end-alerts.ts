import type { Alert } from '../../../src/domain/alerts/alert.ts';
import { hasEnded } from '../../../src/domain/live/life-text.ts';
import { aboutRun } from './about-run.ts';
import type { ReadyRule } from './ready-rule.ts';
import { lastMomentMs, type RunLook } from './run-look.ts';
import type { Better } from './run-order.ts';
import type { WatchGround } from './run-watch.ts';

export function endedAlerts(
  how: 'finished' | 'failed' | 'any',
  ready: ReadyRule,
  look: RunLook,
): readonly Alert[] {
  const { status } = look.record;
  const isMeant = how === 'any' || (how === 'finished') === (status === 'finished');
  if (!hasEnded(look.record) || !isMeant) return [];
  return [{ ...aboutRun(ready, look, '', ''), about: status, atMs: endedMs(look) }];
}

export function bestAtEnd(
  better: Better,
  ready: ReadyRule,
  look: RunLook,
  { order, table }: Pick<WatchGround, 'order' | 'table'>,
): readonly Alert[] {
  if (!hasEnded(look.record)) return [];
  const sign = better === 'max' ? 1 : -1;
  return look.series.flatMap((summary) => {
    if (!ready.isMetric(summary.key)) return [];
    const bound = order.bestBefore(table, look.row, summary.key, better);
    const value = summary[better];
    if (bound === null || !(sign * value > sign * bound)) return [];
    const step = better === 'min' ? summary.minStep : summary.maxStep;
    return {
      ...aboutRun(ready, look, summary.key, ''),
      step: Number.isFinite(step) ? step : null,
      value,
      against: bound,
      atMs: endedMs(look),
    };
  });
}

function endedMs(look: RunLook): number {
  return lastMomentMs(look) ?? look.cameMs;
}
