import { createEffect, For, type JSX, on, Show } from 'solid-js';
import { Icon } from './icon.tsx';
import { openPopover } from './popover.ts';
import type { Box } from './popover-place.ts';
import { Swatch } from './swatch.tsx';

/** What the hues of the theme are called, in their order. */
const HUE_NAMES = [
  'Blue',
  'Orange',
  'Teal',
  'Orchid',
  'Gold',
  'Sky',
  'Violet',
  'Rose',
  'Green',
  'Brown',
] as const;
const IN_A_ROW = 5;
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: IN_A_ROW,
  ArrowUp: -IN_A_ROW,
};

/** The colours to choose from: twice the hues, the second time in two tones (a dash, where it is a line). */
export function PalettePanel(props: {
  /** The place that is chosen now; null for none. */
  readonly chosen: number | null;
  readonly anchor: Box | null;
  /** null gives back what the colour would be by itself. */
  readonly onChoose: (place: number | null) => void;
  readonly onClose: () => void;
}): JSX.Element {
  let panel!: HTMLDivElement;
  const buttons = () => [...panel.querySelectorAll('button')];
  createEffect(
    on(
      () => props.anchor,
      (anchor) => {
        if (anchor) {
          openPopover(panel, anchor);
          buttons()[props.chosen ?? 0]?.focus();
        } else if (panel.matches(':popover-open')) panel.hidePopover();
      },
    ),
  );
  const choose = (place: number | null) => {
    panel.hidePopover();
    props.onChoose(place);
  };
  const handleKey = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (event.key === 'Tab') panel.hidePopover();
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  };
  return (
    <div
      ref={panel}
      popover="auto"
      role="menu"
      tabindex="-1"
      class="popover palette"
      aria-label="Colour"
      onKeyDown={handleKey}
      on:toggle={(event: ToggleEvent) => {
        if (event.newState === 'closed' && props.anchor) props.onClose();
      }}
    >
      <Show when={props.anchor}>
        {/* biome-ignore lint/a11y/useSemanticElements: items of a menu are grouped by a role, not by a fieldset. */}
        <div class="palette-swatches" role="group" aria-label="Palette">
          <For each={Array.from({ length: 2 * HUE_NAMES.length }, (_, place) => place)}>
            {(place) => {
              const name = HUE_NAMES[place % HUE_NAMES.length]!;
              const dashed = place >= HUE_NAMES.length;
              return (
                <button
                  type="button"
                  role="menuitemradio"
                  aria-checked={props.chosen === place}
                  aria-label={dashed ? `${name}, dashed` : name}
                  title={dashed ? `${name}, dashed` : name}
                  tabindex="-1"
                  onClick={() => choose(place)}
                >
                  <Swatch hue={place % HUE_NAMES.length} dashed={dashed} />
                </button>
              );
            }}
          </For>
        </div>
        <button type="button" role="menuitem" class="menu-item" tabindex="-1" onClick={() => choose(null)}>
          <span class="menu-mark">
            <Icon name="restore" />
          </span>
          Its own colour
        </button>
      </Show>
    </div>
  );
}
