import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import { MetricParser } from '../../workers/import/formats/mlruns/metric-file.ts';
import { parseNumber, parseNumberAt } from '../../workers/import/formats/mlruns/python-number.ts';

describe('numbers as Python writes them', () => {
  it.each([
    ['0.3333333333333333', 0.3333333333333333],
    ['3.0', 3],
    ['1e-07', 1e-7],
    ['1e+22', 1e22],
    ['nan', Number.NaN],
    ['-NaN', Number.NaN],
    ['+inf', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['1_000.5', 1000.5],
    ['+1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e400', Number.POSITIVE_INFINITY],
    ['-0', -0],
  ])('%s', (text, value) => expect(parseNumber(text)).toBe(value));

  it.each([
    '',
    ' ',
    '-',
    '.',
    '1.2.3',
    '0x1f',
    '-0b1',
    '1__0',
    '_1',
    '1_',
    '1e',
    'none',
    '1 ',
    '1,5',
    'infin',
  ])('no number: "%s"', (text) => expect(parseNumber(text)).toBeNull());

  it('are the same read in place, in any surroundings', () => {
    const text = fc.oneof(
      fc.double().map(String),
      fc.integer().map(String),
      fc.stringMatching(/^[-+0-9._eEnaif]{0,20}$/),
      fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.nat(19)).map(([digits, at]) => {
        const all = digits.toString();
        return `${all.slice(0, at)}.${all.slice(at)}`;
      }),
    );
    fc.assert(
      fc.property(text, fc.string({ maxLength: 3 }), (number, around) => {
        const place = [around.length, around.length + number.length] as const;
        expect(parseNumberAt(around + number + around, ...place)).toBe(parseNumber(number));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('MetricParser', () => {
  const line = fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 2_000_000_000_000 }), fc.double(), fc.integer())
      .map(([time, value, step]) => `${time} ${value} ${step}`),
    fc.constantFrom('', '1 2', '1 2 3 name digest', 'x', '1 2 3 ', ' 1 2 3', '1  2 3', '1 nan 3\r', '1 2 é'),
  );

  it('gives the same points however the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.boolean(),
        fc.array(fc.nat(400)),
        (lines, ended, cuts) => {
          const bytes = toUtf8(lines.join('\n') + (ended ? '\n' : ''));
          const whole = parseChunks([bytes]);
          const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
          const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
          expect(parseChunks(chunks)).toEqual(whole);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function parseChunks(chunks: readonly Uint8Array[]): unknown {
  const extras: unknown[] = [];
  const parser = new MetricParser(0, (fields, point) => extras.push([fields, point]));
  for (const chunk of chunks) parser.push(chunk);
  parser.finish();
  const { steps, timesMs, values } = parser.points.columns();
  return { steps: [...steps], timesMs: [...timesMs], values: [...values], damage: parser.damage, extras };
}
