import { type JSX, Show } from 'solid-js';
import type { Hash } from '../../../domain/ids.ts';
import { useShare } from '../../../state/share.ts';
import { Button } from '../../../ui/button.tsx';
import { createFetch } from './create-fetch.ts';

/** Asks for everything of this run that is not on this device, while somebody here may have it. */
export function FetchArtifacts(props: { readonly chunks: readonly Hash[] }): JSX.Element {
  const share = useShare();
  const fetch = createFetch();
  const canAsk = () => props.chunks.length > 0 && share.view().transfer.artifactsHeldBy.length > 0;
  return (
    <Show when={canAsk()}>
      <Button
        variant="quiet"
        small
        icon="download"
        disabled={fetch.isAsking()}
        onClick={() => void fetch.run(props.chunks)}
      >
        {fetch.isAsking() ? 'Fetching …' : 'Fetch all of this run'}
      </Button>
    </Show>
  );
}
