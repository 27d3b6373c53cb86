import { createSignal, createUniqueId, type JSX } from 'solid-js';
import { useNameRules } from '../../../state/name-rules.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { NameNote } from '../../../ui/name-note.tsx';

/** Asks for a name. */
export function NameDialog(props: {
  readonly open: boolean;
  readonly title: string;
  readonly name: string;
  readonly hint?: string;
  /** The rules of the workspace have a word on it. */
  readonly isExperiment: boolean;
  /** What the button that takes the name says. */
  readonly action: string;
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title}>
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm(props: Parameters<typeof NameDialog>[0]): JSX.Element {
  const [name, setName] = createSignal(props.name);
  const said = useNameRules('experiment', () => (props.isExperiment ? name().trim() : ''));
  const noteId = createUniqueId();
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const given = name().trim();
    if (given === '') return;
    props.onName(given);
    props.onClose();
  };
  return (
    <form class="rename-form" onSubmit={save}>
      <label>
        <span class="muted">Name</span>
        <input
          class="field"
          value={name()}
          maxlength="250"
          aria-describedby={noteId}
          required
          autofocus
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <NameNote id={noteId} text={said()} />
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
  );
}
