import type { JSX } from 'solid-js';
import { Button } from '../../../ui/button.tsx';

export function Toggle(props: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onToggle: () => void;
  readonly disabled?: boolean;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <Button
      variant="quiet"
      small
      label={props.label}
      title={props.label}
      aria-pressed={props.isOn}
      disabled={props.disabled === true}
      onClick={props.onToggle}
    >
      {props.children}
    </Button>
  );
}
