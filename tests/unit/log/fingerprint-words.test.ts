import { expect, test } from 'vitest';
import { toFingerprintWords } from '../../../src/sync/log/fingerprint-words.ts';
import type { WorkspaceFingerprint } from '../../../src/sync/log/replica.ts';
import { WORDS } from '../../../src/sync/log/word-list.ts';

test('there are 256 words, told apart by four letters', () => {
  expect(WORDS).toHaveLength(256);
  expect(new Set(WORDS.map((word) => word.slice(0, 4))).size).toBe(256);
  expect(WORDS.every((word) => /^[a-z]{3,9}$/.test(word))).toBe(true);
});

test('a workspace has six words, that differ when its id does', () => {
  const id = `0001ff10${'0'.repeat(56)}` as WorkspaceFingerprint;
  expect(toFingerprintWords(id)).toEqual([WORDS[0], WORDS[1], WORDS[255], WORDS[16], WORDS[0], WORDS[0]]);
});
