import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, nearestWord } from '../../../src/base/edit-distance.ts';
import { makeLike } from '../../../src/base/like.ts';
import { parsePattern } from '../../../src/base/pattern/pattern.ts';

function matches(source: string, text: string): boolean {
  const pattern = parsePattern(source);
  if (pattern.kind === 'fault') throw new Error(`${source}: ${pattern.code}`);
  return pattern.test(text);
}

const fault = (source: string) => {
  const pattern = parsePattern(source);
  return pattern.kind === 'fault' ? `${pattern.code} ${pattern.at}` : 'none';
};

describe('LIKE', () => {
  test('is the same as a regular expression over whole texts', () => {
    const letter = fc.constantFrom('a', 'b', '%', '_', '.', '😀', '\n', 'É');
    const text = fc
      .array(fc.constantFrom('a', 'b', '.', '😀', '\n', 'é', 'B'), { maxLength: 10 })
      .map((all) => all.join(''));
    const escaped = (one: string) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 7 }), text, fc.boolean(), (letters, given, ignoreCase) => {
        const source = letters.map((one) => (one === '%' ? '.*' : one === '_' ? '.' : escaped(one))).join('');
        const expected = new RegExp(`^${source}$`, ignoreCase ? 'isu' : 'su').test(given);
        expect(makeLike(letters.join(''), ignoreCase)(given)).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  test('takes no longer for a pattern that makes others try for ever', () => {
    const startedMs = performance.now();
    expect(makeLike(`${'%a'.repeat(30)}%b`, false)('a'.repeat(100_000))).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(500);
  });
});

describe('regular expressions', () => {
  test('find what the engine of the browser finds', () => {
    const { source } = fc.letrec<{ source: string }>((tie) => ({
      source: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.constantFrom(
          'a',
          'b',
          '.',
          '\\d',
          '\\w',
          '\\S',
          '[ab]',
          '[^a]',
          '[a-c1]',
          '[\\d_]',
          '\\b',
          '^',
          '$',
          'é',
          '\\.',
        ),
        fc.tuple(tie('source'), tie('source')).map(([a, b]) => a + b),
        fc.tuple(tie('source'), tie('source')).map(([a, b]) => `(?:${a}|${b})`),
        fc
          .tuple(tie('source'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}', '*?'))
          .map(([a, b]) => `(${a})${b}`),
      ),
    }));
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '1', '_', '.', ' ', 'é', '\n', 'A'), { maxLength: 12 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(source, text, fc.boolean(), (given, over, ignoreCase) => {
        const expected = new RegExp(given, ignoreCase ? 'iu' : 'u').test(over);
        expect(matches(ignoreCase ? `(?i)${given}` : given, over)).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  test('that blow up elsewhere take linear time', () => {
    const text = 'a'.repeat(50_000);
    const startedMs = performance.now();
    for (const source of ['(a*)*b', '(a|aa)+$b', '(a?){30}a{30}b', '^(([a-z])+.)+[A-Z]([a-z])+$']) {
      expect(matches(source, text)).toBe(false);
    }
    expect(performance.now() - startedMs).toBeLessThan(4000);
  });

  test.each([
    ['(a', 'unclosed-group 0'],
    ['a)', 'unopened-group 1'],
    ['x[a', 'unclosed-class 1'],
    ['*a', 'nothing-to-repeat 0'],
    ['a**', 'nothing-to-repeat 2'],
    ['(a)\\1', 'not-linear 3'],
    ['(?=a)', 'not-linear 0'],
    ['[z-a]', 'bad-range 1'],
    ['a{3,2}', 'bad-range 1'],
    ['\\q', 'bad-escape 0'],
    ['a{1000}', 'too-large 1'],
    ['((a{100}){100}){100}', 'too-large 0'],
    ['((((){200}){200}){200}){200}', 'too-large 0'],
    ['('.repeat(60), 'too-large 41'],
    ['a'.repeat(1001), 'too-large 1000'],
  ])('%s is refused with a reason', (source, expected) => expect(fault(source)).toBe(expected));
});

test('the nearest word is the one with the fewest letters to change, if any is near', () => {
  expect(editDistance('rsme', 'rmse', 3)).toBe(1);
  expect(editDistance('loss', 'validation', 2)).toBe(3);
  const words = ['rmse', 'mae', 'validation-rmse', 'params'];
  expect(nearestWord('rsme', words)).toBe('rmse');
  expect(nearestWord('MAE', words)).toBe('mae');
  expect(nearestWord('parms', words)).toBe('params');
  expect(nearestWord('banana', words)).toBeNull();
});
