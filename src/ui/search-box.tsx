import type { JSX } from 'solid-js';
import './controls.css';
import { Icon } from './icon.tsx';

export function SearchBox(props: {
  /** Accessible name; also the placeholder unless one is given. */
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly placeholder?: string;
  readonly describedBy?: string;
  readonly class?: string;
}): JSX.Element {
  return (
    <div class={`search-box ${props.class ?? ''}`}>
      <Icon name="search" />
      <input
        type="search"
        class="field"
        aria-label={props.label}
        aria-describedby={props.describedBy}
        placeholder={props.placeholder ?? props.label}
        value={props.value}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </div>
  );
}
