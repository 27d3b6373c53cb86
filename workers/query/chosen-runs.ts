import type { RunKey } from '../../src/domain/ids.ts';
import type { Selection } from './select-runs.ts';

/** Runs that a person chose may have left the table since: another filter lists others. */
export function countUnlisted(selection: Selection, runs: readonly RunKey[]): number {
  const isListed = markListed(selection);
  const { facts } = selection.table;
  return runs.reduce((count, run) => count + Number(isListed[facts.rowOf(run) ?? -1] !== 1), 0);
}

/** Rows of these runs: in the table's order, and after them those that it does not list. */
export function inTableOrder(selection: Selection, runs: readonly RunKey[]): Uint32Array {
  const { facts } = selection.table;
  const isChosen = new Uint8Array(facts.count);
  const isListed = markListed(selection);
  const unlisted: number[] = [];
  for (const run of runs) {
    const row = facts.rowOf(run);
    if (row === undefined || isChosen[row] === 1) continue;
    isChosen[row] = 1;
    if (isListed[row] !== 1) unlisted.push(row);
  }
  return Uint32Array.from([...selection.matching.filter((row) => isChosen[row] === 1), ...unlisted]);
}

function markListed({ table, matching }: Selection): Uint8Array {
  const isListed = new Uint8Array(table.facts.count);
  for (const row of matching) isListed[row] = 1;
  return isListed;
}
