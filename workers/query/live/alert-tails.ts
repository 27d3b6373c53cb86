import type { LiveRunTail, LiveRuns as TailedRuns } from '../alerts/live-source.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveRuns } from './live-runs.ts';

/** Live runs as alerts read them. */
export function tailsOf(live: LiveRuns | null): TailedRuns {
  return {
    *runs() {
      for (const run of live?.runs() ?? []) yield toTail(run);
    },
  };
}

function toTail({ record, lastSignMs, series }: LiveRun): LiveRunTail {
  const tails = Array.from(series, ([key, { summary, parts, isThinned, inMemory }]) => {
    const { from, points } = inMemory;
    return { key, summary, parts, tailFrom: from, tail: points, isThinned };
  });
  return { run: record, lastSignMs, series: tails };
}
