import type { RunFound } from '../../src/rpc/query-api.ts';
import type { EditedTable } from './edited-table.ts';

/**
 * Runs whose names or keys contain what was typed, whatever the case: those that begin with it first, then in the
 * order of the table. Deleted runs are left out.
 */
export function findRuns(table: EditedTable, typed: string, limit: number): readonly RunFound[] {
  const word = typed.trim().toLowerCase();
  if (word === '') return [];
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
