import { type Accessor, batch, createSignal, onCleanup } from 'solid-js';
import type { RunKey } from '../domain/ids.ts';
import type { LivePulse } from '../domain/live/liveness.ts';

const STILL: LivePulse = { changed: [], liveCount: 0 };

export interface PulseState {
  /** Grows with every pulse that the page is told of. */
  readonly live: Accessor<number>;
  /** The newest of them; those that came while nobody looked are one. */
  readonly pulse: Accessor<LivePulse>;
  readonly beat: (pulse: LivePulse) => void;
  /** Another workspace is open: nothing is live that was. */
  readonly forget: () => void;
}

/** Pulses of live runs as screens follow them. While the page is hidden they wait: what nobody sees asks nothing. */
export function createPulse(
  page: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>,
): PulseState {
  const [live, setLive] = createSignal(0);
  const [pulse, setPulse] = createSignal<LivePulse>(STILL);
  let waiting: { readonly changed: Set<RunKey>; liveCount: number } | null = null;
  const tell = (next: LivePulse): void =>
    batch(() => {
      setPulse(next);
      setLive((count) => count + 1);
    });
  const onVisibility = (): void => {
    if (page.visibilityState !== 'visible' || !waiting) return;
    tell({ changed: [...waiting.changed], liveCount: waiting.liveCount });
    waiting = null;
  };
  page.addEventListener('visibilitychange', onVisibility);
  onCleanup(() => page.removeEventListener('visibilitychange', onVisibility));
  return {
    live,
    pulse,
    beat: (next) => {
      if (page.visibilityState === 'visible') return tell(next);
      waiting ??= { changed: new Set(), liveCount: 0 };
      for (const run of next.changed) waiting.changed.add(run);
      waiting.liveCount = next.liveCount;
    },
    forget: () => {
      waiting = null;
      setPulse(STILL);
    },
  };
}
