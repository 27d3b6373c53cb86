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

  test('keep every letter whole, also those of two halves', () => {
    expect(differenceOf('a \u{1F600} b', 'a \u{1F601} b')).toEqual({
      from: 2,
      remove: 2,
      insert: '\u{1F601}',
    });
    const letters = fc.string({ unit: fc.constantFrom('\u{1F600}', '\u{1F601}', '\u{1F300}', 'a') });
    fc.assert(
      fc.property(letters, letters, (before, after) => {
        const { from, remove, insert } = differenceOf(before, after);
        expect(before.slice(0, from) + insert + before.slice(from + remove)).toBe(after);
        for (const part of [insert, before.slice(from, from + remove)])
          expect(part).not.toMatch(/\p{Surrogate}/u);
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
