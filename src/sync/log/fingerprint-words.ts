import { assert } from '../../base/assert.ts';
import { fromHex } from '../../base/bytes.ts';
import type { WorkspaceFingerprint } from './replica.ts';
import { WORDS } from './word-list.ts';

const WORD_COUNT = 6;

/**
 * The first 48 bits of a workspace's id as words that two people can read to one another. Making another workspace
 * with the same words takes some 10^14 attempts at a genesis.
 */
export function toFingerprintWords(workspace: WorkspaceFingerprint): readonly string[] {
  return Array.from(fromHex(workspace.slice(0, WORD_COUNT * 2)), (byte) => {
    const word = WORDS[byte];
    assert(word !== undefined, 'there is a word for every byte');
    return word;
  });
}
