import { expect, it } from 'vitest';
import { SILENCE_MS, WriterSilence } from '../../../workers/watch/folder/writer-silence.ts';

function after(...waits: readonly number[]): number {
  const silence = new WriterSilence();
  let nowMs = 1_700_000_000_000;
  silence.stir(nowMs);
  for (const waitMs of waits) {
    nowMs += waitMs;
    silence.stir(nowMs);
  }
  return silence.mostMs;
}

it('is long for whoever was not watched yet, and several times as long as any before it', () => {
  expect(after()).toBe(SILENCE_MS);
  expect(after(1000, 1000)).toBe(SILENCE_MS);
  expect(after(1000, 1000, 1000)).toBe(30_000);
  expect(after(1000, 20_000, 0, 1000)).toBe(100_000);
  expect(after(1000, 1000, 300_000)).toBe(SILENCE_MS);
});
