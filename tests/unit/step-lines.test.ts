import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toUtf8 } from '../../src/base/bytes.ts';
import { toArtifactKind } from '../../src/domain/artifact-kind.ts';
import { parseStepLine, rebin, sum } from '../../src/domain/step-lines.ts';
import { histogramLine, textLine } from '../../workers/import/formats/tensorboard/lines.ts';

const kindOf = (line: string, name = 'x.jsonl') => toArtifactKind(name, toUtf8(line));

describe('what was logged by step', () => {
  test('is known by its lines, and other JSON lines are not', () => {
    expect(kindOf(textLine(1, 1.7e12, 'hi'))).toEqual({ kind: 'steps', of: 'text' });
    expect(kindOf(histogramLine(1, Number.NaN, { edges: [0, 1], counts: [2] }))).toEqual({
      kind: 'steps',
      of: 'histogram',
    });
    expect(kindOf('{"step":1,"loss":0.5}')).toEqual({ kind: 'text', flavour: 'plain' });
    expect(kindOf(textLine(1, 1, 'hi'), 'x.txt')).toEqual({ kind: 'text', flavour: 'plain' });
  });

  test('comes back as it was written; what cannot be read is null', () => {
    expect(parseStepLine(textLine(7, Number.NaN, '**hi**'))).toMatchObject({
      step: 7,
      timeMs: null,
      text: '**hi**',
    });
    expect(parseStepLine('{"step":7,"te')).toBeNull();
    expect(parseStepLine('[1]')).toBeNull();
    expect(parseStepLine('{"step":"x","edges":{"length":9},"text":5}')).toMatchObject({
      step: null,
      edges: [],
      text: '',
    });
  });
});

describe('bins of one width', () => {
  test('share out what lies over several', () => {
    expect(rebin([0, 4], [8], { from: 0, to: 4, bins: 4 })).toEqual([2, 2, 2, 2]);
    expect(rebin([-1, 0, 1], [1, 2], { from: -1, to: 1, bins: 2 })).toEqual([1, 2]);
  });

  test('one value alone stands in the middle, none gives none', () => {
    expect(rebin([3, 3], [5], { from: 3, to: 3, bins: 4 })).toEqual([0, 0, 5, 0]);
    expect(rebin([], [], { from: 0, to: 1, bins: 4 })).toEqual([]);
  });

  test('lose no count', () => {
    const ascending = fc
      .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 })
      .map((edges) => edges.sort((a, b) => a - b));
    fc.assert(
      fc.property(ascending, fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }), (edges, all) => {
        const counts = all.slice(0, edges.length - 1);
        const total = sum(counts);
        const axis = { from: edges[0]!, to: edges.at(-1)!, bins: 60 };
        expect(Math.abs(sum(rebin(edges, counts, axis)) - total)).toBeLessThanOrEqual(total * 1e-3 + 1e-9);
      }),
    );
  });
});
