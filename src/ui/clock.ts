import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';

/** The time in ms, told anew so often while the page is seen: for texts that say how long ago something was. */
export function createClock(everyMs: Accessor<number>): Accessor<number> {
  const [nowMs, setNowMs] = createSignal(Date.now());
  const tick = (): void => {
    if (document.visibilityState === 'visible') setNowMs(Date.now());
  };
  createEffect(() => {
    tick();
    const timer = setInterval(tick, everyMs());
    onCleanup(() => clearInterval(timer));
  });
  document.addEventListener('visibilitychange', tick);
  onCleanup(() => document.removeEventListener('visibilitychange', tick));
  return nowMs;
}
