import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonProblem, parseCutJson } from '../../workers/import/text/cut-json.ts';

const plain = (value: unknown): unknown => {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]));
  return Array.isArray(value) ? value.map(plain) : value;
};

describe('JSON that was cut off', () => {
  it('is read up to its last complete member', () => {
    const text = '{"a": [1, NaN, 2], "log": [{"s": 1, "x": "},["}, {"s": 2, "x": "b"}, {"s": 3, "x';
    const found = parseCutJson(text);
    expect(found?.isCut).toBe(true);
    expect(plain(found?.value)).toEqual({
      a: [1, Number.NaN, 2],
      log: [{ s: 1, x: '},[' }, { s: 2, x: 'b' }, { s: 3 }],
    });
  });

  it('that is whole is not called cut', () => {
    expect(parseCutJson('{"a": [1]}')).toEqual({ value: new Map([['a', [1]]]), isCut: false });
  });

  it('or is damaged on the way is read up to there', () => {
    for (const text of [
      '{"a": [1, 2, 3}, "b": 4}',
      '{"a": [1, 2, \u0000, 4]}',
      '{"a": [1, 2, x3',
      '{"a": [1, 2, "b" 3]}',
    ]) {
      expect(plain(parseCutJson(text)?.value), text).toEqual({ a: [1, 2] });
    }
    expect(parseCutJson('{"é": 1, "b": 2}}')).toBeNull();
    expect(parseCutJson('{"é": [1, 2, ?]}')).toMatchObject({ isCut: true, cutByte: 12 });
  });

  it('that is no JSON, or damaged at once, is none', () => {
    for (const text of ['', 'oops', '{"a": [1}, "b": 2', '{"a": 1 "b": 2}', '{a: 1, b: 2', '{"a']) {
      expect(parseCutJson(text), text).toBeNull();
    }
  });

  it('cut anywhere holds nothing that the whole does not', () => {
    const rows = fc.array(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())));
    fc.assert(
      fc.property(rows, fc.nat(), (value, at) => {
        const text = JSON.stringify({ rows: value });
        const found = parseCutJson(text.slice(0, at % (text.length + 1)));
        if (!found) return;
        const kept = (plain(found.value) as { rows?: object[] }).rows ?? [];
        kept.forEach((row, index) => {
          expect(Object.entries(value[index]!)).toEqual(expect.arrayContaining(Object.entries(row)));
        });
      }),
      { numRuns: 200 },
    );
  });

  it('says what lies under the name instead', () => {
    const code = (text: string) => jsonProblem('a/trainer_state.json', text).code;
    expect(code('version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n')).toBe('lfs-pointer');
    expect(code('')).toBe('empty-file');
    expect(code('{"a": 1}')).toBe('unrecognised-file');
    expect(code('{"a" 1}')).toBe('json-damaged');
  });
});
