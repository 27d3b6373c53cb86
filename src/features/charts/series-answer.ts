import { type Accessor, createEffect, createSignal, on, onCleanup, untrack } from 'solid-js';
import type { Hash } from '../../domain/ids.ts';
import type { SeriesQuery, SeriesResult } from '../../rpc/query-api.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';

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

/** Keeps asking as the query changes. An answer that a newer question has overtaken is dropped. */
export function createSeriesAnswer(query: Accessor<SeriesQuery | null>): SeriesAnswerState {
  const { api, version } = useQuery();
  const share = useShare();
  const [answer, setAnswer] = createSignal<SeriesAnswer | null>(null);
  const [isLoading, setIsLoading] = createSignal(true);
  const [failure, setFailure] = createSignal<string | null>(null);
  const [attempt, setAttempt] = createSignal(0);
  const [missing, setMissing] = createSignal<readonly Hash[]>([]);
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
  createEffect(() => {
    const asked = query();
    attempt();
    if (asked === null || version() === 0) return;
    let isOvertaken = false;
    onCleanup(() => {
      isOvertaken = true;
    });
    setIsLoading(true);
    api.series(asked).then(
      (result) => {
        if (isOvertaken) return;
        setAnswer({ query: asked, result });
        setMissing(result.missingPacks);
        if (result.missingPacks.length > 0)
          void share.fetchPoints(result.missingPacks).catch(() => undefined);
        setFailure(null);
        setIsLoading(false);
      },
      (error: unknown) => {
        if (isOvertaken) return;
        setFailure(error instanceof Error ? error.message : String(error));
        setIsLoading(false);
      },
    );
  });
  return { answer, isLoading, failure, retry: () => setAttempt((count) => count + 1) };
}
