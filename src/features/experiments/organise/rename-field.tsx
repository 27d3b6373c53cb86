import { type JSX, onMount } from 'solid-js';

const MAX_LENGTH = 250;

/** A name that is being changed where it stands: Enter and leaving it save, Escape does not. */
export function RenameField(props: {
  readonly label: string;
  readonly name: string;
  readonly class?: string;
  readonly onName: (name: string) => void;
  /** `byKey`: the focus has nowhere to go by itself. */
  readonly onClose: (byKey: boolean) => void;
}): JSX.Element {
  let field!: HTMLInputElement;
  let isDone = false;
  const close = (save: boolean, byKey: boolean) => {
    if (isDone) return;
    isDone = true;
    const name = field.value.trim();
    props.onClose(byKey);
    if (save && name !== '' && name !== props.name) props.onName(name);
  };
  onMount(() => {
    field.focus({ preventScroll: true });
    field.select();
  });
  return (
    <input
      ref={field}
      class={`field rename-field ${props.class ?? ''}`}
      aria-label={props.label}
      maxlength={MAX_LENGTH}
      value={props.name}
      onBlur={() => close(true, false)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.isComposing) return;
        if (event.key === 'Enter') close(true, true);
        if (event.key !== 'Escape') return;
        event.preventDefault();
        close(false, true);
      }}
    />
  );
}
