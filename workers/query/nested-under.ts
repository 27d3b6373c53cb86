import type { RunKey } from '../../src/domain/ids.ts';
import type { EditedTable } from './edited-table.ts';

/** A parent chain longer than this is a loop. */
const MAX_DEPTH = 32;

/**
 * What is nested under these runs at any depth and in the same experiment as its parent, without the runs themselves;
 * deleted and archived ones as well.
 */
export function nestedUnder(table: EditedTable, runs: readonly RunKey[]): readonly RunKey[] {
  const { facts } = table;
  const parents = facts.indexes.parentRows;
  if (parents === null) return [];
  const chosen = new Set(runs.flatMap((run) => facts.rowOf(run) ?? []));
  const isUnder = (row: number): boolean => {
    let at = row;
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      const parent = parents[at]!;
      if (parent < 0 || table.experiment(parent) !== table.experiment(at)) return false;
      if (chosen.has(parent)) return true;
      at = parent;
    }
    return false;
  };
  const found: RunKey[] = [];
  for (let row = 0; row < facts.count; row++) {
    if (parents[row]! >= 0 && !chosen.has(row) && isUnder(row)) found.push(facts.keys[row]!);
  }
  return found;
}
