import { createUniqueId, type JSX } from 'solid-js';
import { Button } from '../../ui/button.tsx';

/** One way to share: a button, and beside it what pressing it means. */
export function WayRow(props: {
  readonly button: string;
  readonly text: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
  readonly ref?: (button: HTMLButtonElement) => void;
  /** What came of it. */
  readonly children?: JSX.Element;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="way">
      <Button
        {...(props.ref ? { ref: props.ref } : {})}
        disabled={props.disabled}
        aria-describedby={id}
        onClick={() => props.onClick()}
      >
        {props.button}
      </Button>
      <p id={id} class="way-text">
        {props.text}
      </p>
      {props.children}
    </div>
  );
}
