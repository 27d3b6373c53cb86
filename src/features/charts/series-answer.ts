import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';
import type { SeriesQuery, SeriesResult } from '../../rpc/query-api.ts';
import { useQuery } from '../../state/query.ts';

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
  const [answer, setAnswer] = createSignal<SeriesAnswer | null>(null);
  const [isLoading, setIsLoading] = createSignal(true);
  const [failure, setFailure] = createSignal<string | null>(null);
  const [attempt, setAttempt] = createSignal(0);
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
