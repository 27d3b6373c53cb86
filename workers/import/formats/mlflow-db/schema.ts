import type { Database } from '../../sqlite/database.ts';
import type { SqliteFailure } from '../../sqlite/failure.ts';

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
  'trace_info',
] as const;

export type TableName = (typeof TABLES)[number];

/** Schema revisions that were looked at; a database with another one is read all the same, with a note. */
const KNOWN_REVISIONS: ReadonlySet<string> = new Set(
  `451aebb31d03 90e64c465722 181f10493468 df50e92ffc5e 7ac759974ad8 89d4b8295536 2b4d017a5e9b cfd24bdc0731
   0a8213491aaa 728d730b5ebd 27a6a02d2cf1 84291f40a231 a8c4a736bde6 39d1c3be5f05 c48cb773bb87 bd07f7e963c5
   0c779009ac13 cc1f77228345 97727af70f4d 3500859a5d39 7f2a7d5fae7d 2d6e25af4d3e acf3f17fdcc7 867495a8f9d4
   5b0e9adcef9c 4465047574b1 f5a4f2784254 0584bdc529eb 400f98739977 6953534de441 bda7b8c39065 cbc13b556ace
   770bee3ae1dd a1b2c3d4e5f6 de4033877273 1a0cddfcaa16 534353b11cbc 71994744cf8e 3da73c924c2f bf29a5ff90ea
   1bd49d398cd23`.split(/\s+/),
);

export interface Schema {
  /** Columns of the tables we know that are there as real tables; views and virtual tables are not. */
  readonly columns: ReadonlyMap<TableName, ReadonlySet<string>>;
  /** Names of all tables, for saying what an unknown database holds. */
  readonly tableNames: readonly string[];
  readonly hasRunIndex: boolean;
  /** The revision when it is one we have not seen, else ''. */
  readonly newerRevision: string;
}

/** Looks what tables and columns there are. Columns decide what is read, never the revision. */
export function readSchema(database: Database): Schema | SqliteFailure {
  const tableNames: string[] = [];
  let hasRunIndex = false;
  const rows = database.query('SELECT type, name, rootpage FROM sqlite_schema');
  while (rows.next()) {
    const isReal = rows.number(2) > 0;
    const name = rows.text(1);
    if (isReal && rows.text(0) === 'table' && !name.startsWith('sqlite_')) tableNames.push(name);
    if (isReal && name === 'index_metrics_run_uuid') hasRunIndex = true;
  }
  if (rows.failure !== null && tableNames.length === 0) return rows.failure;
  const present = new Set(tableNames);
  const columns = new Map<TableName, ReadonlySet<string>>();
  for (const table of TABLES) {
    if (present.has(table)) columns.set(table, readColumns(database, table));
  }
  return { columns, tableNames, hasRunIndex, newerRevision: readNewerRevision(database, columns) };
}

export function isMlflow(schema: Schema): boolean {
  const runs = schema.columns.get('runs');
  const models = schema.columns.get('registered_models');
  return (
    (runs?.has('run_uuid') === true && runs.has('experiment_id')) ||
    (models?.has('name') === true && schema.columns.has('model_versions'))
  );
}

/** `table_info` leaves out generated columns, which would compute whatever the file's author wrote. */
function readColumns(database: Database, table: TableName): ReadonlySet<string> {
  const names = new Set<string>();
  const rows = database.query(`PRAGMA table_info("${table}")`);
  while (rows.next()) names.add(rows.text(1));
  return names;
}

function readNewerRevision(database: Database, columns: ReadonlyMap<TableName, ReadonlySet<string>>): string {
  if (columns.get('alembic_version')?.has('version_num') !== true) return '';
  const rows = database.query('SELECT version_num FROM alembic_version LIMIT 4');
  let unknown = '';
  while (rows.next()) {
    const revision = rows.text(0);
    if (!KNOWN_REVISIONS.has(revision)) unknown = revision.slice(0, 64);
  }
  rows.close();
  return unknown;
}
