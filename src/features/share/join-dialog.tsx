import { type JSX, Show } from 'solid-js';
import { useShare } from '../../state/share.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { JoinForm } from './join-form.tsx';
import { LinkForm } from './link-form.tsx';
import './share.css';

/** What a link leads to, before anything of it is joined; or a field to paste one. */
export function JoinDialog(props: {
  /** Whether a link is asked for although none was opened. */
  readonly asking: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  const share = useShare();
  const close = () => {
    share.dismissLink();
    props.onClose();
  };
  return (
    <Dialog
      open={props.asking || share.pendingLink() !== null}
      onClose={close}
      title="Join workspace"
      class="share-dialog"
    >
      <Show when={share.pendingLink()} fallback={<LinkForm />}>
        {(offer) => <JoinForm offer={offer()} onJoined={props.onClose} onLeave={close} />}
      </Show>
    </Dialog>
  );
}
