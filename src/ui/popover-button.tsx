import { createSignal, type JSX, onMount, Show } from 'solid-js';
import { Button, type ButtonProps } from './button.tsx';
import { openPopover } from './popover.ts';

/** A button that opens a panel of controls beside itself; a press outside or Escape closes it. */
export function PopoverButton(props: {
  /** Names the panel, and the button when it shows only an icon. */
  readonly label: string;
  readonly icon?: ButtonProps['icon'];
  readonly variant?: ButtonProps['variant'];
  readonly small?: boolean;
  readonly class?: string;
  readonly panelClass?: string;
  readonly title?: string;
  /** What the button shows. */
  readonly text?: JSX.Element;
  /** The button's name is its text, which changes with what was chosen, not the label. */
  readonly namedByText?: boolean;
  /** Is given what opens it from elsewhere. */
  readonly opener?: (open: () => void) => void;
  /** The panel, which exists only while it is open; as a function it is given what closes it. */
  readonly children: JSX.Element | ((close: () => void) => JSX.Element);
}): JSX.Element {
  const [isOpen, setOpen] = createSignal(false);
  let button!: HTMLButtonElement;
  let panel!: HTMLDivElement;
  // Named as its target, the button does not close and reopen what it opened.
  onMount(() => {
    button.popoverTargetElement = panel;
    button.popoverTargetAction = 'toggle';
    props.opener?.(() => {
      // Where the focus goes back to.
      button.focus();
      button.click();
    });
  });
  const content = () => {
    const { children } = props;
    return typeof children === 'function' ? children(() => panel.hidePopover()) : children;
  };
  return (
    <>
      <Button
        ref={button}
        {...(props.namedByText === true ? {} : { label: props.label })}
        {...(props.icon === undefined ? {} : { icon: props.icon })}
        {...(props.class === undefined ? {} : { class: props.class })}
        variant={props.variant ?? 'plain'}
        small={props.small === true}
        title={props.title ?? (props.text === undefined ? props.label : undefined)}
        aria-haspopup="dialog"
        aria-expanded={isOpen()}
      >
        {props.text}
      </Button>
      <div
        ref={panel}
        popover="auto"
        role="dialog"
        aria-label={props.label}
        class={`popover ${props.panelClass ?? ''}`}
        on:toggle={(event: ToggleEvent) => {
          setOpen(event.newState === 'open');
          if (event.newState !== 'open') return;
          openPopover(panel, button.getBoundingClientRect());
          panel.querySelector<HTMLElement>('input, select, button')?.focus();
        }}
      >
        <Show when={isOpen()}>{content()}</Show>
      </div>
    </>
  );
}
