import { expect, test } from 'vitest';
import { type Command, deletedLast, firstPlace } from '../../src/app/palette/commands.ts';
import { tableCommands } from '../../src/features/experiments/table-commands.ts';

const command = (id: string, isMaking = false): Command => ({
  id,
  label: id,
  kind: 'action',
  icon: 'plus',
  isMaking,
  run: () => undefined,
});

test('Enter takes the first thing that was found', () => {
  expect(firstPlace([command('run'), command('new', true)])).toBe(0);
});

test('Enter makes nothing by itself where nothing was found', () => {
  expect(firstPlace([command('new', true)])).toBe(-1);
  expect(firstPlace([])).toBe(-1);
});

test('deleted experiments come last', () => {
  const listed = (['deleted', 'active', 'deleted', 'active'] as const).map((lifecycle, at) => ({
    record: { lifecycle },
    at,
  }));
  expect(deletedLast(listed).map(({ at }) => at)).toEqual([1, 3, 0, 2]);
});

test('a table offers the layouts it is not in, its panels, its views, and a comparison of what is chosen', () => {
  const nothing = () => undefined;
  const table = {
    layout: 'table',
    isNarrow: false,
    setLayout: nothing,
    selected: 2,
    compare: nothing,
    panels: new Map([['Columns', nothing]]),
    views: [{ name: 'mine', open: nothing }],
  } as const;
  expect(tableCommands(table).map(({ label }) => label)).toEqual([
    'Compare selected: 2 runs',
    'Layout: Charts',
    'Layout: Split',
    'Columns',
    'mine',
  ]);
  expect(tableCommands({ ...table, isNarrow: true, selected: 0 }).map(({ label }) => label)).toEqual([
    'Layout: Charts',
    'Columns',
    'mine',
  ]);
});
