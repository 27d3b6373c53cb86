import { type Accessor, createEffect, createSignal, on, untrack } from 'solid-js';
import type { RunKey } from '../domain/ids.ts';
import type { LiveRunView } from '../domain/live/liveness.ts';
import { createNewestAnswer } from './newest-answer.ts';
import { useQuery } from './query.ts';

/** Grows when one of these runs has moved. */
export function createMovesOf(runs: Accessor<readonly RunKey[]>): Accessor<number> {
  const { live, pulse } = useQuery();
  const [moves, setMoves] = createSignal(0);
  createEffect(
    on(
      live,
      () => {
        const changed = new Set(untrack(pulse).changed);
        if (untrack(runs).some((run) => changed.has(run))) setMoves((count) => count + 1);
      },
      { defer: true },
    ),
  );
  return moves;
}

/** How it stands with a run that is under way; undefined for one that is not, and before the first answer. */
export function createLiveRun(run: Accessor<RunKey>): Accessor<LiveRunView | undefined> {
  const { api, version } = useQuery();
  const moves = createMovesOf(() => [run()]);
  const answer = createNewestAnswer(
    () => (version() > 0 ? { run: run(), moves: moves(), version: version() } : undefined),
    async (asked) => ({ run: asked.run, view: (await api.liveRuns([asked.run]))[0] }),
  );
  return () => {
    const known = answer();
    return known?.run === run() ? known.view : undefined;
  };
}
