import { expect, test } from 'vitest';
import { NO_EDITS } from '../../src/domain/edits.ts';
import { toExperimentKey, toHash, toRunKey } from '../../src/domain/ids.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import { paletteColour } from '../../src/domain/run-colour.ts';
import { EditedTable } from '../../workers/query/edited-table.ts';
import { RunTable } from '../../workers/query/run-table.ts';
import { runRecord } from '../support/made-run.ts';

function runAt(minute: number, experiment = 'x'): StoredRun {
  return {
    ...runRecord({ id: `${experiment}${minute}`, loss: '', params: {} }),
    experiment: toExperimentKey(experiment),
    startMs: minute * 60_000,
    content: toHash(''),
    series: [],
  };
}

function tableOf(runs: readonly StoredRun[]): RunTable {
  const table = new RunTable();
  for (const run of runs) table.add(run, [], { models: '', datasets: [] });
  table.trim();
  return table;
}

const colourOf = (table: EditedTable, run: StoredRun) => table.colour(table.facts.rowOf(run.key)!);

test('runs that began one after the other have hues of their own, whatever was imported between them', () => {
  const runs = Array.from({ length: 30 }, (_, minute) => runAt(minute));
  const others = Array.from({ length: 7 }, (_, minute) => runAt(minute, 'y'));
  const table = new EditedTable(tableOf([...others, ...runs.toReversed()]));
  for (let from = 0; from + 10 <= runs.length; from++) {
    const hues = runs.slice(from, from + 10).map((run) => paletteColour(colourOf(table, run)).hue);
    expect(new Set(hues).size).toBe(10);
  }
});

test('a newer run leaves the others their colours', () => {
  const runs = [3, 1, 2].map((minute) => runAt(minute));
  const before = new EditedTable(tableOf(runs));
  const after = new EditedTable(tableOf([runAt(9), ...runs]));
  for (const run of runs) expect(colourOf(after, run)).toBe(colourOf(before, run));
});

test('a colour that a person chose stays', () => {
  const run = runAt(1);
  const edits = { ...NO_EDITS, runs: new Map([[toRunKey(run.key), { colour: 17 }]]) };
  expect(colourOf(new EditedTable(tableOf([run, runAt(0)]), edits), run)).toBe(17);
});
