import type { MetricKey } from '../../src/domain/ids.ts';
import type { MetricOverview } from '../../src/rpc/query-api.ts';
import type { MetricColumn } from './metric-column.ts';
import type { RunTable } from './run-table.ts';

/** Every metric that any of these rows has, by key. Reads no record: the columns know all of it. */
export function listMetrics(table: RunTable, rows: readonly number[]): readonly MetricOverview[] {
  const wanted = [...new Set(rows)];
  const isWanted = new Uint8Array(table.count);
  for (const row of wanted) isWanted[row] = 1;
  const overviews: MetricOverview[] = [];
  for (const [key, column] of table.metrics) {
    const found = look(column, wanted, isWanted);
    if (found.runs === 0) continue;
    const x = ownAxis(table, key, wanted);
    overviews.push(x === null ? { key, ...found } : { key, ...found, x });
  }
  return overviews.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What readers note in a tag; only one that all runs which name one agree on. */
function ownAxis(table: RunTable, key: MetricKey, rows: readonly number[]): MetricKey | null {
  const column = table.systemTags.get(`cairn.x.${key}`);
  if (!column) return null;
  const named = new Set(rows.flatMap((row) => column.get(row) ?? []));
  const [only = null] = named;
  return named.size === 1 ? only : null;
}

/** A search of a column costs about as much as reading so many of its rows. */
const SEARCH_COST = 12;

function look(
  column: MetricColumn,
  wanted: readonly number[],
  isWanted: Uint8Array,
): Omit<MetricOverview, 'key'> {
  let runs = 0;
  let mostPoints = 0;
  let last = Number.NaN;
  const take = (index: number): void => {
    runs += 1;
    mostPoints = Math.max(mostPoints, column.countAt(index));
    last = column.valueAt(index);
  };
  if (column.length <= wanted.length * SEARCH_COST) {
    for (let i = 0; i < column.length; i++) if (isWanted[column.rowAt(i)] === 1) take(i);
  } else {
    for (const row of wanted) {
      const index = column.indexOf(row);
      if (index >= 0) take(index);
    }
  }
  // Of several runs no value stands for all.
  return { runs, mostPoints, last: runs === 1 ? last : Number.NaN };
}
