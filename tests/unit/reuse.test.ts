import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reuse } from '../../src/base/reuse.ts';

test('what is equal is the same object, what is not is as it was said', () => {
  const before = { people: [{ name: 'Ana' }, { name: 'Ben' }], atMs: 1, looking: null };
  const after = { people: [{ name: 'Ana' }, { name: 'Eve' }], atMs: 1, looking: { label: 'run' } };
  const made = reuse<unknown>(before, after) as typeof after;
  expect(made).toEqual(after);
  expect(made.people[0]).toBe(before.people[0]);
  expect(reuse(before, structuredClone(before))).toBe(before);
  expect(reuse<unknown>({ a: undefined }, { b: undefined })).toEqual({ b: undefined });
});

test('any data comes out as it went in', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
      expect(reuse(before, after)).toEqual(after);
      expect(reuse(before, structuredClone(before))).toBe(before);
    }),
  );
});
