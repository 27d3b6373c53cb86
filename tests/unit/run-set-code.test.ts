import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toRunKey } from '../../src/domain/ids.ts';
import {
  compareAddress,
  fromRunSetCode,
  MAX_COMPARED_RUNS,
  parseRunSet,
  runSetQuery,
  toRunSetCode,
} from '../../src/domain/run-set-code.ts';
import { turns } from '../support/turns.ts';

const hexKey = (seed: number) =>
  toRunKey(Array.from({ length: 32 }, (_, i) => ((seed * 7919 + i * i * 31) % 16).toString(16)).join(''));

const readQuery = (query: string) => {
  const search = new URLSearchParams(query);
  return parseRunSet({ runs: search.get('runs') ?? '', set: search.get('set') ?? '' });
};

describe('the runs of an address', () => {
  test('a few stay readable', () => {
    expect(compareAddress([toRunKey('a'), toRunKey('b c')])).toBe('/compare?runs=a,b%20c');
    expect(readQuery('runs=a,b%20c,a,')).toEqual({ kind: 'runs', runs: ['a', 'b c'] });
  });

  test('hundreds take two thirds of the room of their digits', () => {
    const runs = Array.from({ length: 300 }, (_, i) => hexKey(i));
    const query = runSetQuery(runs);
    expect(query.startsWith('set=')).toBe(true);
    expect(query.length).toBeLessThan(300 * 23 + 20);
    expect(readQuery(query)).toEqual({ kind: 'runs', runs: [...new Set(runs)] });
  });

  test('names that begin alike are told by their ends', () => {
    const runs = Array.from({ length: 300 }, (_, i) => toRunKey(`tune/train_fn_2024-01-01_${1000 + i}`));
    expect(toRunSetCode(runs).length).toBeLessThan(300 * 8);
    expect(fromRunSetCode(toRunSetCode(runs))).toEqual({ kind: 'runs', runs });
  });

  test('any keys come back in their order', () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.stringMatching(/^[0-9a-f]{6,40}$/),
    );
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 60 }), (keys) => {
        expect(readQuery(runSetQuery(keys.map(toRunKey)))).toEqual({ kind: 'runs', runs: keys });
      }),
      { numRuns: turns(1000) },
    );
  });

  test('whatever stands in an address, there are runs or a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^A[A-Za-z0-9_-]{0,80}$/)), (code) => {
        const found = fromRunSetCode(code);
        expect(found.kind === 'runs' ? found.runs.length : found.text.length).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: turns(2000) },
    );
    expect(fromRunSetCode('!')).toMatchObject({ kind: 'mistake', text: expect.stringContaining('damaged') });
    expect(fromRunSetCode('_w')).toMatchObject({ kind: 'mistake', text: expect.stringContaining('newer') });
    expect(fromRunSetCode('A'.repeat(400_001))).toMatchObject({ kind: 'mistake' });
  });

  test('a code that was cut short is damaged, not a shorter list', () => {
    const code = toRunSetCode([hexKey(1), hexKey(2)]);
    expect(fromRunSetCode(code.slice(0, -4))).toMatchObject({ kind: 'mistake' });
  });

  test('more runs than are compared is a sentence', () => {
    const runs = Array.from({ length: MAX_COMPARED_RUNS + 1 }, (_, i) => toRunKey(`r${i}`));
    expect(readQuery(runSetQuery(runs))).toMatchObject({ kind: 'mistake' });
  });
});
