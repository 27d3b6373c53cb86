import type { LiveRunTail, LiveRuns as TailedRuns } from '../alerts/live-source.ts';
import type { LiveOverlay } from './live-overlay.ts';
import type { LiveRun } from './live-run.ts';

/** Live runs as alerts read them. */
export function tailsOf(live: LiveOverlay | null, nowMs: number): TailedRuns {
  return {
    *runs() {
      for (const run of live?.runs.runs() ?? [])
        yield toTail(run, live?.signBelow(run.record.key, nowMs) ?? Number.NEGATIVE_INFINITY);
    },
  };
}

function toTail({ record, lastSignMs: ownMs, series }: LiveRun, belowMs: number): LiveRunTail {
  const lastSignMs = Math.max(ownMs, belowMs);
  const tails = Array.from(series, ([key, { summary, parts, isThinned, inMemory }]) => {
    const { from, points } = inMemory;
    return { key, summary, parts, tailFrom: from, tail: points, isThinned };
  });
  return { run: record, lastSignMs, series: tails };
}
