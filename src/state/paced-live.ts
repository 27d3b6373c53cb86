import { type Accessor, createEffect, createSignal, on, onCleanup, untrack } from 'solid-js';
import { useQuery } from './query.ts';

/**
 * Follows the live runs no oftener than every so many ms, and never while `isHeld`: for answers that cost more than those
 * of one run, or whose order moves under the pointer. The last step is always followed.
 */
export function createPacedLive(
  leastMs: number,
  isHeld: Accessor<boolean> = () => false,
  live: Accessor<number> = useQuery().live,
): Accessor<number> {
  const [paced, setPaced] = createSignal(untrack(live));
  let toldMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (): void => {
    toldMs = performance.now();
    setPaced(untrack(live));
  };
  createEffect(
    on([live, isHeld], ([, held]) => {
      clearTimeout(timer);
      if (held || live() === untrack(paced)) return;
      const restMs = toldMs + leastMs - performance.now();
      if (restMs <= 0) tell();
      else timer = setTimeout(tell, restMs);
    }),
  );
  onCleanup(() => clearTimeout(timer));
  return paced;
}
