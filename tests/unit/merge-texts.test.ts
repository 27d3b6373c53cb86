import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceOf, mergeTexts } from '../../src/domain/merge-texts.ts';

describe('two changes of one text', () => {
  test('that lie apart are both made', () => {
    expect(mergeTexts('one two three', 'ONE two three', 'one two THREE')).toBe('ONE two THREE');
    expect(mergeTexts('one two three', 'one two THREE', 'ONE! two three')).toBe('ONE! two THREE');
    expect(mergeTexts('one two three', 'one three', 'one two three four')).toBe('one three four');
  });

  test('at one place leave what both wrote', () => {
    expect(mergeTexts('', 'mine', 'theirs')).toBe('theirsmine');
    expect(mergeTexts('a b c', 'a X c', 'a Y c')).toBe('a YX c');
    expect(mergeTexts('a bcd e', 'a X e', 'a bYd e')).toBe('a YX e');
    expect(mergeTexts('a bcd e', 'a bXd e', 'a Y e')).toBe('a YX e');
  });

  test('are one when the other side changed nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (base, other) => {
        expect(mergeTexts(base, other, base)).toBe(other);
        expect(mergeTexts(base, base, other)).toBe(other);
        const { from, remove, insert } = differenceOf(base, other);
        expect(base.slice(0, from) + insert + base.slice(from + remove)).toBe(other);
      }),
    );
  });

  test('lose nothing that either inserted', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const merged = mergeTexts(base, mine, theirs);
        expect(merged).toContain(differenceOf(base, mine).insert);
        expect(merged).toContain(differenceOf(base, theirs).insert);
      }),
    );
  });
});
