import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChartsView, FIRST_VIEW } from '../../src/domain/view-state.ts';
import {
  isNumberTile,
  searchSections,
  shortTitle,
  toSections,
  undrawnMetrics,
} from '../../src/features/charts/metric-sections.ts';
import {
  changeSection,
  choiceOf,
  foldAll,
  moveSection,
  orderPrefixes,
} from '../../src/features/charts/section-choices.ts';
import { parseSearch } from '../../src/features/charts/title-test.ts';
import type { ColumnInfo, MetricOverview } from '../../src/rpc/query-api.ts';

const metric = (key: string): MetricOverview => ({ key, runs: 1, mostPoints: 2, last: 0 });
const FIRST = FIRST_VIEW.charts;

describe('toSections', () => {
  it('groups by what stands before the last slash, in natural order, the machine last', () => {
    const keys = ['system/cpu', 'val/loss', 'b', 'val/a/x', 'val/loss10', 'val/loss9', 'a'];
    const sections = toSections(keys.map(metric));
    expect(sections.map((section) => section.prefix)).toEqual(['', 'val', 'val/a', 'system']);
    expect(sections[1]!.metrics.map((one) => one.key)).toEqual(['val/loss', 'val/loss9', 'val/loss10']);
  });

  it('keeps the machine in one section, however deep its names are: GPU, CPU, memory, the rest', () => {
    const keys = [
      'system/disk',
      'system/proc/memory',
      'loss',
      'system/cpu',
      'system/gpu.0.temp',
      'systematic',
    ];
    const sections = toSections(keys.map(metric));
    expect(sections.map((section) => section.prefix)).toEqual(['', 'system']);
    expect(sections[1]!.metrics.map((one) => one.key)).toEqual([
      'system/gpu.0.temp',
      'system/cpu',
      'system/proc/memory',
      'system/disk',
    ]);
    expect(choiceOf(FIRST, 'system').folded).toBe(true);
    const opened = changeSection(FIRST, { found: ['', 'system'], shown: ['', 'system'] }, 'system', {
      folded: false,
    });
    expect(choiceOf(opened, 'system').folded).toBe(false);
  });

  it('does not make a section of every key', () => {
    const many = Array.from({ length: 2000 }, (_, i) => metric(`layer/${i}/norm`));
    expect(toSections(many).map((section) => section.prefix)).toEqual(['layer']);
    const worse = Array.from({ length: 2000 }, (_, i) => metric(`${i}/norm`));
    expect(toSections(worse).map((section) => section.metrics.length)).toEqual([2000]);
  });

  it('shortens titles only by what the heading says', () => {
    expect(shortTitle('val/loss', 'val')).toBe('loss');
    expect(shortTitle('valid/loss', 'val')).toBe('valid/loss');
    expect(shortTitle('val/', 'val')).toBe('val/');
  });
});

describe('metrics without a chart of lines', () => {
  it('are a number only for one run with one point, never for a group', () => {
    const once = { ...metric('rmse'), mostPoints: 1 };
    expect(isNumberTile(once, 1, false)).toBe(true);
    expect(isNumberTile(once, 1, true)).toBe(false);
    expect(isNumberTile(once, 2, false)).toBe(false);
    expect(isNumberTile(metric('loss'), 1, false)).toBe(false);
    // While the answer for more runs still stands there is no one value.
    expect(isNumberTile({ ...once, runs: 10, last: Number.NaN }, 1, false)).toBe(false);
  });

  it('are named where only runs that are not drawn have them', () => {
    const column = (key: string, kind: ColumnInfo['kind'] = 'metric', filled = 3): ColumnInfo => ({
      id: `${kind}s.${key}`,
      kind,
      key,
      filled,
      numeric: true,
      distinct: 2,
      direction: null,
    });
    const columns = [
      column('loss10'),
      column('loss9'),
      column('rmse'),
      column('lr', 'param'),
      column('x', 'metric', 0),
    ];
    expect(undrawnMetrics(columns, [metric('rmse')], null)).toEqual(['loss9', 'loss10']);
    expect(undrawnMetrics(columns, [metric('rmse')], (key) => key === 'loss9')).toEqual(['loss9']);
  });
});

describe('parseSearch', () => {
  const finds = (search: string, title: string): boolean | string | null => {
    const test = parseSearch(search);
    return test === null ? null : test.kind === 'mistake' ? test.text : test.finds(title);
  };

  it('finds all words, or an expression where there are signs of one, whatever the case', () => {
    expect(finds('LOSS val', 'val/loss')).toBe(true);
    expect(finds('loss train', 'val/loss')).toBe(false);
    expect(finds('^val/.*(loss|acc)$', 'Val/top5/ACC')).toBe(true);
    expect(finds('^loss', 'val/loss')).toBe(false);
    expect(finds('  ', 'val/loss')).toBeNull();
  });

  it('says what is wrong and where', () => {
    expect(finds('loss(', 'val/loss')).toMatch(/bracket \( is not closed \(at 5\)/);
    expect(finds('*', '')).toMatch(/nothing to repeat \(at 1\)/);
  });

  it('leaves sections with nothing found out', () => {
    const sections = toSections(['val/loss', 'val/acc', 'train/loss', 'lr'].map(metric));
    const found = searchSections(sections, (key) => key.includes('loss'));
    expect(found.map((one) => [one.prefix, one.metrics.length])).toEqual([
      ['train', 1],
      ['val', 1],
    ]);
  });
});

describe('choices of sections', () => {
  const found = ['', 'a', 'b', 'c', 'd'];
  const orderOf = (view: ChartsView) => ({ found, shown: orderPrefixes(found, view.sections) });

  it('fold and name a section where it stands, and remember no more than needed', () => {
    const folded = changeSection(FIRST, orderOf(FIRST), 'b', { folded: true });
    expect(orderOf(folded).shown).toEqual(found);
    expect(folded.sections.map((one) => one.prefix)).toEqual(['', 'a', 'b']);
    const named = changeSection(folded, orderOf(folded), 'c', { title: 'Third' });
    expect(choiceOf(named, 'c').title).toBe('Third');
    expect(choiceOf(named, 'b').folded).toBe(true);
    const back = changeSection(named, orderOf(named), 'c', { title: '' });
    expect(changeSection(back, orderOf(back), 'b', { folded: false }).sections).toEqual([]);
  });

  it('keep what was chosen for sections that are not there now', () => {
    const gone = { prefix: 'gone', title: 'Gone', folded: true };
    const view = foldAll({ ...FIRST, sections: [gone] }, orderOf(FIRST), true);
    expect(view.sections.at(-1)).toEqual(gone);
    expect(found.every((prefix) => choiceOf(view, prefix).folded)).toBe(true);
  });

  it('move like cards in a row, however often', () => {
    const moves = fc.array(fc.tuple(fc.constantFrom(...found), fc.integer({ min: -1, max: 6 })));
    fc.assert(
      fc.property(moves, (all) => {
        let view = FIRST;
        let model = [...found];
        for (const [prefix, to] of all) {
          view = moveSection(view, orderOf(view), prefix, to);
          model = model.filter((one) => one !== prefix);
          model.splice(Math.max(0, Math.min(model.length, to)), 0, prefix);
          expect(orderOf(view).shown).toEqual(model);
        }
      }),
    );
  });
});
