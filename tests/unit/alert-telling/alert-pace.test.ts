import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AlertPace } from '../../../src/state/alert-pace.ts';

let pace: AlertPace;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  pace.stop();
  vi.useRealTimers();
});

/** Times at which it looked, in seconds to the tenth; each look takes so long. */
function looks(tookMs = 0): number[] {
  const began = performance.now();
  const times: number[] = [];
  pace = new AlertPace(async () => {
    times.push(Math.round((performance.now() - began) / 100) / 10);
    if (tookMs > 0) await new Promise((resolve) => setTimeout(resolve, tookMs));
  }, 2000);
  return times;
}

it('looks at once, then every two seconds however often something moves, then every half minute', async () => {
  const times = looks();
  for (let tenth = 0; tenth < 50; tenth++) {
    pace.moved();
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect(times).toEqual([0, 2, 4, 6, 30, 60]);
});

it('never looks twice at once, and looks again for what moved meanwhile', async () => {
  const times = looks(10_000);
  pace.moved();
  await vi.advanceTimersByTimeAsync(1000);
  pace.moved();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(times).toEqual([0, 10]);
});

it('goes on after a look that failed, and stops when it is told to', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  let count = 0;
  pace = new AlertPace(async () => {
    count += 1;
    throw new Error('the disk is gone');
  }, 2000);
  pace.moved();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(count).toBe(2);
  pace.moved();
  pace.stop();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(count).toBe(2);
});

it('does not wait for the timers of a page that is hidden', async () => {
  let count = 0;
  let goOn: () => void = () => undefined;
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      goOn = resolve;
    });
  pace = new AlertPace(
    async () => {
      count += 1;
    },
    2000,
    rest,
  );
  pace.moved();
  await vi.advanceTimersByTimeAsync(0);
  expect(count).toBe(1);
  pace.moved();
  // None of its own timers comes; the clock goes on.
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 2500);
  pace.moved();
  await Promise.resolve();
  await Promise.resolve();
  expect(count).toBe(2);
  pace.moved();
  vi.mocked(performance.now).mockReturnValue(performance.now() + 2500);
  goOn();
  await vi.advanceTimersByTimeAsync(0);
  expect(count).toBe(3);
  vi.restoreAllMocks();
});
