import { describe, expect, it } from 'vitest';
import type { StoredSeries } from '../../src/domain/run.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { shortTitle, toSections } from '../../src/features/charts/metric-sections.ts';

const series = (key: string, count = 2): StoredSeries => ({
  ...summariseSeries(key, {
    steps: new Float64Array(count),
    timesMs: new Float64Array(count),
    values: new Float64Array(count),
  }),
  parts: [],
});

describe('toSections', () => {
  it('groups by what stands before the last slash, in natural order, the machine last', () => {
    const keys = ['system/cpu', 'val/loss', 'b', 'val/a/x', 'val/loss10', 'val/loss9', 'a'];
    const sections = toSections(
      keys.map((key) => series(key)),
      '',
    );
    expect(sections.map((section) => section.prefix)).toEqual(['', 'val', 'val/a', 'system']);
    expect(sections[1]!.charts.map((one) => one.key)).toEqual(['val/loss', 'val/loss9', 'val/loss10']);
  });

  it('keeps single points apart and finds all words of a search', () => {
    const sections = toSections(
      [series('val/rmse', 1), series('val/loss'), series('train/loss')],
      'LOSS val',
    );
    expect(sections).toHaveLength(1);
    expect(sections[0]!.charts.map((one) => one.key)).toEqual(['val/loss']);
    expect(toSections([series('rmse', 1)], '')[0]!.numbers).toHaveLength(1);
  });

  it('does not make a section of every key', () => {
    const many = Array.from({ length: 2000 }, (_, i) => series(`layer/${i}/norm`));
    expect(toSections(many, '').map((section) => section.prefix)).toEqual(['layer']);
    const worse = Array.from({ length: 2000 }, (_, i) => series(`${i}/norm`));
    expect(toSections(worse, '').map((section) => section.charts.length)).toEqual([2000]);
  });

  it('shortens titles only by what the heading says', () => {
    expect(shortTitle('val/loss', 'val')).toBe('loss');
    expect(shortTitle('valid/loss', 'val')).toBe('valid/loss');
    expect(shortTitle('val/', 'val')).toBe('val/');
  });
});
