import { createSignal, type JSX, Show } from 'solid-js';
import { formatCount } from '../../../base/format.ts';
import type { Hash } from '../../../domain/ids.ts';
import { useShare } from '../../../state/share.ts';
import { Button } from '../../../ui/button.tsx';
import { createFetch } from './create-fetch.ts';

/** A file whose bytes are with somebody else: who can be asked, and the button that asks. */
export function MissingArtifact(props: { readonly chunks: readonly Hash[] }): JSX.Element {
  const share = useShare();
  const fetch = createFetch();
  /** Parts that were missing when it was asked for; 0 before. */
  const [asked, setAsked] = createSignal(0);
  const start = () => {
    setAsked(props.chunks.length);
    void fetch.run(props.chunks);
  };
  const isPaused = () => ['paused', 'disk-full'].includes(share.view().transfer.state);
  const doneCount = () => Math.max(0, asked() - props.chunks.length);
  return (
    <div class="artifact-missing">
      <p>{whoHasWords(share.view().sharing, share.view().transfer.artifactsHeldBy)}</p>
      <Show when={share.view().transfer.artifactsHeldBy.length > 0}>
        <Show
          when={asked() > 0}
          fallback={
            <Button icon="download" onClick={start}>
              Fetch
            </Button>
          }
        >
          <progress aria-label="Fetching this file" value={doneCount()} max={asked()} />
          <span class="muted">
            {isPaused()
              ? 'Paused: the transfer stands still.'
              : `Fetching, ${formatCount(doneCount())} of ${formatCount(asked())} parts`}
          </span>
        </Show>
      </Show>
      <Show when={fetch.failed()}>
        <p role="alert">
          It did not come. <Button onClick={start}>Try again</Button>
        </p>
      </Show>
    </div>
  );
}

/** Who holds what is known for the workspace, not for each file. */
function whoHasWords(isSharing: boolean, holders: readonly string[]): string {
  if (holders.length > 0) return `Not on this device: ${joinNames(holders)} can be asked for it.`;
  return isSharing
    ? 'Not on this device, and nobody who is here has it. It can be fetched once somebody who has it is here.'
    : 'Not on this device. It comes from others of the workspace once you share, or by importing its source again.';
}

function joinNames(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(names.slice(0, 3));
}
