import { createSignal, type JSX, onMount, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { openPopover } from '../../ui/popover.ts';
import { ColumnsPanel } from './columns-panel.tsx';
import type { RunsView } from './runs-view-state.ts';

/** Opens the list of columns beside itself; a press outside or Escape closes it. */
export function ColumnsButton(props: { readonly view: RunsView }): JSX.Element {
  const [isOpen, setOpen] = createSignal(false);
  let button!: HTMLButtonElement;
  let panel!: HTMLDivElement;
  // Named as its target, the button does not close and reopen what it opened.
  onMount(() => {
    button.popoverTargetElement = panel;
    button.popoverTargetAction = 'toggle';
  });
  return (
    <>
      <Button ref={button} icon="columns" aria-haspopup="dialog" aria-expanded={isOpen()}>
        Columns
      </Button>
      <div
        ref={panel}
        popover="auto"
        role="dialog"
        aria-label="Columns"
        class="popover columns-popover"
        on:toggle={(event: ToggleEvent) => {
          setOpen(event.newState === 'open');
          if (event.newState === 'open') openPopover(panel, button.getBoundingClientRect());
        }}
      >
        <Show when={isOpen()}>
          <ColumnsPanel view={props.view} />
        </Show>
      </div>
    </>
  );
}
