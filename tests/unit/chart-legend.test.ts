import { describe, expect, it } from 'vitest';
import { withHidden } from '../../src/features/charts/hidden-lines.ts';

const line = (id: string) => ({ id, label: id, colour: { hue: 0, dashed: false } });
const hidden = (id: string, at: number) => ({ line: line(id), at });

describe('withHidden', () => {
  it('lists what is hidden where it stood, whatever was hidden first', () => {
    const ids = (...off: ReturnType<typeof hidden>[]) =>
      withHidden(['a', 'd'].map(line), off).map(({ id }) => id);
    expect(ids(hidden('b', 1), hidden('c', 2))).toEqual(['a', 'b', 'c', 'd']);
    expect(ids(hidden('c', 2), hidden('b', 1))).toEqual(['a', 'b', 'c', 'd']);
    expect(ids(hidden('z', 99))).toEqual(['a', 'd', 'z']);
    expect(ids()).toEqual(['a', 'd']);
  });
});
