import { describe, expect, it } from 'vitest';
import type { Figure } from '../../src/rpc/figure.ts';
import { parseFigure } from '../../workers/preview/read-figure.ts';

function figureOf(data: unknown[], layout: unknown = {}): Figure {
  const result = parseFigure(JSON.stringify({ data, layout }));
  if (result.kind !== 'figure') throw new Error(result.kind);
  return result.figure;
}

/** Numbers as plotly 6 packs them. */
function packed(values: readonly number[], shape?: string) {
  const bytes = Buffer.from(Float64Array.from(values).buffer);
  return { dtype: 'f8', bdata: bytes.toString('base64'), ...(shape ? { shape } : {}) };
}

describe('parseFigure', () => {
  it('places lines by numbers, packed or not', () => {
    const { marks, x, title } = figureOf(
      [{ type: 'scatter', mode: 'lines', x: packed([1, 2, 4]), y: [3, null, 5], name: 'a' }],
      { title: { text: 'T' }, xaxis: { title: { text: 'epoch' } } },
    );
    expect(marks).toEqual([
      {
        kind: 'points',
        label: 'a',
        xs: Float64Array.of(1, 2, 4),
        ys: Float64Array.of(3, Number.NaN, 5),
        hasLine: true,
        hasDots: false,
      },
    ]);
    expect([title, x.label, x.unit]).toEqual(['T', 'epoch', 'number']);
  });

  it('knows moments and words', () => {
    const moments = figureOf([{ x: ['2024-01-01', '2024-01-02T00:00:00'], y: [1, 2] }]);
    expect(moments.x.unit).toBe('time');
    expect(moments.marks[0]).toMatchObject({ xs: Float64Array.of(1704067200000, 1704153600000) });
    const words = figureOf([{ type: 'bar', x: ['b', 'a'], y: [1, 2] }]);
    expect(words.x).toMatchObject({ unit: 'words', words: ['b', 'a'] });
  });

  it('puts bars beside or on one another', () => {
    const data = [
      { type: 'bar', x: ['a'], y: [3] },
      { type: 'bar', x: ['a'], y: [4] },
    ];
    expect(figureOf(data).marks).toMatchObject([
      { from: Float64Array.of(-0.4), to: Float64Array.of(0), top: Float64Array.of(3) },
      { from: Float64Array.of(0), to: Float64Array.of(0.4), top: Float64Array.of(4) },
    ]);
    expect(figureOf(data, { barmode: 'stack' }).marks[1]).toMatchObject({
      base: Float64Array.of(3),
      top: Float64Array.of(7),
    });
    const lying = figureOf([{ type: 'bar', orientation: 'h', x: [2], y: ['depth'] }]);
    expect(lying.marks[0]).toMatchObject({ isTurned: true, top: Float64Array.of(2) });
    expect(lying.y.words).toEqual(['depth']);
  });

  it('reads the rows of a heat map', () => {
    const list = figureOf([{ type: 'heatmap', z: [[1, 2], [3]], x: ['p', 'q'] }]).marks[0];
    expect(list).toMatchObject({ values: Float64Array.of(1, 2, 3, Number.NaN), ys: Float64Array.of(0, 1) });
    const matrix = figureOf([{ type: 'heatmap', z: packed([1, 2, 3, 4], '2, 2') }]).marks[0];
    expect(matrix).toMatchObject({ values: Float64Array.of(1, 2, 3, 4) });
  });

  it('counts a histogram and summarises boxes by place', () => {
    const bars = figureOf([{ type: 'histogram', x: [1, 1, 2, 3] }]).marks[0];
    expect(bars).toMatchObject({ kind: 'bars', top: Float64Array.of(2, 1, 1) });
    const boxes = figureOf([{ type: 'box', x: ['u', 'v', 'u'], y: [1, 2, 3] }]).marks;
    expect(boxes).toMatchObject([
      { at: 0, values: Float64Array.of(1, 3) },
      { at: 1, values: Float64Array.of(2) },
    ]);
  });

  it('names what it does not draw', () => {
    const { notDrawn, traceCount } = figureOf([
      { type: 'scatter', y: [1] },
      { type: 'surface', z: [[1]], name: 'hill' },
      { type: 'scatter', y: [1], xaxis: 'x2' },
    ]);
    expect(traceCount).toBe(3);
    expect(notDrawn).toEqual(['hill (surface)', 'trace 3 (scatter on further axes)']);
    const nothing = parseFigure(JSON.stringify({ data: [{ type: 'pie' }], layout: {} }));
    expect(nothing).toEqual({ kind: 'not-drawn', notDrawn: ['trace 1 (pie)'] });
  });

  it.each(['', '[]', '{"data": [], "layout": {}}', '{"data": [1], "layout": {}}', '{"data": [{}]}'])(
    '%j is no figure',
    (text) => {
      expect(parseFigure(text).kind).toBe('no-figure');
    },
  );

  it('takes no more time and memory than its values are worth', () => {
    const rows = [Array.from({ length: 10_000 }, () => 1), ...Array.from({ length: 30_000 }, () => [])];
    expect(parseFigure(JSON.stringify({ data: [{ type: 'heatmap', z: rows }], layout: {} }))).toEqual({
      kind: 'not-drawn',
      notDrawn: ['trace 1 (heatmap with too many cells)'],
    });
    const bars = { type: 'bar', y: Array.from({ length: 20_000 }, (_, i) => i) };
    expect(figureOf([bars, bars], { barmode: 'stack' }).marks).toHaveLength(2);
  }, 15_000);

  it('takes values of any shape', () => {
    const odd = [
      { y: [{}] },
      { y: { dtype: 'f8', bdata: '!' } },
      { type: 'heatmap', z: [1] },
      { type: 'box', y: 3 },
    ];
    expect(parseFigure(JSON.stringify({ data: odd, layout: { xaxis: 1 } })).kind).toBe('not-drawn');
    expect(figureOf([{ y: ['x', true, null, 3] }]).marks).toHaveLength(1);
  });
});
