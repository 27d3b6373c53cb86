import type { JSX } from 'solid-js';

/** What is said of a model or version that is being made. */
export function DescriptionField(props: {
  readonly text: string;
  readonly onInput: (text: string) => void;
}): JSX.Element {
  return (
    <label>
      <span class="muted">Description</span>
      <textarea
        class="field"
        rows={3}
        value={props.text}
        placeholder="Markdown"
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}
