import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../../../src/base/bytes.ts';
import { NO_EDITS, type WorkspaceEdits } from '../../../src/domain/edits.ts';
import { type MetricKey, mlflowExperimentKey, toRunKey, type WorkspaceId } from '../../../src/domain/ids.ts';
import type { RunRecord } from '../../../src/domain/run.ts';
import type { ExportScope, TableSettings } from '../../../src/rpc/export-api.ts';
import { makeIsoText } from '../../../workers/export/tables/iso-text.ts';
import type { ImportEvent } from '../../../workers/import/format.ts';
import { expandArchives } from '../../../workers/import/source/expand-archives.ts';
import { SourceTree } from '../../../workers/import/source.ts';
import {
  exportedFile,
  exportFrom,
  freshWorkspace,
  importEvents,
  importTree,
} from '../../support/exported.ts';
import { runRecord } from '../../support/made-run.ts';
import { parquetTypes, readTable, type TableRow } from '../../support/read-table.ts';
import { describeShown } from '../../support/shown-store.ts';

type Point = readonly [step: number, timeMs: number, value: number];
interface MadeRun extends Partial<RunRecord> {
  readonly id: string;
  readonly metrics: Readonly<Record<string, readonly Point[]>>;
}

const EXPERIMENT = mlflowExperimentKey('7', 'taxi, “fares”');
const OTHER = mlflowExperimentKey('8', 'other');
const NEVER = new AbortController().signal;

async function makeWorkspace(runs: readonly MadeRun[]): Promise<WorkspaceId> {
  const events: ImportEvent[] = [
    [EXPERIMENT, 'taxi, “fares”', '7'] as const,
    [OTHER, 'other', '8'] as const,
  ].map(([key, name, id]) => ({
    kind: 'experiment',
    experiment: {
      ...{ kind: 'experiment', key, id, name, lifecycle: 'active' },
      ...{ createdMs: 1, updatedMs: 1, artifactLocation: '', tags: [] },
    },
  }));
  for (const { id, metrics, ...record } of runs) {
    const run = { ...runRecord({ id, loss: '' }), experiment: EXPERIMENT, key: toRunKey(id), ...record };
    events.push({ kind: 'run', run });
    for (const [metric, points] of Object.entries(metrics)) {
      const column = (at: 0 | 1 | 2) => Float64Array.from(points, (one) => one[at]);
      const columns = { steps: column(0), timesMs: column(1), values: column(2) };
      events.push({ kind: 'points', run: run.key, metric, points: columns });
    }
    events.push({ kind: 'run-end', run: run.key });
  }
  const workspace = freshWorkspace();
  await importEvents(workspace, events);
  return workspace;
}

const PLAIN: Omit<TableSettings, 'format'> = {
  runs: false,
  points: 'none',
  artifacts: false,
  withDeleted: false,
  guardFormulas: false,
};

interface Ask {
  readonly edits?: WorkspaceEdits;
  readonly scope?: ExportScope;
  readonly capBytes?: number;
}

function write(workspace: WorkspaceId, settings: TableSettings, { edits, scope, capBytes }: Ask = {}) {
  return exportFrom(workspace, edits ?? NO_EDITS, { settings, ...(scope ? { scope } : {}) }, capBytes);
}

/** The bytes of the one file that was written. */
async function writeOne(workspace: WorkspaceId, settings: TableSettings, ask?: Ask) {
  const result = await write(workspace, settings, ask);
  if (result.kind !== 'file') throw new Error(JSON.stringify(result));
  expect(result.ending).toBe(settings.format);
  return new Uint8Array(await result.file.arrayBuffer());
}

async function rowsOf(
  workspace: WorkspaceId,
  settings: TableSettings,
  ask?: Ask,
): Promise<readonly TableRow[]> {
  return readTable(await writeOne(workspace, settings, ask), settings.format);
}

const value = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 5e-324, 0.1),
);
const step = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.maxSafeInteger(), fc.constant(Number.NaN));
const time = fc.oneof(fc.integer({ min: 0, max: 2e12 }), fc.constantFrom(Number.NaN, -1.5, 1e300));
const points = fc.array(fc.tuple(step, time, value), { minLength: 1, maxLength: 12 });
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('=1+1', 'a,"b"\r\n', 'x'.repeat(6000)),
);
const key = fc.oneof(
  fc.stringMatching(/^[a-z]{1,3}$/),
  fc.constantFrom('val/acc', 'a,b', '"', '__proto__', 'größe'),
);
const madeRun: fc.Arbitrary<MadeRun> = fc.record({
  id: fc.stringMatching(/^[a-z]{8}$/),
  name: anyText,
  metrics: fc.dictionary(key, points, { maxKeys: 3 }),
  params: fc
    .dictionary(key, anyText, { maxKeys: 3, noNullPrototype: true })
    .map((params) => Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))),
});
const madeRuns = fc.uniqueArray(madeRun, { minLength: 1, maxLength: 4, selector: ({ id }) => id });

/** A number as any of the three forms says it; undefined for none. */
function numberOf(cell: unknown): number | undefined {
  if (cell === undefined) return undefined;
  if (cell instanceof Date) return cell.getTime();
  const words: Readonly<Record<string, number>> = {
    inf: Number.POSITIVE_INFINITY,
    '-inf': Number.NEGATIVE_INFINITY,
  };
  return typeof cell === 'string' ? (words[cell] ?? Number(cell)) : Number(cell);
}

const timeOf = (cell: unknown) => (typeof cell === 'string' ? Date.parse(cell) : numberOf(cell));

/** As a table tells it: times in whole milliseconds, no step or time where the source has none. */
function told([at, timeMs, logged]: Point) {
  const isTime = Math.abs(timeMs) <= 8.64e15;
  return [Number.isNaN(at) ? undefined : at, isTime ? Math.round(timeMs) + 0 : undefined, logged];
}

describe.each(['csv', 'parquet', 'ndjson'] as const)('points as %s', (format) => {
  it('are all there, in the order they were logged', async () => {
    await fc.assert(
      fc.asyncProperty(madeRuns, async (runs) => {
        const workspace = await makeWorkspace(runs);
        const rows = await rowsOf(workspace, { ...PLAIN, format, points: 'long' });
        for (const { id, name, metrics } of runs)
          for (const [metric, logged] of Object.entries(metrics)) {
            const own = rows.filter((row) => row.run_id === id && row.metric === metric);
            expect(own.map((row) => [numberOf(row.step), timeOf(row.time), numberOf(row.value)])).toEqual(
              logged.map(told),
            );
            if (name) expect(own[0]?.run_name).toBe(name);
            expect(own[0]?.experiment_name).toBe('taxi, “fares”');
          }
        const all = runs.flatMap(({ metrics }) => Object.values(metrics).flat());
        expect(rows).toHaveLength(all.length);
      }),
      { numRuns: 10 },
    );
  }, 30_000);

  it('are all there by step, repeated ones in rows of their own', async () => {
    await fc.assert(
      fc.asyncProperty(madeRuns, async (runs) => {
        const workspace = await makeWorkspace(runs);
        const rows = await rowsOf(workspace, { ...PLAIN, format, points: 'wide' });
        for (const { id, metrics } of runs) {
          const own = rows.filter((row) => row.run_id === id);
          for (const [metric, logged] of Object.entries(metrics)) {
            const cells = own.filter((row) => Object.hasOwn(row, `metrics.${metric}`));
            const rank = ([at]: Point) => (Number.isNaN(at) ? Number.POSITIVE_INFINITY : at);
            const sorted = logged.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
            expect(cells.map((row) => [numberOf(row.step), numberOf(row[`metrics.${metric}`])])).toEqual(
              sorted.map((point) => [told(point)[0], point[2]]),
            );
          }
          const most = (at: number) =>
            Math.max(
              0,
              ...Object.values(metrics).map((list) => list.filter(([s]) => Object.is(s, at)).length),
            );
          const steps = new Set(Object.values(metrics).flatMap((list) => list.map(([s]) => s)));
          expect(own).toHaveLength([...steps].reduce((sum, at) => sum + most(at), 0));
        }
      }),
      { numRuns: 10 },
    );
  }, 30_000);

  it('keep steps with fractions', async () => {
    const logged: readonly Point[] = [
      [0, 1000, 1],
      [0.5, 1001, 2],
    ];
    const workspace = await makeWorkspace([{ id: 'aaaa', metrics: { a: [[1, 1, 1]], loss: logged } }]);
    const rows = await rowsOf(workspace, { ...PLAIN, format, points: 'long' });
    expect(rows.map((row) => numberOf(row.step))).toEqual([1, 0, 0.5]);
  });
});

describe('runs as a table', () => {
  const runs: readonly MadeRun[] = [
    {
      id: 'aaaa',
      name: 'first',
      params: [
        ['cmd', '=1+1'],
        ['lr', '0.10'],
      ],
      tags: [
        ['mlflow.source.git.branch', 'main'],
        ['team', 'red'],
      ],
      metrics: {
        loss: [
          [0, 1000, 0.5],
          [1, 2000, Number.NaN],
        ],
        'val/acc': [[0, 1000, 1 / 3]],
      },
    },
    { id: 'bbbb', name: 'second', metrics: {}, lifecycle: 'deleted', startMs: null },
    { id: 'cccc', name: 'third', metrics: { loss: [[0, 5, Number.POSITIVE_INFINITY]] } },
  ];
  const edits: WorkspaceEdits = {
    ...NO_EDITS,
    runs: new Map([
      [toRunKey('aaaa'), { name: 'best, “of all”', tags: { team: 'blue', owner: 'ana' }, note: '# why' }],
      [toRunKey('cccc'), { home: OTHER }],
    ]),
  };

  it.each(['csv', 'parquet', 'ndjson'] as const)('says in %s what the screens say', async (format) => {
    const workspace = await makeWorkspace(runs);
    const rows = await rowsOf(workspace, { ...PLAIN, format, runs: true }, { edits });
    const flat = rows.map((row) => {
      const { params = {}, tags = {}, metrics = {}, ...others } = row as Record<string, object>;
      const spread = (family: string, members: object) =>
        Object.fromEntries(Object.entries(members).map(([name, cell]) => [`${family}.${name}`, cell]));
      return {
        ...others,
        ...spread('params', params),
        ...spread('tags', tags),
        ...spread('metrics', metrics),
      };
    }) as readonly TableRow[];
    expect(flat.map(({ run_id }) => run_id)).toEqual(['aaaa', 'cccc']);
    const [first, third] = flat;
    expect(first).toMatchObject({
      ...{ run_name: 'best, “of all”', experiment_name: 'taxi, “fares”', status: 'FINISHED' },
      ...{ lifecycle_stage: 'active', 'params.lr': '0.10', 'params.cmd': '=1+1', 'tags.team': 'blue' },
      ...{
        'tags.owner': 'ana',
        'tags.mlflow.source.git.branch': 'main',
        'tags.mlflow.note.content': '# why',
      },
    });
    expect([numberOf(first!['metrics.loss']), numberOf(first!['metrics.val/acc'])]).toEqual([
      Number.NaN,
      1 / 3,
    ]);
    expect(timeOf(first!.start_time)).toBe(1000);
    expect(numberOf(first!.duration_ms)).toBe(1000);
    expect([third!.experiment_name, numberOf(third!['metrics.loss'])]).toEqual([
      'other',
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('has each column once, whatever people call their tags', async () => {
    const workspace = await makeWorkspace(runs);
    const tags = { 'mlflow.user': 'ana', 'mlflow.source.name': 'x.py', 'mlflow.parentRunId': 'cccc' };
    const own = { ...NO_EDITS, runs: new Map([[toRunKey('aaaa'), { tags }]]) };
    const bytes = await writeOne(workspace, { ...PLAIN, format: 'csv', runs: true }, { edits: own });
    const names = fromUtf8(bytes).split('\r\n')[0]!.split(',');
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names).toContain('tags.mlflow.user');
    // What a run has under the same name stays where nobody said anything else.
    const parents = [
      ...runs,
      { id: 'dddd', name: 'child', metrics: {}, parent: toRunKey('aaaa'), user: 'ben' },
    ];
    const rows = await rowsOf(
      await makeWorkspace(parents),
      { ...PLAIN, format: 'csv', runs: true },
      { edits: own },
    );
    const of = (name: string) => rows.map((row) => row[name]).filter(Boolean);
    expect(of('tags.mlflow.parentRunId')).toEqual(['cccc', 'aaaa']);
    expect(of('tags.mlflow.user')).toEqual(['ana', 'ben']);
  });

  it('has deleted runs when they are asked for, or were chosen themselves', async () => {
    const workspace = await makeWorkspace(runs);
    const ids = async (settings: TableSettings, scope?: ExportScope) =>
      (await rowsOf(workspace, settings, { edits, ...(scope ? { scope } : {}) })).map((row) => row.run_id);
    const csv = { ...PLAIN, format: 'csv', runs: true } as const;
    expect(await ids({ ...csv, withDeleted: true })).toEqual(['aaaa', 'bbbb', 'cccc']);
    expect(await ids(csv, { kind: 'runs', runs: [toRunKey('bbbb')] })).toEqual(['bbbb']);
    expect(await ids(csv, { kind: 'experiments', experiments: [OTHER] })).toEqual(['cccc']);
  });

  it('guards formulas only when it is told to', async () => {
    const workspace = await makeWorkspace(runs);
    const [guarded] = await rowsOf(workspace, { ...PLAIN, format: 'csv', runs: true, guardFormulas: true });
    expect(guarded!['params.cmd']).toBe("'=1+1");
  });

  it('has types in Parquet', async () => {
    const workspace = await makeWorkspace(runs);
    const bytes = await writeOne(workspace, { ...PLAIN, format: 'parquet', points: 'long' });
    expect(parquetTypes(bytes)).toEqual({
      ...{ run_id: 'UTF8', run_name: 'UTF8', experiment_name: 'UTF8', metric: 'UTF8' },
      ...{ step: 'INT64', time: 'TIMESTAMP_MILLIS', value: 'DOUBLE' },
    });
  });

  it('has the histories in it as NDJSON', async () => {
    const workspace = await makeWorkspace(runs);
    const settings = { ...PLAIN, format: 'ndjson', runs: true, points: 'nested' } as const;
    const [first] = await rowsOf(workspace, settings, { edits });
    expect(first).toMatchObject({
      params: { lr: '0.10' },
      metrics: {
        loss: { step: [0, 1], time_ms: [1000, 2000], value: [0.5, 'NaN'] },
        'val/acc': { step: [0], time_ms: [1000], value: [1 / 3] },
      },
    });
  });
});

describe('several tables', () => {
  const made: readonly MadeRun[] = [
    {
      id: 'aaaa',
      name: 'a',
      metrics: {
        loss: [
          [0, 1000, 0.5],
          [0.25, 1, 1],
        ],
      },
    },
  ];
  const everything = { ...PLAIN, runs: true, points: 'long', artifacts: true } as const;

  it.each(['csv', 'parquet', 'ndjson'] as const)('are a zip of %s with a README', async (format) => {
    const workspace = await makeWorkspace(made);
    const result = await write(workspace, { ...everything, format });
    const { files } = await expandArchives([await exportedFile(result)], NEVER);
    expect(files.map(({ path }) => path.split('/').at(-1)).sort()).toEqual(
      [`artifacts.${format}`, `metrics.${format}`, 'README.md', `runs.${format}`].sort(),
    );
    const named = (name: string) => files.find(({ path }) => path.endsWith(name))!;
    const bytes = async (name: string) => {
      const file = named(name);
      return new Uint8Array(await file.slice(0, file.sizeBytes));
    };
    const rows = await readTable(await bytes(`metrics.${format}`), format);
    expect(rows.map((row) => numberOf(row.step))).toEqual([0, 0.25]);
    expect(await readTable(await bytes(`runs.${format}`), format)).toHaveLength(1);
    const readme = fromUtf8(await bytes('README.md'));
    expect(readme).toContain(`## metrics.${format}`);
    expect(readme).toContain('| `step` |');
    // pandas would make a number of an id of digits.
    const keepsTexts = { csv: "dtype={'run_id': str}", parquet: 'read_parquet', ndjson: 'dtype=False' };
    expect(readme).toContain(keepsTexts[format]);
  });

  it('end with a reason where there is no room', async () => {
    const points = Array.from({ length: 3000 }, (_, at): Point => [at, at, Math.sin(at)]);
    const workspace = await makeWorkspace([{ id: 'aaaa', metrics: { loss: points } }]);
    const full = { kind: 'failed', code: 'too-large' };
    expect(await write(workspace, { ...everything, format: 'csv' }, { capBytes: 9000 })).toEqual(full);
    expect(
      await write(workspace, { ...PLAIN, format: 'parquet', points: 'long' }, { capBytes: 500 }),
    ).toEqual(full);
  });
});

it('moments read as Date says them', () => {
  const isoText = makeIsoText();
  const moment = fc.integer({ min: -8.64e15, max: 8.64e15 });
  fc.assert(fc.property(moment, (ms) => isoText(ms) === new Date(ms).toISOString()));
  for (const ms of [0, -1, 1.7e12, 8.64e15, -8.64e15, 253402300800000])
    expect(isoText(ms)).toBe(new Date(ms).toISOString());
});

it('points come back by the importer as they were', async () => {
  const metrics = (from: number): Readonly<Record<MetricKey, readonly Point[]>> => ({
    loss: Array.from(
      { length: 30 },
      (_, at): Point => [at % 20, 1.7e12 + at, at === 3 ? Number.NaN : from / (at + 1)],
    ),
    acc: [[-1, 1.7e12, 0.1]],
  });
  const workspace = await makeWorkspace([
    { id: 'aaaa', name: 'a', metrics: metrics(1) },
    { id: 'bbbb', name: 'b', metrics: metrics(2) },
  ]);
  const histories = async (from: WorkspaceId) =>
    Object.values((await describeShown(from, NO_EDITS)).runs)
      .map(({ history }) => JSON.stringify(Object.entries(history).sort()))
      .sort();
  for (const format of ['csv', 'parquet'] as const) {
    const back = freshWorkspace();
    const file = await exportedFile(await write(workspace, { ...PLAIN, format, points: 'long' }));
    await importTree(back, new SourceTree([file]));
    expect(await histories(back)).toEqual(await histories(workspace));
  }
});
