import { createSignal, type JSX, Show } from 'solid-js';
import type { ModelKey } from '../../domain/ids.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RegisterForm } from './register-form.tsx';
import './registry.css';
import './registry-parts.css';

/** The button **Register model** on a run, or on one of its logged models, with its dialog. */
export function RegisterModel(props: {
  readonly detail: RunDetail;
  /** The logged model that the button stands on. */
  readonly of?: ModelKey | undefined;
}): JSX.Element {
  const share = useShare();
  const [isOpen, setOpen] = createSignal(false);
  return (
    <Show when={share.canEdit()}>
      <Show
        when={props.of}
        fallback={
          <Button icon="model" onClick={() => setOpen(true)}>
            Register model
          </Button>
        }
      >
        <Button small icon="model" onClick={() => setOpen(true)}>
          Register as version
        </Button>
      </Show>
      <Dialog open={isOpen()} onClose={() => setOpen(false)} title="Register model">
        <RegisterForm detail={props.detail} of={props.of} onClose={() => setOpen(false)} />
      </Dialog>
    </Show>
  );
}
