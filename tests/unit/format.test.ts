import { describe, expect, it } from 'vitest';
import {
  cutInMiddle,
  formatAge,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPlural,
  formatTime,
} from '../../src/base/format.ts';

describe('formatNumber', () => {
  it.each([
    [6.287123456, '6.2871'],
    [0.1, '0.1'],
    [12345.678, '12345.7'],
    [0.00001234567, '1.2346e-5'],
    [1e-320, '9.9999e-321'],
    [1e10 + 0.5, '1e10'],
    [123456789012, '123456789012'],
    [1.7976931348623157e308, '1.7977e308'],
    [-0.5, '-0.5'],
    [-0, '0'],
    [1000, '1000'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '-∞'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [340, '340 ms'],
    [3142, '3.1 s'],
    [9960, '9.9 s'],
    [59_999, '59 s'],
    [245_000, '4 min 5 s'],
    [3_600_000, '1 h'],
    [93_784_000, '1 d 2 h'],
    [-2000, '-2 s'],
    [Number.NaN, '–'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1,023 bytes'],
    [1024, '1.0 KB'],
    [3_879_731, '3.7 MB'],
    [1_048_000, '1.0 MB'],
    [Number.NaN, '–'],
  ])('%d is %s', (size, text) => {
    expect(formatBytes(size)).toBe(text);
  });
});

describe('times and counts', () => {
  it('dashes a time that no calendar holds', () => {
    expect(formatTime(null)).toBe('–');
    expect(formatTime(9e15)).toBe('–');
    expect(formatTime(Number.NaN)).toBe('–');
  });

  it('names day, month and year', () => {
    expect(formatTime(Date.UTC(2023, 2, 14, 12))).toMatch(/14 Mar 2023/);
  });

  it('counts with groups of three and agrees in number', () => {
    expect(formatCount(1284)).toBe('1,284');
    expect(formatPlural(1, 'run')).toBe('1 run');
    expect(formatPlural(0, 'entry', 'entries')).toBe('0 entries');
  });

  it('tells an age in one unit', () => {
    const now = 1_700_000_000_000;
    expect(formatAge(now - 5_000, now)).toBe('now');
    expect(formatAge(now - 39 * 60_000, now)).toBe('39 min');
    expect(formatAge(now - 50 * 3_600_000, now)).toBe('2 d');
    expect(formatAge(now - 800 * 86_400_000, now)).toBe('2 y');
  });
});

describe('cutInMiddle', () => {
  it.each([
    ['nyc-taxi-duration/tuning', 'nyc-taxi-dura…/tuning'],
    ['nyc-taxi-duration/drift', 'nyc-taxi-durat…/drift'],
    ['short/name', 'short/name'],
    ['a-name-without-any-path-in-it', 'a-name-wit…path-in-it'],
    ['a/last-part-longer-than-all', 'a/last-par…r-than-all'],
  ])('%s', (name, shown) => {
    expect(cutInMiddle(name, 21)).toBe(shown);
  });
});
