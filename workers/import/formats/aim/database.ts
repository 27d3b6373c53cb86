import type { ImportSource } from '../../format.ts';
import type { Database } from '../../sqlite/database.ts';
import { readTables, TableStore } from '../../sqlite/table-store.ts';
import type { Turn } from '../../sqlite/turn.ts';

const TABLES = ['run', 'run_tag', 'experiment'] as const;

/** The one database of Aim's repository, dropped alone: it has names of runs and none of their points. */
export function openAim(
  database: Database,
  roots: ReadonlyMap<string, number>,
  source: ImportSource,
): Iterable<Turn> | null {
  const tables = readTables(database, roots, TABLES);
  if (tables.size < TABLES.length || tables.get('run')?.columns.has('hash') !== true) return null;
  const runs = Math.round(new TableStore(database, tables, source.path).estimateRows('run'));
  return [{ kind: 'problem', problem: { code: 'aim-repository', path: source.path, facts: { runs } } }];
}
