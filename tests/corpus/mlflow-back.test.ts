import 'fake-indexeddb/auto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparable } from '../support/comparable-store.ts';
import { editedWorkspace } from '../support/edited-workspace.ts';
import { exportedFile, exportFrom, freshWorkspace, importTree } from '../support/exported.ts';
import { openFolderSource } from '../support/memory-source.ts';
import { describeShown, type ShownStore } from '../support/shown-store.ts';

/**
 * Exports read by real MLflow, databases from 2.8 on, folders from 1.30 on. By hand, as it needs MLflow itself, several by
 * colons: `CAIRN_MLFLOW=/venvs/mlflow-1.30/bin/python:/venvs/mlflow-3/bin/python npx vitest run tests/corpus/mlflow-back`
 */
const PYTHONS = (process.env.CAIRN_MLFLOW ?? '').split(':').filter((path) => path !== '' && existsSync(path));
const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';
const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const READER = join(import.meta.dirname, 'mlflow-back.py');

const CASES: readonly (readonly [name: string, folder: string])[] = [
  ['fixture 2.8.1', join(FIXTURES, 'mlflow-db/mlflow-2.8.1')],
  ['fixture 3.17.2', join(FIXTURES, 'mlflow-db/mlflow-3.17.2')],
  ['fixture files 3.4.0', join(FIXTURES, 'mlruns/mlflow-3.4.0')],
  ...[
    'produced/mlflow/sqlite',
    'produced/mlflow/sqlite-3.4',
    'produced/mlflow/mlruns-mlflow2.8',
    'produced/mlflow/mlruns-mlflow3.4',
    'wild/db_0584_dkaattae_zoomcamp2025',
    'wild/db_1bd4_2024ab05143_mlflow3',
    'wild/db_7199_khuzaimah_mlflow3',
    'wild/db_8674_isaac_zoomcamp2024',
    'wild/db_9772_001deepanshu_registry',
    'wild/db_bd07_datatalksclub_zoomcamp2022',
    'wild/db_bd07_peco602_zoomcamp2022',
    'wild/db_empty_2d6e_6953_opendatahub',
    'wild/db_empty_bda7_econoben',
    'wild/fs_2024ab05143_mlflow3_models',
    'wild/fs_datatalksclub_2024_datasets',
    'wild/fs_finnk11_slash_metrics',
    'wild/fs_finnk11_subfolder',
    'wild/fs_khuzaimah_long_histories',
    'wild/fs_officialamit_registry_windows',
    'wild/fs_packt_trash_nested',
  ].map((path): readonly [string, string] => [path, join(CORPUS, path)]),
];
const HERE = CASES.filter(([, folder]) => existsSync(folder));

describe.skipIf(PYTHONS.length === 0)('exports as real MLflow reads them', () => {
  describe.each(HERE)('%s', (name, folder) => {
    it.each(['mlflow-db', 'mlflow-folder'] as const)(
      'is the same in %s',
      async (format) => {
        const workspace = freshWorkspace();
        const { tree } = openFolderSource(folder, (path) => !/expected\.json$|\.(py|sh|md)$/.test(path));
        await importTree(workspace, tree);
        const edits = await editedWorkspace(workspace);
        const result = await exportFrom(workspace, edits, {
          settings: { format, withArtifacts: true, artifactRoot: '' },
        });
        const file = await exportedFile(result);
        const shown = await describeShown(workspace, edits);
        for (const python of PYTHONS) {
          if (!opens(python, format, shown)) continue;
          const { version, ...said } = await readByMlflow(python, file);
          const known = withoutUnknown(said, shown);
          console.log(
            `${name.padEnd(44)} ${format.padEnd(14)} MLflow ${version.padEnd(8)} ${countsOf(said)}`,
          );
          const both = { read: said, shown: known };
          const wanted = JSON.stringify(comparable(known, both, 'shown'));
          // A folder cannot hold `val` and `val/acc`.
          const inFolder = /"val":/.test(wanted) ? wanted.replaceAll('"val/acc":', '"val.acc":') : wanted;
          expect(JSON.parse(JSON.stringify(comparable(said, both, 'read')))).toEqual(
            JSON.parse(format === 'mlflow-folder' ? inFolder : wanted),
          );
        }
      },
      600_000,
    );
  });
});

/** MLflow before 2.16 opens no folder in which a key has a colon: newer ones wrote it. Older ones know no schema of 2.8. */
function opens(python: string, format: string, { runs }: ShownStore): boolean {
  const [major, minor] = versionOf(python);
  const isSince = (since: number, sinceMinor: number) =>
    major > since || (major === since && minor >= sinceMinor);
  if (format === 'mlflow-db') return isSince(2, 8);
  const keys = Object.values(runs).flatMap(({ history, params }) => [history, params].flatMap(Object.keys));
  return isSince(2, 16) || !keys.some((key) => key.includes(':'));
}

const knownVersions = new Map<string, readonly [major: number, minor: number]>();

function versionOf(python: string): readonly [major: number, minor: number] {
  let version = knownVersions.get(python);
  if (!version) {
    const said = execFileSync(python, ['-c', 'import mlflow; print(mlflow.__version__)'], {
      encoding: 'utf8',
    });
    const [major = 0, minor = 0] = said.split('.').map(Number);
    version = [major, minor];
    knownVersions.set(python, version);
  }
  return version;
}

/** What is here, less what the MLflow that read it does not know: it answers null then. */
function withoutUnknown(said: ShownStore, shown: ShownStore): ShownStore {
  const knowsInputs = Object.values(said.runs).every(({ inputs }) => inputs !== null);
  const runs = Object.entries(shown.runs).map(([key, run]) => [
    key,
    knowsInputs ? run : { ...run, inputs: null },
  ]);
  return { ...shown, runs: Object.fromEntries(runs), models: said.models === null ? {} : shown.models };
}

/** Newer ones change a database when they open it: each reads a copy of its own, unpacked by Python. */
async function readByMlflow(
  python: string,
  file: Awaited<ReturnType<typeof exportedFile>>,
): Promise<ShownStore & { readonly version: string }> {
  const target = mkdtempSync(join(tmpdir(), 'cairn-back-'));
  try {
    const path = join(target, file.path);
    writeFileSync(path, await file.slice(0, file.sizeBytes));
    if (file.path.endsWith('.zip')) execFileSync(python, ['-m', 'zipfile', '-e', path, target]);
    const text = execFileSync(python, [READER, target, 'artifacts'], {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return JSON.parse(text);
  } finally {
    rmSync(target, { recursive: true });
  }
}

function countsOf({ experiments, runs, models }: ShownStore): string {
  const all = Object.values(runs);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const points = all.flatMap(({ history }) => Object.values(history ?? {}).map((list) => list.length));
  const versions = Object.values(models ?? {}).map((model) => Object.keys(model.versions).length);
  return [
    `${Object.keys(experiments).length} experiments`,
    `${all.length} runs`,
    `${sum(points)} points`,
    `${sum(all.map(({ artifacts }) => Object.keys(artifacts ?? {}).length))} files`,
    `${Object.keys(models ?? {}).length} models`,
    `${sum(versions)} versions`,
  ].join(', ');
}
