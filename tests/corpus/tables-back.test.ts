import 'fake-indexeddb/auto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WorkspaceEdits } from '../../src/domain/edits.ts';
import type { WorkspaceId } from '../../src/domain/ids.ts';
import type { TableSettings } from '../../src/rpc/export-api.ts';
import { editedWorkspace } from '../support/edited-workspace.ts';
import { exportFrom, freshWorkspace, importTree } from '../support/exported.ts';
import { openFolderSource } from '../support/memory-source.ts';
import { describeShown, type Point, type ShownRun } from '../support/shown-store.ts';

/**
 * Exported tables read by pandas and pyarrow. By hand, as it needs them:
 * `CAIRN_PANDAS=/venvs/pandas/bin/python npx vitest run tests/corpus/tables-back`
 */
const PYTHON = process.env.CAIRN_PANDAS ?? '';
const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';
const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const READER = join(import.meta.dirname, 'tables-back.py');

const CASES: readonly (readonly [name: string, folder: string])[] = [
  ['fixture 3.17.2', join(FIXTURES, 'mlflow-db/mlflow-3.17.2')],
  ...[
    'produced/mlflow/sqlite',
    'produced/mlflow/mlruns-mlflow3.4',
    'wild/db_bd07_datatalksclub_zoomcamp2022',
    'wild/fs_khuzaimah_long_histories',
    'wild/fs_finnk11_slash_metrics',
    'wild/wandb_2026_edges',
    'wild/wandb_compat_steps',
    'wild/tb_alwaysproblem_restarted',
    'wild/tb_guildai_runs',
    'wild/optuna_schemas',
  ].map((path): readonly [string, string] => [path, join(CORPUS, path)]),
];
const HERE = CASES.filter(([, folder]) => existsSync(folder));

const ALL: TableSettings = {
  format: 'csv',
  runs: false,
  points: 'none',
  artifacts: false,
  withDeleted: true,
  guardFormulas: false,
};
const FILES: readonly (readonly [name: string, settings: Partial<TableSettings>])[] = [
  ['runs.csv', { format: 'csv', runs: true }],
  ['runs.parquet', { format: 'parquet', runs: true }],
  ['long.csv', { format: 'csv', points: 'long' }],
  ['long.parquet', { format: 'parquet', points: 'long' }],
  ['long.ndjson', { format: 'ndjson', points: 'long' }],
  ['nested.ndjson', { format: 'ndjson', runs: true, points: 'nested' }],
  ['wide.csv', { format: 'csv', points: 'wide' }],
  ['wide.parquet', { format: 'parquet', points: 'wide' }],
  ['artifacts.parquet', { format: 'parquet', artifacts: true }],
];

type Histories = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;
interface Said {
  readonly long: Readonly<Record<'csv' | 'parquet' | 'ndjson' | 'nested', Histories>>;
  readonly wide: Readonly<Record<'csv' | 'parquet', Histories>>;
  readonly runs: Readonly<Record<'csv' | 'parquet', Readonly<Record<string, unknown>>>>;
  readonly rows: Readonly<Record<string, number>>;
}

describe.skipIf(!existsSync(PYTHON))('tables as pandas reads them', () => {
  it.each(HERE)(
    '%s',
    async (name, folder) => {
      const workspace = freshWorkspace();
      const { tree } = openFolderSource(folder, (path) => !/expected\.json$|\.(py|sh|md)$/.test(path));
      await importTree(workspace, tree);
      const edits = await editedWorkspace(workspace);
      const { runs } = await describeShown(workspace, edits);
      const said = await readByPandas(workspace, edits);
      const logged = historiesOf(runs, (point) => [...point]);
      for (const [format, read] of Object.entries(said.long))
        expect([format, plain(read, format === 'nested')]).toEqual([
          format,
          plain(logged, format === 'nested'),
        ]);
      const byStep = historiesOf(runs, ([, step, value]) => [step, value], true);
      for (const [format, read] of Object.entries(said.wide))
        expect([format, read]).toEqual([format, byStep]);
      for (const [format, read] of Object.entries(said.runs))
        expect([format, withoutEmpty(rowsOf(runs, read))]).toEqual([format, withoutEmpty(read)]);
      console.log(name.padEnd(44), JSON.stringify(said.rows));
    },
    600_000,
  );
});

async function readByPandas(workspace: WorkspaceId, edits: WorkspaceEdits): Promise<Said> {
  const target = mkdtempSync(join(tmpdir(), 'cairn-tables-'));
  try {
    for (const [name, settings] of FILES) {
      const result = await exportFrom(workspace, edits, { settings: { ...ALL, ...settings } });
      if (result.kind !== 'file') throw new Error(JSON.stringify(result));
      writeFileSync(join(target, name), new Uint8Array(await result.file.arrayBuffer()));
    }
    const options = { encoding: 'utf8', maxBuffer: 1 << 30 } as const;
    return JSON.parse(execFileSync(PYTHON, [READER, target], options));
  } finally {
    rmSync(target, { recursive: true });
  }
}

/** NaN is no step in a table, and no time; times are whole milliseconds but inside NDJSON's histories. */
function historiesOf(
  runs: Readonly<Record<string, ShownRun>>,
  toRow: (point: Point) => readonly unknown[],
  isByStep = false,
): Histories {
  const rank = ([, step]: Point) => (Number.isNaN(step) ? Number.POSITIVE_INFINITY : step);
  const entries = Object.entries(runs).map(([key, { history }]) => {
    const metrics = Object.entries(history).map(([metric, points]) => {
      const list = isByStep
        ? points.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))
        : points;
      return [metric, list.map(toRow)] as const;
    });
    return [key, Object.fromEntries(metrics)] as const;
  });
  const filled = entries.filter(([, metrics]) => Object.keys(metrics).length > 0);
  return JSON.parse(JSON.stringify(Object.fromEntries(filled)));
}

function plain(histories: Histories, isExact: boolean): unknown {
  return JSON.parse(JSON.stringify(histories), (_, value) => {
    const isPoint = Array.isArray(value) && value.length === 3 && !Array.isArray(value[0]);
    return isPoint && !isExact && typeof value[0] === 'number'
      ? [Math.round(value[0]), ...value.slice(1)]
      : value;
  });
}

/** CSV tells an empty text from none only by its quotes, which pandas does not look at. */
function withoutEmpty(rows: unknown): unknown {
  return JSON.parse(JSON.stringify(rows), (_, value) => (value === '' ? undefined : value));
}

/** What the table of runs says; tags of producers that MLflow names are there too, made of the run's source. */
function rowsOf(runs: Readonly<Record<string, ShownRun>>, read: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(runs).map(([key, run]) => {
      const said = read[key] as { readonly tags: Readonly<Record<string, string>> };
      const tags = Object.fromEntries(
        Object.entries({ ...run.tags, ...ofSource(said.tags, run.tags) }).filter(
          ([tag]) => tag !== 'mlflow.runName',
        ),
      );
      const latest = Object.fromEntries(
        Object.entries(run.latest).map(([metric, [, , value]]) => [metric, value]),
      );
      const { status, experiment, lifecycle, startMs, endMs, params } = run;
      const name = run.name || key.slice(0, 8);
      return [key, { name, status, experiment, lifecycle, startMs, endMs, params, tags, latest }];
    }),
  );
}

/** Tags that tables make of attributes where the producer has no such tag. */
function ofSource(said: Readonly<Record<string, string>>, logged: Readonly<Record<string, string>>): object {
  const made = /^mlflow\.(user|source\.(name|type|git\.commit)|parentRunId)$/;
  return Object.fromEntries(
    Object.entries(said).filter(([tag]) => made.test(tag) && !Object.hasOwn(logged, tag)),
  );
}
