import { describe, expect, test } from 'vitest';
import { histogramLine, textLine } from '../../workers/import/formats/tensorboard/lines.ts';
import { readStepFile } from '../../workers/preview/read-step-file.ts';

const blob = (...lines: string[]) => new Blob([lines.map((line) => `${line}\n`).join('')]);
const normal = (step: number, centre: number) =>
  histogramLine(step, 1.7e12 + step, { edges: [centre - 1, centre, centre + 1], counts: [1, 3] });

describe('a file of what was logged by step', () => {
  test('is found line by line, and a line can be taken out of it', async () => {
    const file = blob(textLine(3, Number.NaN, 'a'), '', textLine(7, 1.7e12, 'ü\nb'), 'not JSON');
    const { steps, timesMs, offsets, left, map } = await readStepFile(file, 'text');
    expect([...steps]).toEqual([3, 7, Number.NaN]);
    expect([...timesMs]).toEqual([Number.NaN, 1.7e12, Number.NaN]);
    expect(JSON.parse(await file.slice(offsets[1], offsets[2]).text())).toMatchObject({ text: 'ü\nb' });
    expect([left, map]).toEqual([0, null]);
  });

  test('lines that lie over windows are whole', async () => {
    const long = 'x'.repeat(3_000_000);
    const file = blob(textLine(1, 1, long), textLine(2, 2, long), textLine(3, 3, long));
    const { steps, offsets } = await readStepFile(file, 'text');
    expect([...steps]).toEqual([1, 2, 3]);
    expect(JSON.parse(await file.slice(offsets[2], offsets[3]).text()).text).toHaveLength(long.length);
  });

  test('histograms lie on one axis, each with shares that make one', async () => {
    const { map } = await readStepFile(blob(normal(1, 0), '{"step":2', normal(3, 4)), 'histogram');
    expect(map).toMatchObject({ from: -1, to: 5 });
    expect([...map!.lines]).toEqual([0, 2]);
    const sum = (row: number) =>
      map!.shares.slice(row * map!.bins, (row + 1) * map!.bins).reduce((total, share) => total + share, 0);
    expect(sum(0)).toBeCloseTo(1, 5);
    expect(sum(1)).toBeCloseTo(1, 5);
    // The first has nothing where the second lies.
    expect(map!.shares.slice(map!.bins / 2, map!.bins).every((share) => share === 0)).toBe(true);
  });

  test('of very many histograms some are drawn, the first and the last among them', async () => {
    const lines = Array.from({ length: 1000 }, (_, step) => normal(step, step));
    const { map, steps } = await readStepFile(blob(...lines), 'histogram');
    expect(steps).toHaveLength(1000);
    expect([map!.lines.length, map!.lines[0], map!.lines.at(-1)]).toEqual([400, 0, 999]);
  });

  test('one value alone, and none, make no axis of no width', async () => {
    const one = histogramLine(1, 1, { edges: [2, 2], counts: [5] });
    const { map } = await readStepFile(
      blob(one, histogramLine(2, 2, { edges: [], counts: [] })),
      'histogram',
    );
    expect(map).toMatchObject({ from: 1.5, to: 2.5 });
  });
});
