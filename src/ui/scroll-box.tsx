import type { JSX } from 'solid-js';

/** A part of the page that scrolls on its own: a tab stop with a name, so that the keyboard scrolls it too. */
export function ScrollBox(props: {
  readonly label: string;
  readonly class?: string;
  readonly onScroll?: (box: HTMLElement) => void;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    <div
      class={`scroll-box ${props.class ?? ''}`}
      tabindex="0"
      role="group"
      aria-label={props.label}
      onScroll={(event) => props.onScroll?.(event.currentTarget)}
    >
      {props.children}
    </div>
  );
}
