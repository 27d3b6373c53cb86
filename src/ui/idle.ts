import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';

/** True once the page has had nothing else to do, or `withinMs` after `isReady` was true at the latest. */
export function createIdle(withinMs: number, isReady: Accessor<boolean> = () => true): Accessor<boolean> {
  const [isIdle, setIdle] = createSignal(false);
  createEffect(() => {
    if (!isReady() || isIdle()) return;
    if ('requestIdleCallback' in window) {
      const handle = requestIdleCallback(() => setIdle(true), { timeout: withinMs });
      onCleanup(() => cancelIdleCallback(handle));
    } else {
      const timer = setTimeout(() => setIdle(true), withinMs);
      onCleanup(() => clearTimeout(timer));
    }
  });
  return isIdle;
}
