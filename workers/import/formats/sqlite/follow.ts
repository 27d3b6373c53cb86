import type { Follower, FollowRestart, ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { connect } from '../../sqlite/connect.ts';
import { Database } from '../../sqlite/database.ts';
import { loadSqlite } from '../../sqlite/library.ts';
import { LiveDatabase } from '../../sqlite/live-database.ts';
import { readRootPages } from '../../sqlite/table-info.ts';
import { TableScan } from '../../sqlite/table-scan.ts';
import { MlflowFollower } from '../mlflow-db/follow.ts';
import { readSchema, type Schema } from '../mlflow-db/schema.ts';
import { readSqlite } from './read.ts';

const MOST_TRIES = 4;
const SCHEMA_COLUMNS = ['type', 'name', 'tbl_name', 'rootpage', 'sql'];
const SCHEMA_TABLE = {
  name: 'sqlite_schema',
  rootPage: 1,
  columns: new Map(SCHEMA_COLUMNS.map((name, place) => [name, { place, fallback: '' }])),
  rowIdPlace: -1,
};

/**
 * Follows MLflow's databases page by page. Those of other producers, and what cannot be read so, are read as a whole
 * and again as a whole when a byte has changed.
 */
export class SqliteFollower implements Follower {
  private follower: MlflowFollower | null = null;
  /** Sizes and times of the files that were read as a whole. */
  private wholeState: string | null = null;

  get isDoubtful(): boolean {
    return this.follower?.isDoubtful ?? false;
  }

  async *advance(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent | FollowRestart> {
    if (this.wholeState !== null) {
      if (stateOf(source) !== this.wholeState) yield { kind: 'restart' };
      return;
    }
    if (this.follower !== null) {
      yield* this.follower.goOn(source, context);
      return;
    }
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      const database = new LiveDatabase(source.path);
      const schema = await readLiveSchema(database, source, context);
      if (schema === null) break;
      if (schema === 'again') continue;
      const follower = new MlflowFollower(database, schema, source.path);
      const all = await follower.readAll(source, context);
      if (all === null) continue;
      this.follower = follower;
      if (schema.newerRevision !== '') {
        const facts = { revision: schema.newerRevision };
        yield { kind: 'problem', problem: { code: 'sqlite-newer-schema', path: source.path, facts } };
      }
      yield* follower.tellAll(all, source, context);
      return;
    }
    this.wholeState = stateOf(source);
    yield* readSqlite(source, context);
  }
}

/** null when it is not MLflow's or cannot be followed. */
async function readLiveSchema(
  database: LiveDatabase,
  { tree }: ImportSource,
  { signal }: ReadContext,
): Promise<Schema | 'again' | null> {
  const library = await loadSqlite();
  const read = await database.read(tree, signal, (pages) => {
    const rows = new TableScan(pages, SCHEMA_TABLE, SCHEMA_COLUMNS);
    while (rows.next());
    if (rows.failure !== null || pages.missing.size > 0) return null;
    const connected = connect(library, pages);
    if (!(connected instanceof Database)) return null;
    try {
      return readSchema(connected, readRootPages(connected));
    } finally {
      connected.close();
    }
  });
  if (read.kind !== 'read') return read.kind === 'unusable' ? null : 'again';
  const schema = read.value;
  const metrics = schema?.tables.get('metrics')?.columns;
  const isWhole = metrics?.has('run_uuid') === true && metrics.has('key') && metrics.has('value');
  return isWhole && schema?.tables.has('runs') === true ? schema : null;
}

function stateOf({ path, tree }: ImportSource): string {
  return ['', '-wal', '-journal']
    .map((ending) => tree.get(`${path}${ending}`))
    .map((file) => (file === undefined ? '' : `${file.sizeBytes} ${file.modifiedMs}`))
    .join(',');
}
