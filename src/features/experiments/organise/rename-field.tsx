import { createSignal, type JSX, onMount, Show } from 'solid-js';
import type { NamedSubject } from '../../../domain/rules/name-faults.ts';
import { useNameRules } from '../../../state/name-rules.ts';
import { NameNote } from '../../../ui/name-note.tsx';

const MAX_LENGTH = 250;

/** A name that is being changed where it stands: Enter and leaving it save, Escape does not. */
export function RenameField(props: {
  readonly label: string;
  readonly name: string;
  readonly class?: string;
  /** Whose naming rules have a word on it. */
  readonly of?: NamedSubject;
  readonly onName: (name: string) => void;
  /** `byKey`: the focus has nowhere to go by itself. */
  readonly onClose: (byKey: boolean) => void;
}): JSX.Element {
  const [typed, setTyped] = createSignal(props.name);
  const said = props.of ? useNameRules(props.of, () => typed().trim()) : () => '';
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
    <>
      <input
        ref={field}
        class={`field rename-field ${props.class ?? ''}`}
        aria-label={props.label}
        maxlength={MAX_LENGTH}
        value={props.name}
        onInput={(event) => setTyped(event.currentTarget.value)}
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
      <Show when={props.of}>
        <NameNote text={said()} />
      </Show>
    </>
  );
}
