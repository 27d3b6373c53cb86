import { type JSX, Show } from 'solid-js';
import './name-note.css';

/** What is to be said of a name, under its field; '' for nothing. */
export function NameNote(props: { readonly id?: string; readonly text: string }): JSX.Element {
  return (
    <div role="status" id={props.id} class="name-note-place">
      <Show when={props.text}>
        <p class="name-note">{props.text}</p>
      </Show>
    </div>
  );
}
