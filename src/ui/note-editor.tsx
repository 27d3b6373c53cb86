import { type JSX, onCleanup, onMount } from 'solid-js';
import { Button } from './button.tsx';
import './note-editor.css';

/** A text in Markdown while it is being written. */
export function NoteEditor(props: {
  /** Accessible name of the field. */
  readonly label: string;
  readonly text: string;
  readonly rows?: number;
  readonly onInput: (text: string) => void;
  readonly onSave: () => void;
  readonly onCancel: () => void;
}): JSX.Element {
  let form!: HTMLFormElement;
  // Who ends a note by a key stays at its place: on the button that began it.
  onMount(() => {
    const place = form.closest('section');
    onCleanup(() => {
      const hadFocus = form.contains(document.activeElement);
      queueMicrotask(() => hadFocus && place?.querySelector('button')?.focus());
    });
  });
  return (
    <form
      ref={form}
      class="note-editor"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave();
      }}
      onKeyDown={(event) => {
        // The keys that end the composing of a letter are not meant for the note.
        if (event.isComposing) return;
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) props.onSave();
        if (event.key === 'Escape') props.onCancel();
      }}
    >
      <textarea
        ref={(element) => queueMicrotask(() => element.focus())}
        class="field"
        rows={props.rows ?? 10}
        aria-label={props.label}
        value={props.text}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <div class="note-editor-actions">
        <Button type="submit" variant="primary" small>
          Save
        </Button>
        <Button small onClick={() => props.onCancel()}>
          Cancel
        </Button>
        <span class="note-editor-hint">Markdown. Ctrl+Enter saves, Escape cancels.</span>
      </div>
    </form>
  );
}
