import { createSignal, type JSX, Match, Switch } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { PairingAnswerSteps } from './pairing-answer-steps.tsx';
import { PairingOfferSteps } from './pairing-offer-steps.tsx';
import { SubPage } from './sub-page.tsx';

type Side = 'offer' | 'answer' | 'connected' | null;

/** Two browsers meet by two codes: one is shown here and read there, the other the other way round. */
export function PairingPanel(props: { readonly onDone: () => void }): JSX.Element {
  const [side, setSide] = createSignal<Side>(null);
  return (
    <SubPage
      title="Pair without a server"
      back={side() === 'connected' ? 'Back' : 'Cancel'}
      onBack={props.onDone}
    >
      <Switch>
        <Match when={side() === null}>
          <p class="share-text">
            Both have this workspace, or a link to it, and sit at their browsers now. One begins and shows a
            code; the other reads it and shows a code in return.
          </p>
          <div class="share-actions">
            <Button variant="primary" onClick={() => setSide('offer')}>
              Show a code
            </Button>
            <Button onClick={() => setSide('answer')}>Enter their code</Button>
          </div>
        </Match>
        <Match when={side() === 'offer'}>
          <PairingOfferSteps onConnected={() => setSide('connected')} />
        </Match>
        <Match when={side() === 'answer'}>
          <PairingAnswerSteps onConnected={() => setSide('connected')} />
        </Match>
        <Match when={side() === 'connected'}>
          <p role="status" class="share-text">
            The two browsers are connected. What the other lacks is on its way; keep both pages open.
          </p>
        </Match>
      </Switch>
    </SubPage>
  );
}
