import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import type { RunKey } from '../../../domain/ids.ts';
import type { Box } from '../../../ui/popover-place.ts';
import type { RunsView } from '../runs-view-state.ts';
import type { RunQuestion } from './run-actions.ts';

/** Not part of what the first table needs. */
const RunDialogs = lazy(async () => ({ default: (await import('./run-dialogs.tsx')).RunDialogs }));

/** Something that is asked about some runs. */
export interface AskedOfRuns {
  readonly question: RunQuestion;
  /** As they were when it was asked. */
  readonly runs: readonly RunKey[];
  readonly anchor: Box;
}

export interface RunQuestions {
  readonly ask: (question: RunQuestion, runs: readonly RunKey[], anchor: Box) => void;
  /** The dialogs; placed once. */
  readonly Dialogs: () => JSX.Element;
}

/** The dialogs and the palette behind what can be done with runs. */
export function createRunQuestions(view: RunsView, onGone: (runs: readonly RunKey[]) => void): RunQuestions {
  const [asked, setAsked] = createSignal<AskedOfRuns | null>(null);
  const [wasAsked, setWasAsked] = createSignal(false);
  return {
    ask: (question, runs, anchor) => {
      setWasAsked(true);
      setAsked({ question, runs, anchor });
    },
    Dialogs: () => (
      <Show when={wasAsked()}>
        <Suspense>
          <RunDialogs view={view} asked={asked()} onGone={onGone} onClose={() => setAsked(null)} />
        </Suspense>
      </Show>
    ),
  };
}
