import { describe, expect, it } from 'vitest';
import {
  fieldOf,
  jsonToPythonText,
  looseNumberOf,
  numberOf,
  paramsOf,
  sortedPairs,
} from '../../workers/import/text/json-fields.ts';
import { parseLenientJson, parseWrittenJson } from '../../workers/import/text/lenient-json.ts';

describe('fields of foreign JSON', () => {
  it('are looked up among the own ones only', () => {
    const parsed = parseLenientJson('{"a": {"constructor": 1}, "__proto__": 2}');
    if (!parsed.ok) throw new Error('no JSON');
    expect(fieldOf(fieldOf(parsed.value, 'a'), 'constructor')).toBe(1);
    expect(fieldOf(parsed.value, '__proto__')).toBe(2);
    expect(fieldOf(parsed.value, 'toString')).toBeUndefined();
    expect(fieldOf([1], '0')).toBeUndefined();
  });

  it('are numbers where they say so, in words and, where it is asked for, as text', () => {
    expect(['NaN', 'Infinity', '-Infinity', '0.5', true, null].map((one) => numberOf(one))).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      null,
      null,
      null,
    ]);
    expect(['0.5', '1e3', 'adam', '', '0x10', '1.2.3'].map((one) => looseNumberOf(one))).toEqual([
      0.5,
      1000,
      null,
      null,
      16,
      null,
    ]);
  });

  it('become params: nested ones by dots, lists whole, as Python prints them', () => {
    const parsed = parseWrittenJson('{"a": {"b": 1.0, "c": {}}, "d": [1, "x", null], "e": 9007199254740993}');
    if (!parsed.ok) throw new Error('no JSON');
    expect(paramsOf(parsed.value)).toEqual([
      ['a.b', '1.0'],
      ['a.c', '{}'],
      ['d', "[1, 'x', None]"],
      ['e', '9007199254740993'],
    ]);
    expect(paramsOf('x')).toEqual([]);
  });

  it('are text as it stands where it is no JSON', () => {
    expect(['"x"', 'true', '{"a": 1}', 'not json'].map(jsonToPythonText)).toEqual([
      'x',
      'True',
      "{'a': 1}",
      'not json',
    ]);
  });

  it('are in the order of their keys, of two the later', () => {
    const pairs = [
      ['b', '1'],
      ['a', '2'],
      ['b', '3'],
      ['', '4'],
    ] as const;
    expect(sortedPairs(pairs)).toEqual([
      ['a', '2'],
      ['b', '3'],
    ]);
  });
});
