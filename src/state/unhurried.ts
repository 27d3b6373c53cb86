/** After its work it rests for so many times as long as that took. */
const REST = 2;

/**
 * Calls `work` some time after it was asked to, never twice at once, and rests the longer the more there was to do:
 * however often it is asked, most of the time is left to others. The last request is always followed by a call; an
 * urgent one does not wait for the rest to end.
 */
export function makeUnhurried(work: () => Promise<void>, leastMs: number): (isUrgent: boolean) => void {
  let restMs = leastMs;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isWorking = false;
  let next: 'none' | 'later' | 'now' = 'none';

  const run = async (): Promise<void> => {
    timer = null;
    isWorking = true;
    const startedMs = performance.now();
    await work();
    restMs = Math.max(leastMs, (performance.now() - startedMs) * REST);
    isWorking = false;
    const asked = next;
    next = 'none';
    if (asked !== 'none') ask(asked === 'now');
  };
  const ask = (isUrgent: boolean): void => {
    if (isWorking) {
      if (isUrgent || next === 'none') next = isUrgent ? 'now' : 'later';
      return;
    }
    if (timer !== null && !isUrgent) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void run(), isUrgent ? 0 : restMs);
  };
  return ask;
}
