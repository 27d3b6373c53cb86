import { type JSX, Show } from 'solid-js';
import type { MemberView } from '../../domain/share-view.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FORWARD_ONLY } from './share-words.ts';

/** Says what removing does, and what it cannot do, before it is done. */
export function RemoveDialog(props: {
  readonly member: MemberView | null;
  readonly onClose: () => void;
  readonly onRemove: (member: MemberView) => void;
}): JSX.Element {
  return (
    <Dialog
      open={props.member !== null}
      onClose={props.onClose}
      title={`Remove ${props.member?.name ?? ''}?`}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Keep them</Button>
          <Button
            variant="danger"
            onClick={() => {
              const member = props.member;
              props.onClose();
              if (member) props.onRemove(member);
            }}
          >
            Remove
          </Button>
        </>
      }
    >
      <Show when={props.member}>
        <p>{FORWARD_ONLY}</p>
        <p class="share-text muted">
          The keys are changed with it: viewer links made before show nothing new, so make new ones for people
          who still need them. What they changed until now stays.
        </p>
      </Show>
    </Dialog>
  );
}
