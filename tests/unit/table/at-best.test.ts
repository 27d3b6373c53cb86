import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PointBuilder } from '../../../src/base/columns.ts';
import { NO_EDITS } from '../../../src/domain/edits.ts';
import { toImportId, toRunKey, toWorkspaceId } from '../../../src/domain/ids.ts';
import { summariseSeries } from '../../../src/domain/series-summary.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import type { ImportEvent } from '../../../workers/import/format.ts';
import { ImportPipeline } from '../../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../../workers/import/progress-meter.ts';
import { SourceTree } from '../../../workers/import/source.ts';
import { valueAt } from '../../../workers/query/at-best.ts';
import { QuerySession } from '../../../workers/query/session.ts';
import { madeFormat, runRecord } from '../../support/made-run.ts';
import { ALL_RUNS_QUERY, onlyRuns } from '../../support/questions.ts';

type Points = readonly (readonly [step: number, value: number])[];
type Runs = Readonly<Record<string, Readonly<Record<string, Points>>>>;

let workspace = toWorkspaceId('');
let store: FactStore;
let session: QuerySession;
let imports = 0;

beforeEach(() => {
  workspace = toWorkspaceId(crypto.randomUUID());
  store = new FactStore(workspace);
  session = new QuerySession();
});
afterEach(() => store.close());

async function importRuns(runs: Runs): Promise<void> {
  imports += 1;
  const format = {
    ...madeFormat([]),
    async *read(): AsyncIterable<ImportEvent> {
      for (const [id, metrics] of Object.entries(runs)) {
        const run = runRecord({ id, loss: '' });
        yield { kind: 'run', run };
        for (const [metric, list] of Object.entries(metrics))
          yield { kind: 'points', run: run.key, metric, points: toColumns(list) };
        yield { kind: 'run-end', run: run.key };
      }
    },
  };
  const pipeline = new ImportPipeline(
    store,
    {
      id: toImportId(`at-best-${imports}`),
      label: '',
      artifacts: { budgetBytes: 0, limitBytes: 0 },
      layouts: {},
      waitForSpace: () => Promise.reject(new Error('no space')),
      nowMs: () => imports,
    },
    new ProgressMeter(0, () => undefined),
    [],
  );
  const claim = { format, path: '', file: null, sizeBytes: 0 };
  await pipeline.run([claim], new SourceTree([]), new AbortController().signal);
  await session.open(workspace);
}

function toColumns(list: Points) {
  const builder = new PointBuilder();
  for (const [at, [step, value]] of list.entries()) builder.push(step, 1000 + at, value);
  return builder.columns();
}

const COLUMN = 'at(val%2Facc)(metrics.loss)';
const ACC = 'val/acc';

async function cells(sort: boolean, names?: readonly string[]) {
  const query = { ...ALL_RUNS_QUERY, sort: [{ column: sort ? COLUMN : 'name', descending: false }] };
  const { table } = await session.table(query);
  const rows = onlyRuns(await session.rows(table, 0, 999, [COLUMN]));
  return rows.filter((row) => !names || names.includes(row.name)).map((row) => [row.name, row.cells[0]]);
}

const RUNS: Runs = {
  // Best at step 2.
  middle: {
    [ACC]: [
      [1, 0.5],
      [2, 0.9],
      [3, 0.7],
    ],
    loss: [
      [1, 4],
      [2, 3],
      [3, 2],
    ],
  },
  // Nothing at step 20: what was logged before it.
  between: {
    [ACC]: [
      [10, 0.5],
      [20, 0.9],
    ],
    loss: [
      [5, 6],
      [15, 5],
      [25, 4],
    ],
  },
  early: {
    [ACC]: [
      [1, 0.9],
      [2, 0.1],
    ],
    loss: [[5, 6]],
  },
  late: {
    [ACC]: [
      [1, 0.1],
      [9, 0.2],
    ],
    loss: [
      [5, 7],
      [3, 8],
    ],
  },
  bare: { loss: [[1, 1]] },
  odd: { [ACC]: [[1, Number.NaN]], loss: [[1, 1]] },
  twice: {
    [ACC]: [
      [1, 0.9],
      [2, 0.1],
    ],
    loss: [
      [1, 10],
      [1, 11],
      [2, 12],
    ],
  },
};

describe('a metric where another is best', () => {
  test('is its value at that step, or the one before it', async () => {
    await importRuns(RUNS);
    expect(await cells(false)).toEqual([
      ...[
        ['bare', null],
        ['between', 5],
        ['early', null],
        ['late', 7],
        ['middle', 3],
        ['odd', null],
      ],
      ['twice', 11],
    ]);
  });

  test('can be sorted by, in groups too', async () => {
    await importRuns(RUNS);
    expect((await cells(true)).map(([name]) => name).slice(0, 4)).toEqual([
      'middle',
      'between',
      'late',
      'twice',
    ]);
    const query = { ...ALL_RUNS_QUERY, groupBy: ['status'] };
    const { table } = await session.table(query);
    const [group] = await session.rows(table, 0, 1, [COLUMN]);
    expect(group?.cells).toMatchObject([{ kind: 'numbers', n: 4, min: 3, max: 11 }]);
  });

  test('follows the direction that people give', async () => {
    await importRuns(RUNS);
    expect(await cells(false, ['middle'])).toEqual([['middle', 3]]);
    await session.setEdits({ ...NO_EDITS, directions: new Map([[ACC, 'lower']]) });
    expect(await cells(false, ['middle', 'twice'])).toEqual([
      ['middle', 4],
      ['twice', 12],
    ]);
  });

  test('is read again when a run has grown', async () => {
    await importRuns(RUNS);
    expect(await cells(true, ['middle'])).toEqual([['middle', 3]]);
    const { middle } = RUNS;
    const grown = {
      [ACC]: [...middle![ACC]!, [4, 0.95] as const],
      loss: [...middle!.loss!, [4, 0.5] as const],
    };
    await importRuns({ middle: grown });
    expect(await cells(true, ['middle'])).toEqual([['middle', 0.5]]);
  });

  test('is in files for every run, shown before or not', async () => {
    await importRuns(RUNS);
    const { table } = await session.table(ALL_RUNS_QUERY);
    const file = { table, format: 'csv', runs: [toRunKey('middle')], columns: ['name', COLUMN] } as const;
    expect(await (await session.tableFile(file)).text()).toMatch(/middle,3\r\n$/);
  });

  test('is there in as many columns as are asked for', async () => {
    const metrics = Array.from({ length: 12 }, (_, i) => `m${i}`);
    const logged = Object.fromEntries(metrics.map((metric, i): [string, Points] => [metric, [[1, i]]]));
    await importRuns({ one: { ...logged, [ACC]: [[1, 1]] } });
    const { table } = await session.table(ALL_RUNS_QUERY);
    const columns = metrics.map((metric) => `at(val%2Facc)(metrics.${metric})`);
    const [row] = await session.rows(table, 0, 1, columns);
    expect(row?.cells).toEqual(metrics.map((_, i) => i));
  });

  test('lets other questions pass while it is read, and gives way to a newer one', async () => {
    const many = Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`run-${i}`, RUNS.middle!]));
    await importRuns(many);
    const done: string[] = [];
    const slow = session
      .table({ ...ALL_RUNS_QUERY, sort: [{ column: COLUMN, descending: false }] })
      .then(({ table }) => {
        done.push('slow');
        return table;
      });
    await session.experiments();
    done.push('experiments');
    const { table, rowCount } = await session.table(ALL_RUNS_QUERY);
    done.push('newer');
    const overtaken = await slow;
    expect(done).toEqual(['experiments', 'newer', 'slow']);
    expect(rowCount).toBe(1200);
    expect(await session.rows(table, 0, 1, [])).toHaveLength(1);
    expect(await session.rows(overtaken, 0, 1, [])).toEqual([]);
  });

  test('is what the summary says where it is the same metric', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(1, 2, 3, Number.NaN));
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (list) => {
        const columns = toColumns(list);
        const { lastStep, last } = summariseSeries('loss', columns);
        expect(valueAt(columns, lastStep)).toBe(last);
        expect(valueAt(columns, -1)).toBeNull();
      }),
    );
  });
});

test('a run is read by its key with columns of points', async () => {
  await importRuns(RUNS);
  const rows = await session.runRows(
    [toRunKey('twice'), toRunKey('gone'), toRunKey('middle')],
    [COLUMN, 'run'],
  );
  expect(rows.map((row) => row.cells)).toEqual([
    [11, 'twice'],
    [3, 'middle'],
  ]);
});
