import { describe, expect, test } from 'vitest';
import { datasetKey, type Hash } from '../../../src/domain/ids.ts';
import { otherSide, type SideChoice } from '../../../src/features/data/compare-sides.ts';

const side = (name: string, print: string | null): SideChoice => {
  const dataset = datasetKey(name, 'd');
  return { id: `${dataset}/${print}`, dataset, print: print as Hash | null, label: '' };
};

describe('what a version is compared with at first', () => {
  const [file, other, recorded] = [side('a', 'f1'), side('a', 'f2'), side('a', null)];

  test('another version before another file', () => {
    const version = side('b', null);
    expect(otherSide([file, other, recorded, version], file)).toBe(version);
    expect(otherSide([file, other, recorded], file)).toBe(other);
  });

  test('never with what was recorded of itself, from either end', () => {
    expect(otherSide([file, recorded], file)).toBeUndefined();
    expect(otherSide([file, recorded], recorded)).toBeUndefined();
    expect(otherSide([recorded], recorded)).toBeUndefined();
  });
});
