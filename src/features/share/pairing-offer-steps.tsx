import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { type PairingOffer, useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEntry } from './code-entry.tsx';
import { CodeShown } from './code-shown.tsx';
import { ProblemLine } from './problem-line.tsx';
import { createShareTask } from './share-task.ts';

/** The side that begins: shows its code, then reads the answer. */
export function PairingOfferSteps(props: { readonly onConnected: () => void }): JSX.Element {
  const share = useShare();
  const making = createShareTask();
  const connecting = createShareTask();
  const [offer, setOffer] = createSignal<PairingOffer | null>(null);
  let isGone = false;
  const make = () =>
    making.run(async () => {
      const made = await share.offerPairing();
      if (isGone) made.cancel();
      else setOffer(made);
    });
  const connect = async (made: PairingOffer, answer: string) => {
    const isConnected = await connecting.run(() => made.accept(answer));
    if (isConnected && !isGone) props.onConnected();
  };
  const startAgain = () => {
    offer()?.cancel();
    setOffer(null);
    connecting.say(null);
    void make();
  };
  onMount(() => void make());
  onCleanup(() => {
    isGone = true;
    offer()?.cancel();
  });
  return (
    <>
      <ProblemLine text={making.problem()} />
      <Show when={making.problem()}>
        <Button onClick={() => void make()}>Try again</Button>
      </Show>
      <Show when={making.isBusy()}>
        <p role="status" class="muted">
          Making a code …
        </p>
      </Show>
      <Show when={offer()} keyed>
        {(made) => (
          <ol class="share-steps">
            <li>
              <h4>Show this to the other browser, or send the text</h4>
              <CodeShown label="Your code" code={made.code} />
            </li>
            <li>
              <h4>Enter the code that it shows in return</h4>
              <CodeEntry
                action="Connect"
                isBusy={connecting.isBusy()}
                busyText="Connecting …"
                onCode={(code) => void connect(made, code)}
              />
              <ProblemLine text={connecting.problem()} />
              <Show when={connecting.problem()}>
                <Button small onClick={startAgain}>
                  Start again with a new code
                </Button>
              </Show>
            </li>
          </ol>
        )}
      </Show>
    </>
  );
}
