import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { type PairingAnswer, useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEntry } from './code-entry.tsx';
import { CodeShown } from './code-shown.tsx';
import { ProblemLine } from './problem-line.tsx';
import { createShareTask } from './share-task.ts';

/** The side that was shown a code: reads it, and shows one in return. */
export function PairingAnswerSteps(props: { readonly onConnected: () => void }): JSX.Element {
  const share = useShare();
  const reading = createShareTask();
  const waiting = createShareTask();
  const [answer, setAnswer] = createSignal<PairingAnswer | null>(null);
  let isGone = false;
  const read = async (code: string) => {
    await reading.run(async () => {
      const made = await share.answerPairing(code);
      if (isGone) made.cancel();
      else setAnswer(made);
    });
    const made = answer();
    if (!made || isGone) return;
    const isConnected = await waiting.run(() => made.connected);
    if (isConnected && !isGone) props.onConnected();
  };
  const startAgain = () => {
    answer()?.cancel();
    setAnswer(null);
    waiting.say(null);
  };
  onCleanup(() => {
    isGone = true;
    answer()?.cancel();
  });
  return (
    <Show
      when={answer()}
      keyed
      fallback={
        <ol class="share-steps">
          <li>
            <h4>Enter the code that the other browser shows</h4>
            <CodeEntry
              action="Continue"
              isBusy={reading.isBusy()}
              busyText="Making the answer …"
              onCode={(code) => void read(code)}
            />
            <ProblemLine text={reading.problem()} />
          </li>
        </ol>
      }
    >
      {(made) => (
        <ol class="share-steps is-second" start={2}>
          <li>
            <h4>Show this to the other browser, or send the text back</h4>
            <CodeShown label="Your code" code={made.code} />
            <ProblemLine text={waiting.problem()} />
            <Show
              when={waiting.problem()}
              fallback={
                <p role="status" class="muted">
                  Waiting until the other browser has read it …
                </p>
              }
            >
              <Button onClick={startAgain}>Start again</Button>
            </Show>
          </li>
        </ol>
      )}
    </Show>
  );
}
