import { type Accessor, createSignal, onCleanup, onMount } from 'solid-js';

/** True once the page has had nothing else to do, or after `withinMs` at the latest. */
export function createIdle(withinMs: number): Accessor<boolean> {
  const [isIdle, setIdle] = createSignal(false);
  onMount(() => {
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
