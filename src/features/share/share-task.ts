import { type Accessor, createSignal } from 'solid-js';
import { problemWords } from './share-words.ts';

export interface ShareTask {
  readonly isBusy: Accessor<boolean>;
  /** The sentence for what went wrong at the last try, or null. */
  readonly problem: Accessor<string | null>;
  /** Runs one piece of work; true when it came to its end. A second call while one runs does nothing. */
  run(work: () => Promise<unknown>): Promise<boolean>;
  /** Shows a sentence of the screen's own, or takes it away. */
  say(problem: string | null): void;
}

/** Work on the share state behind a button: whether it runs, and the sentence when it fails. */
export function createShareTask(): ShareTask {
  const [isBusy, setBusy] = createSignal(false);
  const [problem, say] = createSignal<string | null>(null);
  return {
    isBusy,
    problem,
    say,
    run: async (work) => {
      if (isBusy()) return false;
      setBusy(true);
      say(null);
      try {
        await work();
        return true;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ShareProblem')
          console.error('sharing failed', error);
        say(problemWords(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
