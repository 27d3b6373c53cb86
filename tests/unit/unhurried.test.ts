import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeUnhurried } from '../../src/state/unhurried.ts';

const LEAST_MS = 100;
const WORK_MS = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function makeWork() {
  const startedMs: number[] = [];
  const ask = makeUnhurried(async () => {
    startedMs.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, WORK_MS));
  }, LEAST_MS);
  const beganMs = performance.now();
  return { ask, times: () => startedMs.map((ms) => ms - beganMs) };
}

test('rests for twice as long as the work took, however often it is asked', async () => {
  const { ask, times } = makeWork();
  for (let turn = 0; turn < 50; turn++) {
    ask(false);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(times()).toEqual([100, 3100]);
});

test('what is asked during the work is done after it, at once when it is urgent', async () => {
  const { ask, times } = makeWork();
  ask(false);
  await vi.advanceTimersByTimeAsync(500);
  ask(true);
  ask(false);
  await vi.advanceTimersByTimeAsync(5000);
  expect(times()).toEqual([100, 1101]);
});

test('an urgent call does not wait for the rest to end', async () => {
  const { ask, times } = makeWork();
  ask(false);
  await vi.advanceTimersByTimeAsync(1200);
  ask(false);
  ask(true);
  await vi.advanceTimersByTimeAsync(5000);
  expect(times()).toEqual([100, 1200]);
});
