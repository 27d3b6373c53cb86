import { formatCount, formatDuration, formatMoment } from '../../base/format.ts';
import type { LiveRunView } from './liveness.ts';

/** 'step 1,200 of 5,000 · 3.2 steps/s · done about 14:32', as much of it as is known. */
export function progressText(view: LiveRunView, nowMs: number): string {
  const { step, lastStep, stepsPerSecond, endsMs, isStalled } = view;
  const parts: string[] = [];
  if (step !== null)
    parts.push(lastStep === null ? `step ${count(step)}` : `step ${count(step)} of ${count(lastStep)}`);
  // What was its pace tells nothing of one that has stopped.
  if (!isStalled && stepsPerSecond !== null && stepsPerSecond > 0) parts.push(paceText(stepsPerSecond));
  if (!isStalled && endsMs !== null && endsMs > nowMs) {
    const left = endsMs - nowMs;
    parts.push(`done about ${formatMoment(endsMs, nowMs)}`, `${roughDuration(left)} left`);
  }
  return parts.join(' · ');
}

/** 0 … 1; null where the end is not known. */
export function progressShare({ step, lastStep }: LiveRunView): number | null {
  if (step === null || lastStep === null || !(lastStep > 0)) return null;
  return Math.max(0, Math.min(1, step / lastStep));
}

/** In the unit in which it is 1 or more. */
export function paceText(stepsPerSecond: number): string {
  for (const [factor, unit] of [
    [1, 's'],
    [60, 'min'],
    [3600, 'h'],
  ] as const) {
    const pace = stepsPerSecond * factor;
    if (pace >= 1 || unit === 'h')
      return `${pace >= 10 ? count(Math.round(pace)) : pace.toFixed(1)} steps/${unit}`;
  }
  return '';
}

/** An estimate is no better than its first unit, but for the last hours. */
function roughDuration(ms: number): string {
  const MINUTE = 60_000;
  return ms < MINUTE ? 'less than 1 min' : formatDuration(Math.round(ms / MINUTE) * MINUTE);
}

function count(step: number): string {
  return Number.isInteger(step) ? formatCount(step) : String(Math.round(step * 100) / 100);
}
