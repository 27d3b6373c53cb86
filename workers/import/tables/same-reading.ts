import type { ColumnRole, TableColumn, TableLayout } from '../../../src/domain/table-layout.ts';

/** What a cell of these says does not depend on the type that was guessed. */
const PLAIN: ReadonlySet<ColumnRole> = new Set(['metric', 'value', 'step', 'epoch', 'ignore']);

/**
 * Whether rows that were read by one layout say the same by another, with more columns or columns that were empty so far:
 * then the reading goes on by the later one. `canGrow`: columns may come.
 */
export function goesOn(before: TableLayout, after: TableLayout, canGrow: boolean): boolean {
  if (!isSameTable(before, after)) return false;
  const { columns } = before;
  if (after.columns.length < columns.length) return false;
  return after.columns.every((column, index) => {
    const known = columns[index];
    if (!known) return canGrow && isNewcomer(column);
    return isSame(known, column) || (canGrow && isFilledLater(known, column));
  });
}

function isSameTable(a: TableLayout, b: TableLayout): boolean {
  return (
    a.shape === b.shape &&
    a.runName === b.runName &&
    a.experimentName === b.experimentName &&
    JSON.stringify(a.text) === JSON.stringify(b.text)
  );
}

function isSame(a: TableColumn, b: TableColumn): boolean {
  return (
    a.name === b.name &&
    a.role === b.role &&
    a.key === b.key &&
    a.run === b.run &&
    a.isSummed === b.isSummed &&
    a.timeUnit === b.timeUnit &&
    (PLAIN.has(a.role) || a.type === b.type)
  );
}

function isNewcomer({ role, run, isSummed }: TableColumn): boolean {
  return (role === 'metric' || role === 'ignore') && run === undefined && !isSummed;
}

/** Left out because no row had it so far. */
function isFilledLater(before: TableColumn, after: TableColumn): boolean {
  return (
    before.name === after.name &&
    before.role === 'ignore' &&
    before.type === 'empty' &&
    isNewcomer(after) &&
    after.role === 'metric'
  );
}
