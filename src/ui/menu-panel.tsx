import { createEffect, Index, type JSX, on, Show } from 'solid-js';
import { Icon, type IconName } from './icon.tsx';
import { openPopover } from './popover.ts';
import type { Box } from './popover-place.ts';

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: IconName;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  /** Makes it a `menuitemcheckbox`. */
  readonly checked?: boolean;
  /** A thin line above. */
  readonly rule?: boolean;
  /** Stands above this item and those after it. */
  readonly heading?: string;
}

/** A menu at a place of the window: under a button, or where a context menu was asked for. */
export function MenuPanel(props: {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** Opens it; null closes it. */
  readonly anchor: Box | null;
  readonly onClose: () => void;
}): JSX.Element {
  let panel!: HTMLDivElement;
  let typed = '';
  let typedAt = 0;
  createEffect(
    on(
      () => props.anchor,
      (anchor) => {
        if (anchor) {
          openPopover(panel, anchor);
          focusItem(0);
        } else if (panel.matches(':popover-open')) panel.hidePopover();
      },
    ),
  );
  const itemElements = () => [...panel.querySelectorAll<HTMLButtonElement>('button')];
  const focusItem = (index: number) => {
    const elements = itemElements();
    elements[(index + elements.length) % elements.length]?.focus();
  };
  const select = (item: MenuItem) => {
    if (item.disabled) return;
    panel.hidePopover();
    item.onSelect();
  };
  const typeAhead = (key: string) => {
    const now = performance.now();
    typed = now - typedAt > 700 ? key : typed + key;
    typedAt = now;
    const index = props.items.findIndex((item) => item.label.toLowerCase().startsWith(typed.toLowerCase()));
    if (index >= 0) focusItem(index);
  };
  const handleKey = (event: KeyboardEvent) => {
    const at = itemElements().indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === 'ArrowDown') focusItem(at + 1);
    else if (event.key === 'ArrowUp') focusItem(at - 1);
    else if (event.key === 'Home') focusItem(0);
    else if (event.key === 'End') focusItem(-1);
    else if (event.key === 'Tab') panel.hidePopover();
    else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey)
      typeAhead(event.key);
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={panel}
      popover="auto"
      role="menu"
      tabindex="-1"
      class="popover menu"
      aria-label={props.label}
      onKeyDown={handleKey}
      on:toggle={(event: ToggleEvent) => {
        if (event.newState === 'closed' && props.anchor) props.onClose();
      }}
    >
      <Show when={props.anchor}>
        {/* By place: an item that is made anew while the menu is open keeps its element, and with it the focus. */}
        <Index each={props.items}>
          {(item) => <MenuRow item={item()} onSelect={() => select(item())} />}
        </Index>
      </Show>
    </div>
  );
}

function MenuRow(props: { readonly item: MenuItem; readonly onSelect: () => void }): JSX.Element {
  return (
    <>
      <Show when={props.item.rule}>
        <hr class="menu-rule" />
      </Show>
      <Show when={props.item.heading}>
        <span class="menu-heading" aria-hidden="true">
          {props.item.heading}
        </span>
      </Show>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: set only where the role is menuitemcheckbox. */}
      <button
        type="button"
        role={props.item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
        aria-checked={props.item.checked}
        aria-disabled={props.item.disabled === true}
        aria-description={props.item.heading}
        tabindex="-1"
        class="menu-item"
        classList={{ 'is-danger': props.item.danger === true }}
        onClick={() => props.onSelect()}
        onPointerMove={(event) => event.currentTarget.focus()}
      >
        <span class="menu-mark">
          <Show
            when={props.item.checked}
            fallback={<Show when={props.item.icon}>{(name) => <Icon name={name()} />}</Show>}
          >
            <Icon name="check" />
          </Show>
        </span>
        {props.item.label}
      </button>
    </>
  );
}
