import type { JSX } from 'solid-js';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';

/** Asks for a name. */
export function NameDialog(props: {
  readonly open: boolean;
  readonly title: string;
  readonly name: string;
  readonly hint?: string;
  /** What the button that takes the name says. */
  readonly action: string;
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}): JSX.Element {
  let field!: HTMLInputElement;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const name = field.value.trim();
    if (name === '') return;
    props.onName(name);
    props.onClose();
  };
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title}>
      <form class="rename-form" onSubmit={save}>
        <label>
          <span class="muted">Name</span>
          <input ref={field} class="field" value={props.name} maxlength="250" required autofocus />
        </label>
        <p class="organise-hint muted" hidden={props.hint === undefined}>
          {props.hint}
        </p>
        <div class="rename-actions">
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button type="submit" variant="primary">
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
