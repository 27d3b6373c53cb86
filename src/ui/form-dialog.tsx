import { createUniqueId, type JSX } from 'solid-js';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import './form-field.css';

/** A dialog that is one form: its button below sends it, and is shut as long as `canSave` is false. */
export function FormDialog(props: {
  readonly class: string;
  readonly open: boolean;
  readonly title: string;
  /** What the form is called. */
  readonly name: string;
  /** The words of the button. */
  readonly save: string;
  readonly canSave: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
  readonly children: JSX.Element;
}): JSX.Element {
  const formId = createUniqueId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (props.canSave) props.onSave();
  };
  return (
    <Dialog
      class={props.class}
      open={props.open}
      title={props.title}
      onClose={() => props.onClose()}
      footer={
        <>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} disabled={!props.canSave}>
            {props.save}
          </Button>
        </>
      }
    >
      <form id={formId} class="form-stack" aria-label={props.name} onSubmit={submit}>
        {props.children}
      </form>
    </Dialog>
  );
}
