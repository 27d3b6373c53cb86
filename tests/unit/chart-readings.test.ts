import { expect, it } from 'vitest';
import { rangeNote } from '../../src/ui/line-chart/reading-text.ts';

const line = {
  id: 'a',
  label: 'a',
  colour: '',
  dash: [],
  y: new Float64Array(),
  raw: null,
  low: null,
  high: null,
  breaks: new Uint32Array(),
  marks: [],
};
const reading = (min: number, max: number, raw: number) => ({ line, min, max, mark: null, raw });

it('says of what the range is where a raw value may lie outside of it', () => {
  expect(rangeNote([reading(1.0452, 1.056, 0.98607)])).toContain('smoothed values');
  expect(rangeNote([reading(1, 1, 0.9)])).toBe('');
  expect(rangeNote([reading(1, 2, Number.NaN)])).toBe('');
});
