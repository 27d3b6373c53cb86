import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonLine, parseJsonLines } from '../../src/features/run/artifacts/json-lines.ts';

function print(text: string): string {
  const result = parseJsonLines(text);
  if (result.kind === 'mistake') return `mistake at ${result.at}`;
  const toText = (line: JsonLine) => '  '.repeat(line.indent) + line.pieces.map((piece) => piece[1]).join('');
  return result.lines.map(toText).join('\n');
}

describe('parseJsonLines', () => {
  it('lays out objects and arrays', () => {
    expect(print('{"a":[1,{"b":null}],"c":{},"d":[]}')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": []\n}',
    );
  });

  it('takes the bare NaN and infinities of Python', () => {
    expect(print('[NaN,-Infinity,Infinity]')).toBe('[\n  NaN,\n  -Infinity,\n  Infinity\n]');
  });

  it('keeps every digit', () => {
    expect(print('[12345678901234567890, 1.10, 1E5]')).toBe('[\n  12345678901234567890,\n  1.10,\n  1E5\n]');
  });

  it('reads JSON lines', () => {
    expect(print('{"a":1}\n{"a":2}\n')).toBe('{\n  "a": 1\n}\n{\n  "a": 2\n}');
  });

  it.each([
    ['', 0],
    ['{"a":}', 5],
    ['[1,]', 3],
    ['{"a" 1}', 5],
    ['"open', 0],
    ['[1 2]', 3],
    ['{a:1}', 1],
    ['hello', 0],
    ['[[', 2],
  ])('finds the mistake in %j', (text, at) => {
    expect(parseJsonLines(text)).toEqual({ kind: 'mistake', at });
  });

  it('ends on nesting that would overflow the stack', () => {
    expect(parseJsonLines('['.repeat(100_000)).kind).toBe('mistake');
  });

  it('prints what JSON.stringify prints, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(print(text)).toBe(JSON.stringify(value, null, 2));
      }),
      { numRuns: 300 },
    );
  });
});
