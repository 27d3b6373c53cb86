import { createEffect, For, type JSX, on } from 'solid-js';
import { openPopover } from '../../../ui/popover.ts';
import type { FilterOption } from './filter-options.ts';

const MOST_WIDE_PX = 620;
/** Wider than the box of a phone, where there is room. */
const LEAST_WIDE_PX = 366;

/** What could be typed next, below the box. A press chooses; the keys are the input's. */
export function FilterList(props: {
  readonly id: string;
  readonly optionId: (index: number) => string;
  readonly anchor: () => HTMLElement;
  readonly options: readonly FilterOption[];
  readonly active: number;
  readonly onAccept: (option: FilterOption) => void;
}): JSX.Element {
  let panel!: HTMLDivElement;
  createEffect(
    on(
      () => props.options,
      (options) => {
        const isShown = panel.matches(':popover-open');
        if (options.length === 0) {
          if (isShown) panel.hidePopover();
          return;
        }
        const box = props.anchor().getBoundingClientRect();
        const least = Math.min(LEAST_WIDE_PX, innerWidth - 24);
        panel.style.width = `${Math.min(MOST_WIDE_PX, Math.max(least, box.width))}px`;
        panel.scrollTop = 0;
        if (!isShown) openPopover(panel, box);
      },
    ),
  );
  createEffect(() => {
    if (props.active >= 0) panel.children[props.active]?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <div
      ref={panel}
      id={props.id}
      popover="manual"
      role="listbox"
      tabindex="-1"
      aria-label="Suggestions"
      class="popover filter-list"
      // The focus stays in the input.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
    >
      <For each={props.options}>
        {(option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the list are those of the input that owns it.
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, which names the active one.
          <div
            id={props.optionId(index())}
            role="option"
            class="filter-option"
            aria-selected={index() === props.active}
            onClick={() => props.onAccept(option)}
          >
            <span class="cut mono filter-option-label">{option.label}</span>
            <span class="filter-option-detail muted">{option.detail}</span>
          </div>
        )}
      </For>
    </div>
  );
}
