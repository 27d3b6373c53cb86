import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTexts, orderTexts } from '../../../workers/query/natural-order.ts';
import {
  MISSING_RANK,
  NAN_RANK,
  rankNumbers,
  sortByNumbers,
  sortByRanks,
} from '../../../workers/query/stable-sort.ts';
import { turns } from '../../support/turns.ts';

const sorted = (...texts: string[]) => Array.from(orderTexts(texts), (at) => texts[at]);

describe('the order of texts', () => {
  test.each([
    [
      ['trial-10', 'trial-9', 'trial-1'],
      ['trial-1', 'trial-9', 'trial-10'],
    ],
    [
      ['10', '9', '1e3', '-2', 'auto'],
      ['-2', '9', '10', '1e3', 'auto'],
    ],
    [
      ['Zebra', 'apple', 'Apple', 'zebra'],
      ['apple', 'Apple', 'zebra', 'Zebra'],
    ],
    [
      ['run 2b', 'run 2', 'run 2a', 'run'],
      ['run', 'run 2', 'run 2a', 'run 2b'],
    ],
    [
      ['été', 'eta', 'etz'],
      ['eta', 'été', 'etz'],
    ],
    [
      ['v1.10.0', 'v1.9.3', 'v1.9.20'],
      ['v1.9.3', 'v1.9.20', 'v1.10.0'],
    ],
    [
      ['a99999999999999999999', 'a99999999999999999998'],
      ['a99999999999999999998', 'a99999999999999999999'],
    ],
    [
      ['', 'nan', '0', ' '],
      ['0', '', ' ', 'nan'],
    ],
  ])('%j', (given, expected) => {
    expect(sorted(...given)).toEqual(expected);
  });

  const text = fc.oneof(
    fc.constantFrom('', '1', '1.0', '01', 'a1', 'A2', 'a01', 'b', 'é', 'e', 'Infinity', '-0', '0', 'x\u0000'),
    fc.stringMatching(/^[a-cA-C0-3 .-]{0,8}$/),
    fc.string({ maxLength: 6, unit: 'binary' }),
  );

  test('is the same one after the other and all at once, with every text in it', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
        const once = sorted(...texts);
        expect(once).toEqual([...texts].sort(compareTexts));
      }),
      { numRuns: turns(3000) },
    );
  });

  test('has no two texts that are equal and no circle', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(Math.sign(compareTexts(a, b))).toBe(-Math.sign(compareTexts(b, a)) + 0);
        expect(compareTexts(a, b) === 0).toBe(a === b);
        if (compareTexts(a, b) < 0 && compareTexts(b, c) < 0) expect(compareTexts(a, c)).toBeLessThan(0);
      }),
      { numRuns: turns(5000) },
    );
  });
});

const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE, 5e-324),
  fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
  // So near to each other that half a double does not tell them apart.
  fc.integer({ min: 0, max: 300 }).map((tiny) => 1 + tiny * Number.EPSILON),
);

describe('the order of numbers', () => {
  test('is the one of comparing them, equal ones as they stood', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 200 }), (numbers) => {
        const values = Float64Array.from(numbers);
        const rows = Uint32Array.from(values.keys()).reverse();
        const expected = [...rows].sort((a, b) =>
          values[a]! < values[b]! ? -1 : Number(values[a]! > values[b]!),
        );
        expect([...sortByNumbers(rows, values)]).toEqual(expected);
      }),
      { numRuns: turns(1000) },
    );
  });

  test('has values before NaN before what is missing, in either direction', () => {
    const values = Float64Array.of(2, Number.NaN, 0, Number.NEGATIVE_INFINITY, 2, 7);
    const ranks = rankNumbers(values, Uint8Array.of(1, 1, 0, 1, 1, 1));
    expect([...ranks.byRow]).toEqual([1, NAN_RANK, MISSING_RANK, 0, 1, 2]);
    const rows = Uint32Array.of(0, 1, 2, 3, 4, 5);
    expect([...sortByRanks(rows, ranks, false)]).toEqual([3, 0, 4, 5, 1, 2]);
    expect([...sortByRanks(rows, ranks, true)]).toEqual([5, 0, 4, 3, 1, 2]);
  });
});
