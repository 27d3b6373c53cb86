import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowScanner } from '../../workers/import/formats/csv/scanner.ts';
import { TextSlices } from '../../workers/import/formats/csv/text-slices.ts';
import {
  lastNumber,
  PRESENT,
  parseDurationText,
  parseTimeText,
  readNumber,
} from '../../workers/import/tables/cells.ts';
import { parseDecimal } from '../../workers/import/tables/decimal.ts';
import { turns } from '../support/turns.ts';

const DELIMITERS = [',', '\t', ';', '|'] as const;

/** RFC 4180: quotes where they are needed, doubled inside. */
function quote(cell: string, delimiter: string, always: boolean): string {
  const needed = always || cell.startsWith('"') || /["\r\n]/.test(cell) || cell.includes(delimiter);
  return needed ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function scanAll(scanner: RowScanner, pieces: readonly string[]): string[][] {
  const rows: string[][] = [];
  pieces.forEach((piece, index) => {
    scanner.push(piece);
    while (scanner.next(index === pieces.length - 1)) {
      rows.push(Array.from({ length: scanner.cellCount }, (_, cell) => scanner.cell(cell)));
    }
  });
  return rows;
}

const cell = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', '1', ' ', '"', ',', ';', '\t', '|', '\n', '\r', 'é', '🚀'),
    maxLength: 8,
  }),
  fc.double().map(String),
);
const table = fc
  .integer({ min: 2, max: 6 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
  );

describe('cells of text', () => {
  it('come back as they were written, whatever they hold and wherever the text is cut', () => {
    const property = fc.property(
      table,
      fc.constantFrom(...DELIMITERS),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 4 }),
      (rows, delimiter, end, always, cuts) => {
        const text = rows
          .map((row) => row.map((one) => quote(one, delimiter, always)).join(delimiter) + end)
          .join('');
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((to, index) => text.slice(places[index], to));
        expect(scanAll(new RowScanner(delimiter, '\n', 8), pieces)).toEqual(rows);
      },
    );
    fc.assert(property, { numRuns: 1000 });
  });

  it('count their lines through line breaks in quotes', () => {
    const scanner = new RowScanner(',', '\n', 4);
    scanner.push('a,b\n"x\n\ny",1\n\nlast,2\n');
    const lines: number[] = [];
    while (scanner.next(true)) lines.push(scanner.line);
    expect(lines).toEqual([1, 2, 6]);
  });

  it('decode the same in slices as at once', () => {
    const property = fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 1, max: 9 }),
      (raw, size) => {
        const text = raw.replaceAll('\ufeff', '');
        const bytes = new TextEncoder().encode(text);
        const slices = new TextSlices('utf-8', '\n');
        let decoded = '';
        for (let at = 0, final = false; !final; ) {
          const end = Math.min(at + size, bytes.length);
          final = end >= bytes.length;
          const part = slices.decode(bytes.subarray(at, end), final);
          decoded += part.text;
          at += part.usedBytes;
        }
        expect(decoded).toBe(text);
      },
    );
    fc.assert(property);
  });

  it('read every number that JavaScript writes', () => {
    const property = fc.property(fc.double({ noNaN: true }), (value) => {
      expect(readNumber(String(value))).toBe(PRESENT);
      expect(lastNumber).toBe(Object.is(value, -0) ? 0 : value);
    });
    fc.assert(property);
  });

  it('read plain decimals as JavaScript does, or leave them to it', () => {
    let certain = 0;
    let all = 0;
    const check = (text: string) => {
      const value = parseDecimal(`,${text},`, 1, text.length + 1);
      all += 1;
      if (Number.isNaN(value)) return;
      certain += 1;
      expect(Object.is(value, Number(text))).toBe(true);
    };
    const digits = (most: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: most });
    const property = fc.property(
      fc.boolean(),
      digits(12),
      digits(22),
      fc.boolean(),
      (minus, whole, part, dot) => {
        check(`${minus ? '-' : ''}${whole}${dot ? '.' : ''}${dot ? part : ''}`);
      },
    );
    fc.assert(property, { numRuns: turns(20_000) });
    // What Python prints, and its neighbours half a unit away, where rounding is hardest.
    for (const base of [
      '0.1',
      '0.30000000000000004',
      '9007199254740993',
      '4503599627370496.5',
      '1.7976931348623157',
    ]) {
      check(base);
      for (const tail of ['0', '1', '5', '9', '49', '50', '51']) check(base + tail);
    }
    const random = fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (value) =>
      check(String(value)),
    );
    fc.assert(random, { numRuns: turns(20_000) });
    expect(certain / all).toBeGreaterThan(0.5);
    for (const text of ['', '-', '.', '-.', '1e5', '0x1', ' 1', '1 ', '--1', '1.2.3', 'nan', '+1']) {
      expect(parseDecimal(text, 0, text.length)).toBeNaN();
    }
  });

  it('read times with and without zones, and pandas durations', () => {
    const base = Date.UTC(2024, 4, 5, 10, 7, 23);
    for (const text of [
      '2024-05-05T10:07:23Z',
      '2024-05-05 10:07:23',
      '2024-05-05_10-07-23',
      '2024-05-05T12:07:23+02:00',
    ]) {
      expect(parseTimeText(text)).toBe(base);
    }
    expect(parseTimeText('2024-05-05 10:07:23.500000')).toBe(base + 500);
    for (const text of ['2024-13-05', '12', '2024-05-05T99:00:00', 'tomorrow'])
      expect(parseTimeText(text)).toBeNaN();
    expect(parseDurationText('1 days 00:01:02.5')).toBe(86_462.5);
    expect(parseDurationText('days')).toBeNaN();
  });
});
