import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/base/canonical-json.ts';

test('canonical JSON has sorted keys, no undefined members, and numbers that JSON has no word for as text', () => {
  const value = {
    b: [Number.NaN, 1],
    a: undefined,
    c: {
      z: null,
      y: [
        ['k', 'v'],
        ['\ud800', '"'],
      ],
    },
  };
  expect(canonicalJson(value)).toBe('{"b":["NaN",1],"c":{"y":[["k","v"],["\\ud800","\\""]],"z":null}}');
});

test('canonical JSON of lists of texts and of mixed lists parses to what it was', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(texts, fc.integer(), fc.constant(null), fc.array(texts)), { maxLength: 6 }),
      (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
        // One more element of another kind takes the other way: it must write the same.
        const mixed = canonicalJson([...value, 0]);
        expect(mixed.replace(/,?0\]$/, ']')).toBe(canonicalJson(value));
      },
    ),
  );
});
