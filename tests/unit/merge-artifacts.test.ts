import { expect, it } from 'vitest';
import { toHash } from '../../src/domain/ids.ts';
import { mergeArtifacts, type ToldArtifacts } from '../../src/domain/merge-runs.ts';

function told(letter: string | null, revision?: number): ToldArtifacts {
  const chunks = letter === null ? null : [toHash(letter.repeat(64))];
  return { entries: [{ path: 'plot.png', sizeBytes: 1, chunks }], ...(revision ? { revision } : {}) };
}

const shown = (...versions: ToldArtifacts[]) => mergeArtifacts(versions)[0]!.chunks?.[0]?.[0] ?? null;

it('what two devices kept without knowing of one another is one file on both', () => {
  expect(shown(told('a'), told('b'))).toBe(shown(told('b'), told('a')));
});

it('the later telling wins, but a kept file is not hidden by one that was only listed', () => {
  expect(shown(told('a', 2), told('b', 1))).toBe('a');
  expect(shown(told('b', 1), told('a', 2))).toBe('a');
  expect(shown(told('a'), told(null, 3))).toBe('a');
});
