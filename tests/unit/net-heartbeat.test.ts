import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Heartbeat } from '../../src/sync/net/heartbeat.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function start() {
  const counts = { beats: 0, silences: 0 };
  const heartbeat = new Heartbeat(
    () => {
      counts.beats += 1;
    },
    () => {
      counts.silences += 1;
      heartbeat.stop();
    },
  );
  return { counts, heartbeat };
}

it('an end that says nothing is gone after five to six seconds', () => {
  const { counts } = start();
  vi.advanceTimersByTime(4_900);
  expect(counts).toEqual({ beats: 4, silences: 0 });
  vi.advanceTimersByTime(1_200);
  expect(counts.silences).toBe(1);
});

it('an end that says anything now and then stays', () => {
  const { counts, heartbeat } = start();
  for (let second = 0; second < 60; second += 2) {
    vi.advanceTimersByTime(2_000);
    heartbeat.heard();
  }
  expect(counts).toEqual({ beats: 60, silences: 0 });
  heartbeat.stop();
});

it('a page that was asleep gives the other end time to be heard', () => {
  const { counts, heartbeat } = start();
  const now = vi.spyOn(performance, 'now');
  const startMs = Date.now();
  now.mockImplementation(() => Date.now() - startMs + 60_000);
  vi.advanceTimersByTime(1_000);
  expect(counts.silences).toBe(0);
  now.mockRestore();
  heartbeat.stop();
});
