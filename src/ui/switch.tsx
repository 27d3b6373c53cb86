import { type JSX, Show } from 'solid-js';
import './controls.css';

export function Switch(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  /** The place says what it is: the label is only read out. */
  readonly isLabelHidden?: boolean;
}): JSX.Element {
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        aria-label={props.isLabelHidden ? props.label : undefined}
        checked={props.checked}
        aria-checked={props.checked}
        disabled={props.disabled === true}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <Show when={!props.isLabelHidden}>
        <span>{props.label}</span>
      </Show>
    </label>
  );
}
