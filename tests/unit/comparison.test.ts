import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTime } from '../../src/base/format.ts';
import { toHash, toRunKey } from '../../src/domain/ids.ts';
import type { MetricDirection } from '../../src/domain/metric-direction.ts';
import { firstPair, pairArtifacts } from '../../src/features/compare/artifact-pairs.ts';
import { percentText, rowFacts, viewCell } from '../../src/features/compare/cell-view.ts';
import {
  type CompareColumn,
  columnValue,
  groupRuns,
  type Value,
} from '../../src/features/compare/comparison.ts';
import { foldEqualLines } from '../../src/features/compare/diff-lines.ts';
import { toMarkdown } from '../../src/features/compare/markdown-text.ts';
import { toTableLines } from '../../src/features/compare/table-lines.ts';
import { parseOrigin } from '../../src/features/compare/table-origin.ts';
import type { DiffLine } from '../../src/rpc/preview-api.ts';
import type { Difference, DifferenceSection } from '../../src/rpc/query-api.ts';
import { sharePx, spanOf, toOffsets } from '../../src/ui/wide-table/spans.ts';

function difference(section: DifferenceSection, key: string, values: readonly Value[]): Difference {
  const differs = values.some((value) => !Object.is(value, values[0]));
  return { section, key, values, differs, cut: false };
}

const runColumns = (count: number): readonly CompareColumn[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `r${i}`,
    label: `run ${i}`,
    members: [i],
    colour: i,
    run: toRunKey(`r${i}`),
  }));

/** How each run's cell says it, against the first. */
function cells(row: Difference, direction: MetricDirection | null = null, hasBaseline = true) {
  const columns = runColumns(row.values.length);
  const facts = rowFacts(row, columns, direction);
  return columns.map((column) => viewCell(row, column, hasBaseline ? columns[0]! : null, facts));
}

test('the start that the runs of a group have in common is a time, not a number', () => {
  const startMs = Date.UTC(2024, 4, 27, 17, 35);
  const row = difference('run', 'started', [startMs, startMs, startMs + 1]);
  const group: CompareColumn = { id: 'g', label: 'g', members: [0, 1], run: null, colour: null };
  const cell = viewCell(row, group, null, rowFacts(row, [group], null));
  expect(cell.text).toBe(formatTime(startMs));
  expect(cell.title).toBe(formatTime(startMs));
});

describe('a cell against the baseline', () => {
  test('has the difference, its share and whether that is good', () => {
    const row = difference('metrics', 'loss', [0.5, 0.4, 0.6, 0.5]);
    expect(cells(row, 'lower').map(({ change }) => change)).toEqual([
      null,
      { text: '−0.1 (−20.0 %)', tone: 'better' },
      { text: '+0.1 (+20.0 %)', tone: 'worse' },
      null,
    ]);
    expect(cells(row, 'higher')[1]?.change?.tone).toBe('worse');
    expect(cells(row, null)[1]?.change?.tone).toBe('neutral');
  });

  test('NaN and infinity have no distance, and NaN is the same as NaN', () => {
    const row = difference('metrics', 'loss', [Number.NaN, Number.NaN, 1, Number.POSITIVE_INFINITY]);
    const [, same, number, infinite] = cells(row, 'lower');
    expect(same).toMatchObject({ text: 'NaN', tone: 'same', change: null });
    expect(number?.change).toEqual({ text: 'changed', tone: 'neutral' });
    expect(infinite).toMatchObject({ text: '∞', change: { text: 'changed' } });
  });

  test('nothing is a share of zero, and below zero the share keeps the sign of the change', () => {
    expect(percentText(1, 0)).toBe('');
    expect(percentText(-1, -2)).toBe(' (−50.0 %)');
    expect(cells(difference('metrics', 'loss', [0, 2]))[1]?.change?.text).toBe('+2');
  });

  test('params that are numbers have a distance as well, and stand to the right with what is missing', () => {
    const row = difference('params', 'lr', ['0.1', '0.05', null, '1e-1']);
    expect(cells(row).map(({ change }) => change?.text)).toEqual([
      undefined,
      '−0.05 (−50.0 %)',
      'missing',
      'changed',
    ]);
    expect(cells(row).every(({ isNumber }) => isNumber)).toBe(true);
    const duration = difference('run', 'duration', [76_000, 141_000, null]);
    expect(cells(duration).every(({ isNumber }) => isNumber)).toBe(true);
    for (const words of [
      ['0.1', 'auto', null],
      [' ', '1'],
      [null, null],
    ])
      expect(cells(difference('params', 'lr', words)).some(({ isNumber }) => isNumber)).toBe(false);
    expect(cells(difference('tags', 'n', ['1', '2', null])).some(({ isNumber }) => isNumber)).toBe(false);
  });

  test('the best value stays marked', () => {
    const row = difference('metrics', 'loss', [0.5, 0.4, 0.6]);
    expect(cells(row, 'lower').map(({ tone }) => tone)).toEqual(['plain', 'best', 'marked']);
    expect(cells(row, 'lower')[1]?.change?.text).toBe('−0.1 (−20.0 %)');
    expect(cells(row, 'higher').map(({ tone }) => tone)).toEqual(['plain', 'marked', 'best']);
    expect(cells(difference('metrics', 'loss', [0.4, 0.4, 0.6]), 'lower')[1]?.tone).toBe('best');
  });

  test('params are changed, added or missing', () => {
    expect(cells(difference('params', 'lr', ['0.1', '0.10', null]))[1]?.change?.text).toBe('changed');
    expect(cells(difference('params', 'lr', ['0.1', '0.10', null]))[2]).toMatchObject({
      text: '–',
      tone: 'missing',
      change: { text: 'missing' },
    });
    expect(cells(difference('params', 'lr', [null, '1']))[1]?.change?.text).toBe('added');
  });
});

describe('a cell without a baseline', () => {
  test('marks the best of a metric and the odd one out of the rest', () => {
    const tones = (row: Difference, direction: MetricDirection | null) =>
      cells(row, direction, false).map(({ tone }) => tone);
    expect(tones(difference('metrics', 'loss', [3, 1, 2]), 'lower')).toEqual(['plain', 'best', 'plain']);
    expect(tones(difference('metrics', 'loss', [3, 1, 2]), null)).toEqual(['plain', 'plain', 'plain']);
    expect(tones(difference('params', 'a', ['1', '1', '2']), null)).toEqual(['plain', 'plain', 'marked']);
    expect(tones(difference('params', 'a', ['1', '1']), null)).toEqual(['same', 'same']);
  });
});

describe('groups of runs', () => {
  const by = difference('params', 'model', ['a', 'b', 'a', null]);

  test('are the runs that have the same, those without a value among themselves', () => {
    expect(groupRuns(4, [by]).map(({ label, members }) => [label, members])).toEqual([
      ['a', [0, 2]],
      ['b', [1]],
      ['not logged', [3]],
    ]);
  });

  test('say mean and deviation of a metric, and what is not finite apart', () => {
    const [group] = groupRuns(4, [difference('params', 'x', ['1', '1', '1', '1'])]);
    expect(columnValue(difference('metrics', 'm', [1, 3, Number.NaN, null]), group!)).toEqual({
      kind: 'numbers',
      n: 3,
      nonFinite: 1,
      mean: 2,
      std: Math.SQRT2,
    });
  });

  test('say the common text, how many there are, or who has one', () => {
    const columns = groupRuns(3, [difference('params', 'x', ['1', '1', '1'])]);
    const say = (values: readonly Value[]) => {
      const row = difference('params', 'p', values);
      return viewCell(row, columns[0]!, null, rowFacts(row, columns, null)).text;
    };
    expect(say(['a', 'a', 'a'])).toBe('a');
    expect(say(['a', 'b', 'a'])).toBe('2 different');
    expect(say(['a', null, 'a'])).toBe('a in 2 of 3');
  });
});

test('lines: only differences, a part of the key, folded sections keep their heading', () => {
  const rows = [
    difference('params', 'Depth', ['1', '1']),
    difference('params', 'lr', ['1', '2']),
    difference('tags', 'team', ['a', 'a']),
  ];
  const ids = (choice: Partial<Parameters<typeof toTableLines>[1]>) =>
    toTableLines(rows, { onlyDifferences: false, search: '', folded: new Set(), ...choice }).map(
      ({ id }) => id,
    );
  expect(ids({})).toEqual(['# params', 'params Depth', 'params lr', '# tags', 'tags team']);
  expect(ids({ onlyDifferences: true })).toEqual(['# params', 'params lr']);
  expect(ids({ search: ' dep' })).toEqual(['# params', 'params Depth']);
  expect(ids({ folded: new Set(['params']) })).toEqual(['# params', '# tags', 'tags team']);
});

test('Markdown has the lines of the screen', () => {
  const rows = [difference('params', 'a|b', ['1', '2'])];
  const lines = toTableLines(rows, { onlyDifferences: false, search: '', folded: new Set() });
  expect(
    toMarkdown(lines, runColumns(2), (line, column) => String(line.row.values[column.members[0]!])),
  ).toBe('|  | run 0 | run 1 |\n| --- | --- | --- |\n| **Parameters** |  |  |\n| a\\|b | 1 | 2 |\n');
});

describe('artifacts of two runs', () => {
  const entry = (path: string, hash: string | null, sizeBytes = 1) =>
    [path, { path, sizeBytes, chunks: hash === null ? null : [toHash(hash)] }] as const;

  test('are the same by their chunks, and unknown without bytes', () => {
    const left = new Map([
      entry('a', 'x'),
      entry('b', 'x'),
      entry('c', 'x'),
      entry('d', null),
      entry('e', null),
    ]);
    const right = new Map([
      entry('a', 'x'),
      entry('b', 'y'),
      entry('d', 'x'),
      entry('e', 'x', 2),
      entry('f', 'x'),
    ]);
    expect(pairArtifacts(left, right).map(({ path, state }) => `${path} ${state}`)).toEqual([
      'a same',
      'b changed',
      'c left',
      'd unknown',
      'e changed',
      'f right',
    ]);
  });

  test('a text that changed is shown first', () => {
    const left = new Map([entry('a.txt', 'x'), entry('m.pkl', 'x'), entry('z/MLmodel', 'x')]);
    const right = new Map([entry('a.txt', 'x'), entry('m.pkl', 'y'), entry('z/MLmodel', 'y')]);
    expect(firstPair(pairArtifacts(left, right))?.path).toBe('z/MLmodel');
  });
});

test('equal lines far from a change are folded, and none is lost', () => {
  const line = fc
    .boolean()
    .map(
      (same): DiffLine =>
        same
          ? { kind: 'same', left: 0, right: 0, text: '' }
          : { kind: 'changed', left: 0, right: null, before: [], after: [] },
    );
  fc.assert(
    fc.property(fc.array(fc.tuple(line, fc.nat(12)), { maxLength: 12 }), (stretches) => {
      const lines = stretches.flatMap(([one, count]) => Array.from({ length: count }, () => ({ ...one })));
      const shown = foldEqualLines(lines, new Set());
      const counted = shown.reduce((sum, one) => sum + (one.kind === 'fold' ? one.count : 1), 0);
      expect(counted).toBe(lines.length);
      const changed = shown.filter((one) => one.kind === 'line' && one.line.kind === 'changed').length;
      expect(changed).toBe(lines.filter((one) => one.kind === 'changed').length);
      const folds = new Set(shown.flatMap((one) => (one.kind === 'fold' ? [one.from] : [])));
      expect(foldEqualLines(lines, folds)).toHaveLength(lines.length);
    }),
  );
});

test('columns share the room there is, between their least and their most', () => {
  expect(sharePx(1000, 4, 200, 480)).toBe(250);
  expect(sharePx(1000, 30, 200, 480)).toBe(200);
  expect(sharePx(1000, 1, 200, 480)).toBe(480);
  expect(sharePx(1000, 0, 200, 480)).toBe(480);
  expect(sharePx(-100, 3, 200, 480)).toBe(200);
});

test('the table a comparison came from is read from the history, whatever is in there', () => {
  const table = { address: '/experiments/1?filter=a', title: 'One' };
  expect(parseOrigin({ table })).toEqual(table);
  for (const state of [null, 1, {}, { table: null }, { table: { ...table, address: 'https://x.org/' } }])
    expect(parseOrigin(state)).toBeNull();
  expect(parseOrigin({ table: { address: '/experiments/1' } })).toBeNull();
});

test('whatever is scrolled to, the window is full and the rest is room', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 10, max: 300 }), { maxLength: 200 }),
      fc.integer({ min: 0, max: 30_000 }),
      (sizes, scroll) => {
        const offsets = toOffsets(sizes);
        const whole = offsets.at(-1)!;
        const { start, end, beforePx, afterPx } = spanOf(offsets, scroll, 500, 100, 4);
        const drawn = sizes.slice(start, end).reduce((sum, size) => sum + size, 0);
        expect(beforePx + drawn + afterPx).toBe(whole);
        if (whole > 0 && scroll < whole) expect(beforePx).toBeLessThanOrEqual(scroll);
        if (scroll + 500 < whole) expect(beforePx + drawn).toBeGreaterThanOrEqual(scroll + 500);
      },
    ),
  );
});
