import type { JSX } from 'solid-js';

/** Characters; the log takes 5,000. */
const MAX_WHY = 2000;

/** The reason that a person gives, for the history. */
export function WhyField(props: {
  readonly text: string;
  readonly onInput: (text: string) => void;
}): JSX.Element {
  return (
    <label>
      <span class="muted">Why</span>
      <textarea
        class="field"
        rows={2}
        maxlength={MAX_WHY}
        value={props.text}
        placeholder="Kept in the history"
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}
