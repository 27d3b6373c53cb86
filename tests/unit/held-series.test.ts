import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { HeldPoints } from '../../workers/import/reading/held-series.ts';
import { openFolderSource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';
import { summarise } from '../support/summary.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const MOST = HeldPoints.MOST;

afterEach(() => void Object.assign(HeldPoints, { MOST }));

describe('a run of more points than are held', () => {
  it.each(['wandb/wandb-0.30.0', 'wandb/wandb-0.9.7', 'swanlab/swanlab-0.10.3'])(
    '%s is read the same',
    async (name) => {
      // What the whole run has is known first, its points are read again behind it.
      Object.assign(HeldPoints, { MOST: 3 });
      const { tree } = openFolderSource(join(FIXTURES, name), (path) => path !== 'expected.json');
      const expected: unknown = JSON.parse(readFileSync(join(FIXTURES, name, 'expected.json'), 'utf8'));
      expect(await summarise(readDrop(tree))).toEqual(expected);
    },
  );

  it('holds none of them', () => {
    const held = new HeldPoints(2);
    const series = held.get('loss')!;
    for (let step = 0; step < 5; step++) held.push(series, step, 0, step);
    expect(held.isOver).toBe(true);
    expect([...held.drain('r' as never)]).toEqual([]);
    expect(held.has('loss')).toBe(true);
  });
});
