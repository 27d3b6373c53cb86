import { type Accessor, createEffect, createSignal, on, onCleanup, untrack } from 'solid-js';
import type { Hash } from '../../domain/ids.ts';
import type { SeriesQuery, SeriesResult } from '../../rpc/query-api.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { keepSameLines } from './same-lines.ts';

export interface SeriesAnswer {
  readonly query: SeriesQuery;
  readonly result: SeriesResult;
}

export interface SeriesAnswerState {
  /** The newest that came; it stays on the screen while the next is under way. */
  readonly answer: Accessor<SeriesAnswer | null>;
  readonly isLoading: Accessor<boolean>;
  readonly failure: Accessor<string | null>;
  retry(): void;
}

/**
 * Keeps asking as the query changes, one question at a time: while one is under way only the newest of those that
 * follow is kept, so that a slider that is being drawn asks as often as there are answers and no more. What comes
 * late is shown all the same: it is nearer to what is wanted than what stands there.
 */
export function createSeriesAnswer(
  query: Accessor<SeriesQuery | null>,
  /** In sight: only then live runs are followed. */
  isSeen: Accessor<boolean>,
): SeriesAnswerState {
  const { api, version, live, pulse } = useQuery();
  const share = useShare();
  const [answer, setAnswer] = createSignal<SeriesAnswer | null>(null);
  const [isLoading, setIsLoading] = createSignal(true);
  const [failure, setFailure] = createSignal<string | null>(null);
  const [attempt, setAttempt] = createSignal(0);
  const [missing, setMissing] = createSignal<readonly Hash[]>([]);
  let isAsking = false;
  let isGone = false;
  let next: SeriesQuery | null = null;
  /** Runs of the question have moved since it was asked. */
  let isStale = false;
  onCleanup(() => {
    isGone = true;
  });
  // What a chart lacks has come from another browser: ask again.
  createEffect(
    on(
      () => share.view().transfer.points.here,
      () => {
        if (untrack(missing).length > 0) setAttempt((count) => count + 1);
      },
      { defer: true },
    ),
  );
  const ask = async (asked: SeriesQuery): Promise<void> => {
    isAsking = true;
    try {
      const result = await api.series(asked);
      if (isGone) return;
      setAnswer((before) => keepSameLines(before, { query: asked, result }));
      setMissing(result.missingPacks);
      if (result.missingPacks.length > 0) void share.fetchPoints(result.missingPacks).catch(() => undefined);
      setFailure(null);
    } catch (error) {
      // A newer question may fare better.
      if (!isGone && next === null) setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      isAsking = false;
      askNext();
    }
  };
  const askNext = (): void => {
    const asked = next;
    next = null;
    if (isGone) return;
    if (asked) void ask(asked);
    else {
      setIsLoading(false);
      followLive();
    }
  };
  /** Nothing says that it is loading: what stands is right, and grows. */
  const followLive = (): void => {
    const asked = untrack(query);
    if (!isStale || isAsking || isGone || asked === null || !untrack(isSeen)) return;
    isStale = false;
    void ask(asked);
  };
  createEffect(
    on(
      live,
      () => {
        const asked = untrack(query);
        const moved = new Set(untrack(pulse).changed);
        if (asked?.runs.some((run) => moved.has(run))) isStale = true;
        followLive();
      },
      { defer: true },
    ),
  );
  createEffect(on(isSeen, followLive, { defer: true }));
  createEffect(() => {
    const asked = query();
    attempt();
    if (version() === 0) return;
    next = asked;
    isStale = false;
    if (asked === null) return;
    setIsLoading(true);
    if (!isAsking) askNext();
  });
  return { answer, isLoading, failure, retry: () => setAttempt((count) => count + 1) };
}
