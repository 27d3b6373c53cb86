import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInColumn, numberStyle } from '../../src/base/column-number.ts';

const five = { digits: 5, integers: false };

describe('formatInColumn', () => {
  it('writes every value with the same number of significant digits', () => {
    expect([6.2871, 10.5, 0.05, 1].map((value) => formatInColumn(value, five))).toEqual([
      '6.2871',
      '10.500',
      '0.050000',
      '1.0000',
    ]);
  });

  it('never drops digits before the point', () => {
    expect(formatInColumn(1_234_567.8, five)).toBe('1234568');
  });

  it('writes whole columns whole', () => {
    expect(formatInColumn(1000, { digits: 5, integers: true })).toBe('1000');
    expect(formatInColumn(-3, { digits: 5, integers: true })).toBe('-3');
  });

  it('takes the exponent form where the point would wander', () => {
    expect(formatInColumn(0.00001234, five)).toBe('1.2340e-5');
    expect(formatInColumn(6.02e23, five)).toBe('6.0200e23');
  });

  it('names what is not finite', () => {
    expect([Number.NaN, Infinity, -Infinity].map((value) => formatInColumn(value, five))).toEqual([
      'NaN',
      '∞',
      '-∞',
    ]);
  });

  it('never changes a value by more than half of its last digit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), (value) => {
        const shown = Number(formatInColumn(value, five));
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(Math.abs(value) * 5.001e-5);
      }),
    );
  });
});

describe('numberStyle', () => {
  it('takes more digits where values are close to each other', () => {
    expect(numberStyle({ min: 0.99991, max: 0.99998, integers: false }).digits).toBe(8);
    expect(numberStyle({ min: 0.1, max: 0.9, integers: false }).digits).toBe(5);
  });

  it('stays within bounds for equal values and without a range', () => {
    expect(numberStyle({ min: 2, max: 2, integers: false }).digits).toBe(5);
    expect(numberStyle({ min: 1, max: 1 + 1e-15, integers: false }).digits).toBe(9);
    expect(numberStyle(undefined)).toEqual({ digits: 5, integers: false });
  });
});
