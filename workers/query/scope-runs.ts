import type { ExperimentKey } from '../../src/domain/ids.ts';
import type { TableQuery } from '../../src/rpc/query-api.ts';
import type { EditedTable } from './edited-table.ts';

export type ScopeQuery = Pick<TableQuery, 'experiments' | 'runs' | 'lifecycle' | 'archived'>;

/** The runs a table is about, before filter and folding. */
export interface Scope {
  /** Ascending. */
  readonly rows: Uint32Array;
  /** Of its experiments, or of the runs that were named, whatever the lifecycle asked for. */
  readonly deletedCount: number;
  /** Archived runs that the lifecycle asked for leaves in, shown or not. */
  readonly archivedCount: number;
}

export function scopeOf(table: EditedTable, query: ScopeQuery): Scope {
  const { deleted, archived } = table.flags;
  const listed = listedRows(table, query);
  const rows = new Uint32Array(table.facts.count);
  let count = 0;
  let deletedCount = 0;
  let archivedCount = 0;
  for (let row = 0; row < rows.length; row++) {
    if (listed !== null && listed[row] === 0) continue;
    deletedCount += deleted[row]!;
    if (query.lifecycle !== 'all' && (deleted[row] === 1) !== (query.lifecycle === 'deleted')) continue;
    archivedCount += archived[row]!;
    if (archived[row] === 0 || query.archived) rows[count++] = row;
  }
  return { rows: rows.slice(0, count), deletedCount, archivedCount };
}

/** 1 at the rows that are named, or whose experiments are; null for all. */
function listedRows(
  table: EditedTable,
  { experiments, runs }: Pick<ScopeQuery, 'experiments' | 'runs'>,
): Uint8Array | null {
  if (runs !== null) {
    const listed = new Uint8Array(table.facts.count);
    for (const run of runs) {
      const row = table.facts.rowOf(run);
      if (row !== undefined) listed[row] = 1;
    }
    return listed;
  }
  return experiments === 'all' ? null : rowsOfExperiments(table, experiments);
}

/** 1 at the runs of these experiments: imported or moved there, or listed there as well. */
function rowsOfExperiments(table: EditedTable, experiments: readonly ExperimentKey[]): Uint8Array {
  const { facts } = table;
  const wanted = new Set<string>(experiments);
  const { places, texts } = facts.indexes.shared('home', () => facts.experiments);
  const isWanted = Uint8Array.from(texts, (key) => Number(wanted.has(key)));
  const listed = new Uint8Array(facts.count);
  for (let row = 0; row < listed.length; row++) listed[row] = isWanted[places[row]!]!;
  for (const row of table.editedRows.keys())
    listed[row] = Number(table.memberships(row).some((key) => wanted.has(key)));
  return listed;
}
