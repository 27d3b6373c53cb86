import { createUniqueId, For, type JSX } from 'solid-js';
import './choice-bar.css';

/** One of a few, side by side: a group of radio buttons that look like one control. */
export function ChoiceBar<Value extends string>(props: {
  /** Accessible name. */
  readonly name: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}): JSX.Element {
  const group = createUniqueId();
  return (
    <div role="radiogroup" aria-label={props.name} class="choice-bar">
      <For each={props.options}>
        {(option) => (
          <label class="choice">
            <input
              type="radio"
              name={group}
              checked={props.value === option.value}
              onChange={() => props.onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        )}
      </For>
    </div>
  );
}
