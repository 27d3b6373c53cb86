import 'fake-indexeddb/auto';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModelVersion, RegisteredModel } from '../../src/domain/registry/registry-view.ts';
import { openImported } from '../support/import-folder.ts';
import { openFolderSource } from '../support/memory-source.ts';
import { readDatabaseRegistry, readFolderRegistry } from './plain-registry.js';

const CORPUS = process.env.CAIRN_CORPUS ?? '../shared/corpus';
const PRODUCED = join(CORPUS, 'produced', 'mlflow');
const WILD = join(CORPUS, 'wild');

/** Registries as MLflow's tables and folders hold them, against what the screens of models show. */
describe.skipIf(!existsSync(WILD))('registries of real stores', () => {
  const databases = existsSync(WILD) ? findDatabases() : [];

  test.each(databases)('%s', async (path) => {
    const file = join(CORPUS, path);
    const { tree } = openFolderSource(dirname(file), (name) => name === file.slice(dirname(file).length + 1));
    expect(shownOf((await (await openImported(tree)).registry(null)).models)).toEqual(
      await readDatabaseRegistry(file).then(sorted),
    );
  });

  test.each([
    'produced/mlflow/mlruns-mlflow2.8',
    'produced/mlflow/mlruns-mlflow3.4',
    'wild/fs_officialamit_registry_windows/mlruns',
  ])('%s', async (path) => {
    const folder = join(CORPUS, path);
    const { tree } = openFolderSource(folder);
    expect(shownOf((await (await openImported(tree)).registry(null)).models)).toEqual(
      sorted(readFolderRegistry(join(folder, 'models'))),
    );
  });
});

function findDatabases(): readonly string[] {
  const schemas = readdirSync(join(PRODUCED, 'sqlite')).filter((name) => name.endsWith('.db'));
  const wild = [
    'db_bd07_datatalksclub_zoomcamp2022/mlflow.db',
    'db_bd07_datatalksclub_zoomcamp2022/homework_AM/mlflow.db',
    'db_bd07_peco602_zoomcamp2022/02-experiment-tracking/mlflow.db',
    'db_9772_001deepanshu_registry/mydb.sqlite',
    'db_0584_dkaattae_zoomcamp2025/mlflow.db',
    'db_0584_dkaattae_zoomcamp2025/orchestration/mlflow.db',
    'db_0584_dkaattae_zoomcamp2025/experiment_tracking/mlflow.db',
  ];
  return [
    ...schemas.map((name) => join('produced/mlflow/sqlite', name)),
    'produced/mlflow/sqlite-3.4/mlflow.db',
    ...wild.map((name) => join('wild', name)),
  ];
}

type Plain = Awaited<ReturnType<typeof readDatabaseRegistry>>;

function shownOf(models: readonly RegisteredModel[]): Plain {
  const plain = models.map((model) => ({
    name: model.name,
    description: model.description,
    createdMs: model.createdMs ?? 0,
    updatedMs: model.updatedMs ?? 0,
    tags: Object.fromEntries(model.tags),
    aliases: Object.fromEntries(model.aliases.map(({ alias, version }) => [alias, version])),
    versions: model.versions.filter(({ deleted }) => !deleted).map(versionOf),
  }));
  return sorted(plain);
}

function versionOf(version: ModelVersion): Plain[number]['versions'][number] {
  return {
    version: version.number,
    stage: version.stage,
    description: version.description,
    run: version.run ?? '',
    source: version.source,
    user: version.user,
    createdMs: version.createdMs ?? 0,
    updatedMs: version.updatedMs ?? 0,
    status: version.status,
    tags: Object.fromEntries(version.tags),
    aliases: [...version.aliases],
  };
}

function sorted(models: Plain): Plain {
  return models
    .map((model) => ({ ...model, versions: model.versions.toSorted((a, b) => a.version - b.version) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
