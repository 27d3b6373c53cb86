import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { Button } from './button.tsx';
import './pick-button.css';
import { openPopover } from './popover.ts';

export interface PickOption {
  readonly value: string;
  readonly label: string;
}

/** More options than this are found by typing. */
const MOST_SHOWN = 100;

/** A button that opens a list to choose from, with a search in it: for choices of any number. */
export function PickButton(props: {
  /** What is chosen: names the button together with the choice. */
  readonly label: string;
  readonly value: string;
  readonly options: readonly PickOption[];
  readonly onPick: (value: string) => void;
  /** Shown instead of the choice. */
  readonly children?: JSX.Element;
}): JSX.Element {
  let panel!: HTMLDivElement;
  let button!: HTMLButtonElement;
  const [isOpen, setIsOpen] = createSignal(false);
  const [typed, setTyped] = createSignal('');
  const [active, setActive] = createSignal(0);
  const found = createMemo(() => {
    const wanted = typed().trim().toLowerCase();
    return props.options.filter((option) => option.label.toLowerCase().includes(wanted));
  });
  const shown = () => found().slice(0, MOST_SHOWN);
  const chosen = () => props.options.find((option) => option.value === props.value)?.label ?? props.value;
  const open = (): void => {
    setTyped('');
    setActive(
      Math.max(
        0,
        shown().findIndex((option) => option.value === props.value),
      ),
    );
    setIsOpen(true);
    openPopover(panel, button.getBoundingClientRect());
    panel.querySelector('input')?.focus();
    scrollToActive();
  };
  const scrollToActive = () => {
    panel.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  };
  const pick = (option: PickOption | undefined): void => {
    if (!option) return;
    panel.hidePopover();
    button.focus();
    props.onPick(option.value);
  };
  const handleKey = (event: KeyboardEvent): void => {
    const last = shown().length - 1;
    if (event.key === 'ArrowDown') setActive(Math.min(last, active() + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active() - 1));
    else if (event.key === 'Enter') pick(shown()[active()]);
    else return;
    event.preventDefault();
    event.stopPropagation();
    scrollToActive();
  };
  return (
    <>
      <Button
        ref={button}
        small
        variant="quiet"
        class="pick-button"
        label={`${props.label}: ${chosen()}`}
        title={`${props.label}: ${chosen()}`}
        aria-haspopup="listbox"
        aria-expanded={isOpen()}
        onClick={() => (isOpen() ? panel.hidePopover() : open())}
      >
        <Show
          when={props.children}
          fallback={
            <>
              <span class="muted">{props.label}</span> <span class="cut">{chosen()}</span>
            </>
          }
        >
          {props.children}
        </Show>
      </Button>
      <div
        ref={panel}
        popover="auto"
        class="popover pick-panel"
        on:toggle={(event: ToggleEvent) => setIsOpen(event.newState === 'open')}
      >
        <Show when={isOpen()}>
          <input
            type="text"
            class="field"
            role="combobox"
            aria-label={`Find ${props.label.toLowerCase()}`}
            aria-expanded="true"
            aria-controls={`${panelId(panel)}-list`}
            aria-activedescendant={`${panelId(panel)}-${active()}`}
            placeholder="Find"
            autocomplete="off"
            spellcheck={false}
            value={typed()}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setActive(0);
            }}
            onKeyDown={handleKey}
          />
          <div class="pick-list" role="listbox" id={`${panelId(panel)}-list`} aria-label={props.label}>
            <For each={shown()}>
              {(option, at) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the text box has the keys.
                // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text box.
                <div
                  role="option"
                  id={`${panelId(panel)}-${at()}`}
                  class="pick-option cut"
                  classList={{ 'is-chosen': option.value === props.value }}
                  aria-selected={at() === active()}
                  title={option.label}
                  onPointerMove={() => setActive(at())}
                  onClick={() => pick(option)}
                >
                  {option.label}
                </div>
              )}
            </For>
          </div>
          <Show when={found().length === 0}>
            <p class="pick-note muted">Nothing has this name.</p>
          </Show>
          <Show when={found().length > MOST_SHOWN}>
            <p class="pick-note muted">{found().length - MOST_SHOWN} more: type to find them.</p>
          </Show>
        </Show>
      </div>
    </>
  );
}

let panels = 0;

function panelId(panel: HTMLElement): string {
  if (panel.id === '') {
    panels += 1;
    panel.id = `pick-${panels}`;
  }
  return panel.id;
}
