import type { RunKey } from '../../src/domain/ids.ts';
import type { RunFound } from '../../src/rpc/query-api.ts';
import type { EditedTable } from './edited-table.ts';

/**
 * Runs whose names or keys contain what was typed, whatever the case: those that begin with it first, then in the
 * order of the table. Deleted runs are left out. Where nothing is typed, those to choose from for the run `beside`.
 */
export function findRuns(
  table: EditedTable,
  typed: string,
  limit: number,
  beside: RunKey | null = null,
): readonly RunFound[] {
  const word = typed.trim().toLowerCase();
  if (word === '') return beside === null ? [] : runsBeside(table, beside, limit);
  const { facts } = table;
  const beginning: RunFound[] = [];
  const inside: RunFound[] = [];
  for (let row = 0; row < facts.count && beginning.length < limit; row++) {
    const run = facts.keys[row]!;
    const name = table.name(row);
    const at = name.toLowerCase().indexOf(word);
    const isFound = at >= 0 || run.toLowerCase().startsWith(word);
    const found = at === 0 ? beginning : inside;
    if (!isFound || found.length >= limit || table.deleted(row)) continue;
    found.push({ run, name, experiment: facts.experiments[row]! });
  }
  return [...beginning, ...inside].slice(0, limit);
}

/** Siblings of a run, then others of its experiment, then all others; the last started of each first. */
function runsBeside(table: EditedTable, beside: RunKey, limit: number): readonly RunFound[] {
  const { facts } = table;
  const mine = facts.rowOf(beside);
  if (mine === undefined) return [];
  const experiment = table.experiment(mine);
  const parent = facts.parents[mine]!;
  const distance = (row: number): number => {
    if (table.experiment(row) !== experiment) return 2;
    return parent && facts.parents[row] === parent ? 0 : 1;
  };
  const startOf = (row: number) => facts.starts[row] || 0;
  return Array.from({ length: facts.count }, (_, row) => row)
    .filter((row) => row !== mine && !table.deleted(row))
    .map((row) => ({ row, distance: distance(row) }))
    .sort((a, b) => a.distance - b.distance || startOf(b.row) - startOf(a.row))
    .slice(0, limit)
    .map(({ row }) => ({ run: facts.keys[row]!, name: table.name(row), experiment: table.experiment(row) }));
}
