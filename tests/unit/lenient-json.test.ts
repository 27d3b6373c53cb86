import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type JsonValue,
  parseLenientJson,
  parseWrittenJson,
} from '../../workers/import/text/lenient-json.ts';
import { flattenParams } from '../../workers/import/text/python-text.ts';

function plain(value: JsonValue): unknown {
  if (value instanceof Map) return { map: [...value].map(([key, one]) => [key, plain(one)]) };
  return Array.isArray(value) ? value.map(plain) : value;
}

function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== 'object' || value === null) return value;
  return { map: Object.entries(value).map(([key, one]) => [key, plainOf(one)]) };
}

function parse(text: string): unknown {
  const result = parseLenientJson(text);
  return result.ok ? plain(result.value) : result.reason;
}

describe('JSON as training code writes it', () => {
  it('is read as JSON.parse reads it where that can', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(parse(text)).toEqual(plainOf(JSON.parse(text)));
      }),
    );
  });

  it('has NaN and the infinities as values, not inside strings', () => {
    const text = '{"a": NaN, "b": [Infinity, -Infinity], "c": "NaN, \\"Infinity"}';
    expect(parse(text)).toEqual({
      map: [
        ['a', Number.NaN],
        ['b', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
        ['c', 'NaN, "Infinity'],
      ],
    });
  });

  it('refuses what is none', () => {
    for (const text of ['', '{', '[1,', '{"a" 1}', 'nul', '"a', '[1 2]', '1 2', '--1', '{a: 1}']) {
      expect(parse(text), text).toBe('malformed');
    }
    expect(parse('['.repeat(100_000))).toBe('too-deep');
    const few = parseLenientJson('[1,2,3,4]', { values: 3 });
    expect(few).toMatchObject({ ok: false, reason: 'too-many' });
    expect(parseLenientJson('[1,2]', { length: 3 })).toMatchObject({ ok: false, reason: 'too-large' });
  });

  it('takes `__proto__` for a key like any other', () => {
    expect(parse('{"__proto__": {"x": 1}}')).toEqual({ map: [['__proto__', { map: [['x', 1]] }]] });
  });
});

describe('params', () => {
  it('are rows for each leaf, as Python prints them', () => {
    const text =
      '{"lr": 1.0, "opt": {"name": "adam", "betas": [0.9, 0.999], "on": true}, "none": null, "e": {}, "l": ["a\'b", "c"]}';
    const result = parseWrittenJson(text);
    const rows: string[] = [];
    if (result.ok) flattenParams('', result.value, (key, value) => rows.push(`${key}=${value}`));
    expect(rows).toEqual([
      'lr=1.0',
      'opt.name=adam',
      'opt.betas=[0.9, 0.999]',
      'opt.on=True',
      'none=None',
      'e={}',
      "l=[\"a'b\", 'c']",
    ]);
  });

  it('keep numbers that a double cannot hold', () => {
    const result = parseWrittenJson('{"n": 9007199254740993}');
    const rows: string[] = [];
    if (result.ok) flattenParams('', result.value, (_, value) => rows.push(value));
    expect(rows).toEqual(['9007199254740993']);
  });
});
