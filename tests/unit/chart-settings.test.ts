import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeAll, changeOwn, giveBack, hasOwn, settingsOf } from '../../src/domain/line-settings.ts';
import { FIRST_VIEW, type MadeChart } from '../../src/domain/view-state.ts';
import {
  duplicateChart,
  moveChart,
  putChart,
  removeChart,
  titleOf,
} from '../../src/features/charts/made-charts.ts';
import { parseChartsView } from '../../src/state/view-schema.ts';

const FIRST = FIRST_VIEW.charts;

describe('settings of charts', () => {
  it('are those of all charts but for what a chart has of its own, until it is given back', () => {
    const own = changeOwn(FIRST, 'loss', { logY: true, clip: true });
    const all = changeAll(own, { smoothing: { kind: 'mean', amount: 0.5 }, logY: false });
    expect(settingsOf(all, 'loss')).toMatchObject({ logY: true, smoothing: { kind: 'mean' } });
    expect(settingsOf(all, 'acc').logY).toBe(false);
    const back = giveBack(all, 'loss', ['logY']);
    expect(settingsOf(back, 'loss')).toMatchObject({ logY: false, clip: true });
    expect(giveBack(back, 'loss', ['clip']).own).toEqual({});
  });

  it('take the axis that the source draws a metric against, until somebody chooses one', () => {
    const ranged = changeAll(FIRST, { rangeX: [0, 9] });
    expect(settingsOf(ranged, 'val/acc', 'metrics.epoch')).toMatchObject({
      x: 'metrics.epoch',
      rangeX: [null, null],
    });
    expect(settingsOf(ranged, 'loss').x).toBe('step');
    expect(settingsOf(changeAll(FIRST, { x: 'time' }), 'val/acc', 'metrics.epoch').x).toBe('time');
    const chosen = changeOwn(
      changeOwn(FIRST, 'val/acc', { rangeX: [1, 2] }, 'metrics.epoch'),
      'val/acc',
      { x: 'step' },
      'metrics.epoch',
    );
    expect(settingsOf(chosen, 'val/acc', 'metrics.epoch')).toMatchObject({ x: 'step', rangeX: [null, null] });
  });

  it('let go of a stretch of x that belongs to another axis', () => {
    const fixed = changeAll(FIRST, { rangeX: [0, 100] });
    expect(changeAll(fixed, { x: 'time' }).line.rangeX).toEqual([null, null]);
    expect(changeAll(fixed, { x: 'step' }).line.rangeX).toEqual([0, 100]);
    expect(settingsOf(changeOwn(fixed, 'loss', { x: 'time' }), 'loss').rangeX).toEqual([null, null]);
    expect(settingsOf({ ...fixed, own: { loss: { x: 'time' } } }, 'loss').rangeX).toEqual([null, null]);
  });

  it('are kept under any name a metric may have', () => {
    for (const key of ['__proto__', 'constructor', 'toString', '']) {
      expect(hasOwn(FIRST, key, ['logY'])).toBe(false);
      const view = changeOwn(FIRST, key, { logY: true });
      expect(settingsOf(view, key).logY).toBe(true);
      expect(settingsOf(giveBack(view, key, ['logY']), key).logY).toBe(false);
    }
  });
});

describe('made charts', () => {
  const line = (id: string): MadeChart => ({ id, title: '', kind: 'line', ys: [id, '= a - b'] });
  const ids = (view: typeof FIRST) => view.made.map((chart) => chart.id);

  it('are put, moved, doubled with their settings, and removed with them', () => {
    let view = putChart(putChart(FIRST, line('a')), line('b'));
    view = changeOwn(view, 'a', { logY: true });
    view = duplicateChart(view, 'a', 'c');
    expect(ids(view)).toEqual(['a', 'c', 'b']);
    expect(settingsOf(view, 'c').logY).toBe(true);
    expect(ids(moveChart(view, 'b', -1))).toEqual(['a', 'b', 'c']);
    expect(moveChart(view, 'a', -1)).toBe(view);
    view = removeChart(view, 'a');
    expect(ids(view)).toEqual(['c', 'b']);
    expect(hasOwn(view, 'a', ['logY'])).toBe(false);
    view = putChart(view, { ...line('b'), title: 'Gap' });
    expect(view.made.map(titleOf)).toEqual(['a, = a - b', 'Gap']);
  });

  it('is called by what it shows until it has a title', () => {
    const axis = (column: string) => ({ column, log: false, flip: false });
    const [x, y, z] = ['params.max_depth', 'params.eta', 'metrics.rmse'];
    const logs = { logX: false, logY: false };
    const titles = [
      titleOf({ id: 'a', title: '', kind: 'scatter', x, y: z, colour: '', size: '', ...logs, front: null }),
      titleOf({ id: 'a', title: '', kind: 'contour', x, y, z, ...logs }),
      titleOf({ id: 'a', title: '', kind: 'parallel', axes: [x, y, z].map(axis), colour: z }),
      titleOf({ id: 'a', title: '', kind: 'parallel', axes: [], colour: '' }),
      titleOf({ id: 'a', title: '', kind: 'images', key: '' }),
      titleOf({ id: 'a', title: 'Mine', kind: 'bar', y: z }),
    ];
    expect(titles).toEqual([
      'rmse by max_depth',
      'rmse by max_depth and eta',
      'rmse by max_depth, eta',
      'Parallel coordinates',
      'Images',
      'Mine',
    ]);
  });
});

describe('parseChartsView', () => {
  it('gives back what was stored, and a view that can be shown for any JSON', () => {
    const kept = {
      ...changeOwn(changeAll(FIRST, { x: 'metrics.lr', rangeY: [0, null] }), 'loss', { logY: true }),
      made: [{ id: 'a', title: 'A', kind: 'line' as const, ys: ['x', '= x - y'] }],
      sections: [{ prefix: 'val', title: 'Held out', folded: true }],
      search: 'loss',
    };
    expect(parseChartsView(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(parseChartsView(json).line.smoothing.amount).toBeLessThan(1);
        expect(parseChartsView({ line: json, own: { a: json }, made: [json] }).own.a).toBeDefined();
      }),
    );
    expect(parseChartsView({ line: { smoothing: { kind: 'ema', amount: 7 }, x: 3 } }).line).toEqual(
      FIRST.line,
    );
  });
});
