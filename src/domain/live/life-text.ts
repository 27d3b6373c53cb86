import { formatAge, formatAgo } from '../../base/format.ts';
import type { RunStatus } from '../run.ts';
import { statusText } from '../status-text.ts';
import type { Liveness } from './liveness.ts';

export interface Life {
  readonly status: RunStatus;
  readonly liveness: Liveness;
  readonly lastSignMs: number | null;
}

/** A source that never says how it ends is watched like one that says it is running. */
export function isUnderWay({ status, liveness }: Life): boolean {
  return liveness !== null && !hasEnded({ status });
}

/** Whether its source says that it is over. */
export function hasEnded({ status }: Pick<Life, 'status'>): boolean {
  return status === 'finished' || status === 'failed' || status === 'killed';
}

/** Whether a run is being written: it has the pulsing mark. */
export function isLive(life: Life): boolean {
  return life.liveness === 'live' && isUnderWay(life);
}

/** What stands where there is little room: 'Running · 12 s ago', 'Stalled · 3 h ago', 'Finished'. */
export function lifeText(life: Life, nowMs: number): string {
  const { head, sign } = lifeParts(life, nowMs);
  return head + sign;
}

/** The same as what must be said and what may be left out: 'Stalled' and ' · 3 h ago', or ''. */
export function lifeParts(life: Life, nowMs: number): { readonly head: string; readonly sign: string } {
  const { status, lastSignMs } = life;
  if (!isUnderWay(life)) return { head: statusText(status), sign: '' };
  return { head: headOf(life), sign: lastSignMs === null ? '' : ` · ${formatAgo(lastSignMs, nowMs)}` };
}

/** The same with room: 'Stalled · last sign 3 h ago'. */
export function lifeSentence(life: Life, nowMs: number): string {
  const { liveness, lastSignMs } = life;
  if (!isUnderWay(life) || liveness === 'live' || lastSignMs === null) return lifeText(life, nowMs);
  return `${headOf(life)} · last sign ${formatAge(lastSignMs, nowMs)} ago`;
}

function headOf({ status, liveness }: Life): string {
  const says = status === 'running' || status === 'scheduled';
  if (liveness === 'live') return says ? statusText(status) : 'Live';
  return says ? 'Stalled' : 'Silent';
}
