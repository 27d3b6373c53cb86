import { createSignal, type JSX } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Asks for a name; an empty one gives back what it was called before anybody named it. */
export function NameDialog(props: {
  readonly title: string;
  readonly name: string;
  readonly placeholder: string;
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const [name, setName] = createSignal(props.name);
  return (
    <Dialog open onClose={props.onClose} title={props.title}>
      <form
        class="chart-form"
        onSubmit={(event) => {
          event.preventDefault();
          props.onClose();
          props.onSave(name().trim());
        }}
      >
        <input
          type="text"
          class="field"
          aria-label="Name"
          maxLength={200}
          placeholder={props.placeholder}
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <div class="chart-form-foot">
          <Button type="submit" variant="primary">
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
