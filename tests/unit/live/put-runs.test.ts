import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHash, toRunKey } from '../../../src/domain/ids.ts';
import type { StoredRun } from '../../../src/domain/run.ts';
import { summariseSeries } from '../../../src/domain/series-summary.ts';
import { ColumnDescriber } from '../../../workers/query/describe-columns.ts';
import { EditedTable } from '../../../workers/query/edited-table.ts';
import { makeRunBlock } from '../../../workers/query/make-run-block.ts';
import { listMetrics } from '../../../workers/query/metrics-of.ts';
import { RunTable } from '../../../workers/query/run-table.ts';
import { sortRows } from '../../../workers/query/sort-runs.ts';
import { runRecord } from '../../support/made-run.ts';

const METRICS = ['m0', 'm1', 'm2'];
const KEYS = ['k0', 'k1'];
const STATS = ['', 'min', 'max', 'mean', 'first'];
const COLUMNS = [
  ...['name', 'status', 'started', 'duration', 'user', 'note'],
  ...METRICS.flatMap((key) => STATS.map((stat) => (stat ? `${stat}(metrics.${key})` : `metrics.${key}`))),
  ...KEYS.flatMap((key) => [`params.${key}`, `tags.${key}`]),
];
const NO_TEXTS = { models: '', datasets: [] };

interface Told {
  readonly id: number;
  readonly isLive: boolean;
  readonly name: string;
  readonly startMs: number | null;
  readonly metrics: readonly (readonly number[])[];
  readonly texts: readonly (string | null)[];
}

const told: fc.Arbitrary<Told> = fc.record({
  id: fc.nat(7),
  isLive: fc.boolean(),
  name: fc.constantFrom('fox', 'owl', ''),
  startMs: fc.constantFrom(1, 2, null),
  metrics: fc.tuple(...METRICS.map(() => fc.array(fc.constantFrom(1, 2, 3, Number.NaN), { maxLength: 3 }))),
  texts: fc.tuple(...[0, 1, 2, 3, 4].map(() => fc.constantFrom('1', '2', 'a', null))),
});

function toRun({ id, name, startMs, metrics, texts }: Told): StoredRun {
  const pairs = (from: number) =>
    KEYS.flatMap((key, at): [string, string][] => {
      const text = texts[from + at];
      return text === null || text === undefined ? [] : [[key, text]];
    });
  const note = texts[4] ? [['mlflow.note.content', texts[4]] as const] : [];
  return {
    ...runRecord({ id: `run-${id}`, loss: '', status: metrics[0]!.length > 1 ? 'finished' : 'running' }),
    key: toRunKey(`run-${id}`),
    name,
    startMs,
    params: pairs(0),
    tags: [...pairs(2), ...note],
    content: toHash(''),
    series: METRICS.flatMap((key, at) => {
      const values = Float64Array.from(metrics[at]!);
      const steps = values.map((_, step) => step);
      return values.length > 0
        ? [{ ...summariseSeries(key, { steps, timesMs: steps, values }), parts: [] }]
        : [];
    }),
  };
}

function show(facts: RunTable) {
  const table = new EditedTable(facts);
  const rows = Uint32Array.from({ length: facts.count }, (_, row) => row);
  return {
    cells: COLUMNS.map((column) =>
      [...rows].map((row) => [facts.keys[row]!, table.cell(row, column)]).sort(),
    ),
    orders: COLUMNS.map((column) =>
      [...sortRows(rows, table, [{ column, descending: false }])].map((row) => facts.keys[row]),
    ),
    metrics: facts.keys
      .map((key, row) => [key, listMetrics(facts, [row])] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    infos: new ColumnDescriber().describe(table, rows),
    found: [...facts.indexes.markNamed('fox', () => false)]
      .flatMap((mark, row) => (mark ? [facts.keys[row]] : []))
      .sort(),
  };
}

test('a table whose rows have changed is the table of what they are', () => {
  fc.assert(
    fc.property(fc.array(told, { maxLength: 8 }), fc.array(told, { maxLength: 12 }), (first, then) => {
      const table = new RunTable();
      const describer = new ColumnDescriber();
      const now = new Map<number, StoredRun>();
      for (const one of first) if (!now.has(one.id)) now.set(one.id, toRun(one));
      for (const run of now.values()) table.add(run, [], NO_TEXTS);
      table.trim();
      for (const one of then) {
        // What was made until now is asked for, so that it must be made anew.
        show(table);
        describer.describe(
          new EditedTable(table),
          Uint32Array.from({ length: table.count }, (_, row) => row),
        );
        const run = toRun(one);
        now.set(one.id, run);
        const life = one.isLive ? { lastSignMs: 5, gapMs: 1 } : null;
        table.put({ run, block: makeRunBlock([run]), packs: [], texts: NO_TEXTS, cameMs: Number.NaN, life });
      }
      const fresh = new RunTable();
      for (const run of now.values()) fresh.add(run, [], NO_TEXTS);
      fresh.trim();
      expect(show(table)).toEqual(show(fresh));
      const rows = Uint32Array.from({ length: table.count }, (_, row) => row);
      expect(describer.describe(new EditedTable(table), rows)).toEqual(show(fresh).infos);
    }),
    { numRuns: 300 },
  );
});
