import { createSignal, type JSX } from 'solid-js';
import { Button, type ButtonProps } from './button.tsx';
import { type MenuItem, MenuPanel } from './menu-panel.tsx';
import type { Box } from './popover-place.ts';

export type { MenuItem } from './menu-panel.tsx';

/** A button that opens a menu; arrow down on it opens too, Escape gives focus back. */
export function MenuButton(props: {
  /** Names the button when it shows only an icon, and the menu. */
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly icon?: ButtonProps['icon'];
  readonly variant?: ButtonProps['variant'];
  readonly small?: boolean;
  readonly class?: string;
  readonly children?: JSX.Element;
}): JSX.Element {
  let button!: HTMLButtonElement;
  let wasOpenAtPress = false;
  const [anchor, setAnchor] = createSignal<Box | null>(null);
  const open = () => setAnchor(button.getBoundingClientRect());
  return (
    <>
      <Button
        ref={button}
        {...(props.icon === undefined ? {} : { icon: props.icon })}
        {...(props.class === undefined ? {} : { class: props.class })}
        label={props.label}
        variant={props.variant ?? 'plain'}
        small={props.small === true}
        aria-haspopup="menu"
        aria-expanded={anchor() !== null}
        onPointerDown={() => {
          wasOpenAtPress = anchor() !== null;
        }}
        onClick={() => {
          // The press that dismissed the menu is the same one that clicks the button.
          if (!wasOpenAtPress) open();
          wasOpenAtPress = false;
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          open();
        }}
      >
        {props.children}
      </Button>
      <MenuPanel label={props.label} items={props.items} anchor={anchor()} onClose={() => setAnchor(null)} />
    </>
  );
}
