import type { GridSort } from './types.ts';

/** A click sorts by that column alone; a click on the sorted one turns it round; with `adding` it joins the others. */
export function toggleSort(
  sort: readonly GridSort[],
  column: string,
  first: 'ascending' | 'descending',
  adding: boolean,
): readonly GridSort[] {
  const current = sort.find((one) => one.column === column);
  const isOnly = current !== undefined && sort.length === 1;
  if (!adding) {
    const leads = sort[0]?.column === column;
    const descending = current && (isOnly || leads) ? !current.descending : first === 'descending';
    return [{ column, descending }];
  }
  if (!current) return [...sort, { column, descending: first === 'descending' }];
  return sort.map((one) => (one.column === column ? { column, descending: !one.descending } : one));
}
