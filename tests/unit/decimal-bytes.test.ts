import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimalBytes } from '../../workers/import/tables/decimal.ts';

function parse(text: string): number {
  const bytes = Buffer.from(`,${text},`);
  return parseDecimalBytes(bytes, 1, bytes.length - 1);
}

describe('a number in bytes', () => {
  it('is the double that Number reads, or none', () => {
    const forms = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .chain((value) =>
        fc.constantFrom(
          String(value),
          value.toExponential(),
          value.toExponential().replace(/e([+-])(\d)$/, 'E$10$2'),
          value.toPrecision(17),
          value.toFixed(6),
        ),
      );
    fc.assert(
      fc.property(forms, (text) => {
        const value = parse(text);
        if (!Number.isNaN(value)) expect(value).toBe(Number(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('is read at once as programs write it', () => {
    for (const text of [
      '0',
      '-0',
      '17',
      '0.5',
      '-12.75',
      '1.7954046772754717e+09',
      '0.8437593847593847',
      '1e0',
      '2.5E+1',
    ]) {
      expect(parse(text), text).toBe(Number(text));
    }
  });

  it('is none where it is something else', () => {
    for (const text of [
      '',
      '-',
      '.',
      'e5',
      '1e',
      '1e+',
      '1e99999',
      '1.2.3',
      '1 2',
      'NaN',
      '0x10',
      '--1',
      '1e5x',
      '9'.repeat(30),
    ]) {
      expect(parse(text), text).toBeNaN();
    }
  });
});
