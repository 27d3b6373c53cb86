import { type Accessor, createEffect, createMemo, onCleanup } from 'solid-js';
import type { ShareState } from '../state/share.ts';

/** A screen has its heading by then. */
const SETTLED_MS = 600;

/** Tells the people here which screen this person looks at, by the heading of the page and its address. */
export function createPresence(share: ShareState, address: Accessor<string>): void {
  const isSharing = createMemo(() => share.view().sharing);
  createEffect(() => {
    const href = `#${address()}`;
    if (!isSharing()) return;
    const timer = setTimeout(() => {
      const heading = document.querySelector('#main h1')?.textContent?.trim() ?? '';
      share.look(heading.slice(0, 80), href);
    }, SETTLED_MS);
    onCleanup(() => clearTimeout(timer));
  });
}
