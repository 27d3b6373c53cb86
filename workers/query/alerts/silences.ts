import type { Alert } from '../../../src/domain/alerts/alert.ts';
import { hasEnded } from '../../../src/domain/live/life-text.ts';
import { readProgress } from '../../../src/domain/live/planned-steps.ts';
import { aboutRun } from './about-run.ts';
import type { ReadyRule } from './ready-rule.ts';
import type { RunLook } from './run-look.ts';
import type { WatchGround } from './run-watch.ts';

const MINUTE_MS = 60_000;
/** Of a run with more points than this, the last series are not asked for signs of life. */
const MOST_SIGNS = 4_000_000;

/** A live run that has written nothing for so long. How far it had come tells one silence from the next. */
export function silentNow(
  minutes: number,
  ready: ReadyRule,
  look: RunLook,
  lastSignMs: number,
  nowMs: number,
): readonly Alert[] {
  const atMs = lastSignMs + minutes * MINUTE_MS;
  if (nowMs < atMs || !goesOn(look)) return [];
  let step: number | null = null;
  for (const { lastStep } of look.series) if (lastStep > (step ?? Number.NEGATIVE_INFINITY)) step = lastStep;
  return [{ ...aboutRun(ready, look, '', `s${step ?? ''}`), step, against: minutes, atMs }];
}

/** Where a stored run logged nothing for so long while it was under way, by the times of its points. */
export async function findSilences(
  minutes: number,
  ready: ReadyRule,
  look: RunLook,
  { nowMs, pause }: Pick<WatchGround, 'nowMs' | 'pause'>,
): Promise<readonly Alert[]> {
  const { record } = look;
  const signs = await loadSigns(look, pause);
  // A run that a source told of while it was under way is silent since.
  const until = goesOn(look) ? nowMs : record.endMs;
  const found: Alert[] = [];
  let lastMs = record.startMs ?? signs[0] ?? Number.NaN;
  for (const timeMs of signsUntil(signs, until)) {
    const atMs = lastMs + minutes * MINUTE_MS;
    if (timeMs >= atMs) found.push({ ...aboutRun(ready, look, '', `t${lastMs}`), against: minutes, atMs });
    if (timeMs > lastMs) lastMs = timeMs;
  }
  return found;
}

/** Sources that never say how a run ends: until it has made the steps that its params plan. With no plan it may be over. */
function goesOn({ record, series }: RunLook): boolean {
  if (record.status !== 'unknown') return !hasEnded(record);
  const progress = readProgress(record.params, series);
  return progress !== null && progress.lastStep !== null && progress.step < progress.lastStep;
}

/** Times of all points, ascending. */
async function loadSigns(look: RunLook, pause: () => Promise<void>): Promise<Float64Array> {
  const columns: Float64Array[] = [];
  let count = 0;
  for (const series of look.series) {
    if (count + series.count > MOST_SIGNS) continue;
    const points = await look.points(series.key, 0);
    const times = points?.timesMs.filter((timeMs) => !Number.isNaN(timeMs)) ?? new Float64Array();
    columns.push(times);
    count += times.length;
    await pause();
  }
  const signs = new Float64Array(count);
  let at = 0;
  for (const times of columns) {
    signs.set(times, at);
    at += times.length;
  }
  return signs.sort();
}

function* signsUntil(signs: Float64Array, until: number | null): Iterable<number> {
  yield* signs;
  if (until !== null) yield until;
}
