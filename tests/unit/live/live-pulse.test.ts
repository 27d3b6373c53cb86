import { createRoot, createSignal } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toRunKey } from '../../../src/domain/ids.ts';
import { createPulse, type PulseState } from '../../../src/state/live-pulse.ts';
import { createPacedLive } from '../../../src/state/paced-live.ts';

/** A page that can be hidden. */
class FakePage {
  visibilityState: DocumentVisibilityState = 'visible';
  private listener: () => void = () => undefined;
  addEventListener = (_: string, listener: unknown): void => {
    this.listener = listener as () => void;
  };
  removeEventListener = (): void => undefined;
  show(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.listener();
  }
}

const [a, b] = [toRunKey('a'), toRunKey('b')];
let dispose: () => void = () => undefined;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  dispose();
  vi.useRealTimers();
});

function inRoot<T>(make: () => T): T {
  return createRoot((end) => {
    dispose = end;
    return make();
  });
}

test('a hidden page asks nothing, and hears of everything at once when it is seen again', () => {
  const page = new FakePage();
  const state: PulseState = inRoot(() => createPulse(page as unknown as Document));
  state.beat({ changed: [a], liveCount: 1 });
  expect(state.live()).toBe(1);
  page.show('hidden');
  state.beat({ changed: [a], liveCount: 1 });
  state.beat({ changed: [b], liveCount: 2 });
  expect(state.live()).toBe(1);
  page.show('visible');
  expect(state.live()).toBe(2);
  expect(state.pulse()).toEqual({ changed: [a, b], liveCount: 2 });
  page.show('hidden');
  page.show('visible');
  expect(state.live()).toBe(2);
});

test('another workspace begins with nothing live', () => {
  const page = new FakePage();
  const state = inRoot(() => createPulse(page as unknown as Document));
  page.show('hidden');
  state.beat({ changed: [a], liveCount: 1 });
  state.forget();
  page.show('visible');
  expect(state.pulse()).toEqual({ changed: [], liveCount: 0 });
});

test('a paced follower moves at once, then no oftener than its pace, and ends at the newest', async () => {
  const [live, setLive] = createSignal(0);
  const paced = inRoot(() => createPacedLive(2000, () => false, live));
  setLive(1);
  expect(paced()).toBe(1);
  setLive(2);
  setLive(3);
  expect(paced()).toBe(1);
  await vi.advanceTimersByTimeAsync(1999);
  expect(paced()).toBe(1);
  await vi.advanceTimersByTimeAsync(2);
  expect(paced()).toBe(3);
});

test('while it is held nothing moves; let go, it moves', async () => {
  const [live, setLive] = createSignal(0);
  const [isHeld, setHeld] = createSignal(true);
  const paced = inRoot(() => createPacedLive(2000, isHeld, live));
  setLive(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(paced()).toBe(0);
  setHeld(false);
  expect(paced()).toBe(1);
});
