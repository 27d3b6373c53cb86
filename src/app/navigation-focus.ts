import { type Accessor, createEffect, on } from 'solid-js';

/** Long enough for the new screen to have put the focus where it wants it. */
const SETTLE_MS = 80;

/**
 * After a change of address the focus is never left on nothing: whoever reads by keyboard starts at the content. The
 * table of runs is left alone: it takes the focus back to the row it came from, once its rows are there.
 */
export function createNavigationFocus(path: Accessor<string>, content: () => HTMLElement | null): void {
  createEffect(
    on(
      path,
      (here) =>
        setTimeout(() => {
          if (here.startsWith('/experiments')) return;
          if (document.activeElement === document.body) content()?.focus({ preventScroll: true });
        }, SETTLE_MS),
      { defer: true },
    ),
  );
}
