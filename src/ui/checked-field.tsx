import { createUniqueId, type JSX, Show } from 'solid-js';
import { Button } from './button.tsx';
import './form-field.css';

/** Text that is checked while it is typed. */
export interface FieldFault {
  readonly text: string;
  readonly unfinished: boolean;
  /** What could stand in the place of a part of it. */
  readonly proposal: { readonly start: number; readonly end: number; readonly text: string } | null;
}

/** A line of text with what is wrong with it, or else a note, below; a proposal is taken with a button. */
export function CheckedField(props: {
  readonly label: string;
  readonly note: string;
  readonly placeholder: string;
  readonly maxLength: number;
  readonly value: string;
  readonly fault: FieldFault | null;
  readonly onInput: (text: string) => void;
}): JSX.Element {
  const id = createUniqueId();
  const noteId = createUniqueId();
  let field!: HTMLInputElement;
  const mend = ({ start, end, text }: { start: number; end: number; text: string }) => {
    props.onInput(props.value.slice(0, start) + text + props.value.slice(end));
    field.focus();
  };
  return (
    <div class="form-field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        ref={field}
        class="field mono"
        aria-describedby={noteId}
        aria-invalid={props.fault !== null && !props.fault.unfinished}
        maxlength={props.maxLength}
        autocomplete="off"
        spellcheck={false}
        placeholder={props.placeholder}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <p id={noteId} class="muted" role="status">
        <Show when={props.fault} fallback={props.note}>
          {(found) => <span classList={{ 'form-fault': !found().unfinished }}>{found().text}</span>}
        </Show>
      </p>
      <Show when={props.fault?.proposal}>
        {(proposal) => (
          <Button small onClick={() => mend(proposal())}>
            Write <code>{proposal().text}</code>
          </Button>
        )}
      </Show>
    </div>
  );
}
