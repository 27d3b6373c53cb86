import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisNameLines } from '../../src/ui/plots/axis-name.ts';

describe('axisNameLines', () => {
  it('breaks names after separators and leaves out the beginning of paths', () => {
    expect(axisNameLines('eta', 60)).toEqual(['eta']);
    expect(axisNameLines('learning_rate', 60)).toEqual(['learning_', 'rate']);
    expect(axisNameLines('min_child_weight', 80)).toEqual(['min_child_', 'weight']);
    expect(axisNameLines('num_boost_round', 70)).toEqual(['num_boost_', 'round']);
    expect(axisNameLines('optimizer/schedule/warmup_steps', 60)).toEqual(['…/warmup_', 'steps']);
    expect(axisNameLines('colsamplebytree', 60)).toEqual(['colsampl', 'ebytree']);
  });

  it('has one or two lines that end as the name does, for any name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 0, max: 300 }), (name, width) => {
        const lines = axisNameLines(name, width);
        expect(lines.length).toBeLessThanOrEqual(2);
        expect(name.endsWith(lines.join('').replace(/^…/, ''))).toBe(true);
      }),
    );
  });
});
