import type { Database } from '../../sqlite/database.ts';
import type { TableInfo } from '../../sqlite/table-info.ts';
import { readTables, type TableStore } from '../../sqlite/table-store.ts';

/** Datasets, models and the registry: small as a rule. */
export const SMALL_TABLES = [
  'datasets',
  'inputs',
  'input_tags',
  'logged_models',
  'logged_model_metrics',
  'logged_model_params',
  'logged_model_tags',
  'registered_models',
  'registered_model_tags',
  'registered_model_aliases',
  'model_versions',
  'model_version_tags',
] as const;

/** The tables of an MLflow database that hold what Cairn keeps; others are not looked into. */
const TABLES = [
  'alembic_version',
  'experiments',
  'experiment_tags',
  'runs',
  'metrics',
  'latest_metrics',
  'params',
  'tags',
  ...SMALL_TABLES,
  'trace_info',
] as const;

export type TableName = (typeof TABLES)[number];

/** What MLflow 1.0 to 3.17 call their schemas; a database with another one is read all the same, with a note. */
const KNOWN_REVISIONS: ReadonlySet<string> = new Set(
  `0584bdc529eb 0a8213491aaa 0c779009ac13 17e22815139b 181f10493468 1971f2d9a75b 1a0cddfcaa16 1b5f0d9ad7c1
   1bd49d398cd23 27a6a02d2cf1 2b4d017a5e9b 2c33131f4dae 2d6e25af4d3e 3500859a5d39 39d1c3be5f05 3da73c924c2f
   400f98739977 4465047574b1 451aebb31d03 534353b11cbc 5b0e9adcef9c 5d2d30f0abce 6953534de441 6f8d9c3b2a1e
   71994744cf8e 728d730b5ebd 75868b020152 76601a5f987d 770bee3ae1dd 7ac759974ad8 7d34483879f0 7f2a7d5fae7d
   84291f40a231 867495a8f9d4 89d3d66ed43f 89d4b8295536 90e64c465722 97727af70f4d a1b2c3d4e5f6 a5b4c3d2e1f0
   a8b9c0d1e2f3 a8c4a736bde6 acf3f17fdcc7 ae8bbe7743c9 b7c8d9e0f1a2 b7e2c1a4d9f3 b7e4c1a90f23 bd07f7e963c5
   bda7b8c39065 bf29a5ff90ea c1d2e3f4a5b6 c3d6457b6d8a c3d9e7f1a2b4 c48cb773bb87 c8d9e0f1a2b3 c9d4e5f6a7b8
   cbc13b556ace cc1f77228345 cfd24bdc0731 d0e1f2a3b4c5 d3e4f5a6b7c8 da6fb0208061 dc11669786a5 de4033877273
   df50e92ffc5e e1f2a3b4c5d6 f5a4f2784254`.split(/\s+/),
);

export type Store = TableStore<TableName>;

export interface Schema {
  /** The tables we know that are there, by what columns they have: that decides what is read, not the revision. */
  readonly tables: ReadonlyMap<TableName, TableInfo>;
  /** The revision when it is one that we have not seen, else ''. */
  readonly newerRevision: string;
}

/** null for a database of somebody else. */
export function readSchema(database: Database, roots: ReadonlyMap<string, number>): Schema | null {
  const tables = readTables(database, roots, TABLES);
  return isMlflow(tables) ? { tables, newerRevision: readNewerRevision(database, tables) } : null;
}

function isMlflow(tables: ReadonlyMap<TableName, TableInfo>): boolean {
  const runs = tables.get('runs')?.columns;
  const models = tables.get('registered_models')?.columns;
  return (
    (runs?.has('run_uuid') === true && runs.has('experiment_id')) ||
    (models?.has('name') === true && tables.has('model_versions'))
  );
}

function readNewerRevision(database: Database, tables: ReadonlyMap<TableName, TableInfo>): string {
  if (tables.get('alembic_version')?.columns.has('version_num') !== true) return '';
  const rows = database.query('SELECT version_num FROM alembic_version LIMIT 4');
  let unknown = '';
  while (rows.next()) {
    const revision = rows.text(0);
    if (!KNOWN_REVISIONS.has(revision)) unknown = revision.slice(0, 64);
  }
  rows.close();
  return unknown;
}
