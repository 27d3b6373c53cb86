import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';

export const MAX_NAME = 60;

/** One's own name, and a field in its place while it is being changed: Enter saves, Escape leaves. */
export function OwnName(props: {
  readonly name: string;
  readonly onName: (name: string) => void;
}): JSX.Element {
  let button: HTMLButtonElement | undefined;
  const [isEditing, setEditing] = createSignal(false);
  const close = () => {
    setEditing(false);
    queueMicrotask(() => button?.focus());
  };
  const save = (raw: string) => {
    const name = raw.trim();
    close();
    if (name !== '' && name !== props.name) props.onName(name);
  };
  return (
    <Show
      when={isEditing()}
      fallback={
        <span class="own-name">
          <Show when={props.name !== ''} fallback={<span>You have no name here yet</span>}>
            <span class="cut">{props.name}</span>
            <span class="muted">you</span>
          </Show>
          <Button
            ref={(element) => {
              button = element;
            }}
            variant="quiet"
            small
            icon="edit"
            label="Change your name"
            onClick={() => setEditing(true)}
          />
        </span>
      }
    >
      <form
        class="own-name"
        onSubmit={(event) => {
          event.preventDefault();
          const field = event.currentTarget.elements.namedItem('name');
          if (field instanceof HTMLInputElement) save(field.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          // Escape would close the dialog as well.
          event.preventDefault();
          close();
        }}
      >
        <input
          ref={(field) => queueMicrotask(() => field.select())}
          class="field"
          name="name"
          aria-label="Your name"
          maxlength={MAX_NAME}
          autocomplete="name"
          value={props.name}
        />
        <Button type="submit" variant="primary" small>
          Save
        </Button>
      </form>
    </Show>
  );
}
