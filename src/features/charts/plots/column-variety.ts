import type { ColumnId, ColumnInfo, QueryApi, ValueColumn } from '../../../rpc/query-api.ts';

/** Bits that a run's value tells; higher where values are many and evenly spread. */
export type Variety = ReadonlyMap<ColumnId, number>;

export const NO_VARIETY: Variety = new Map();

/** Parameters beyond these are not looked at, and of their runs the first. */
const MOST_COLUMNS = 20;
const MOST_RUNS = 5_000;

/** How much the parameters of a table vary. One asks before a plot is made: the number of values alone misleads. */
export async function loadVariety(
  api: QueryApi,
  table: number | undefined,
  columns: readonly ColumnInfo[],
): Promise<Variety> {
  const ids = columns
    .filter(({ kind, distinct }) => kind === 'param' && distinct > 1)
    .sort((a, b) => Number(b.numeric) - Number(a.numeric) || b.filled - a.filled || b.distinct - a.distinct)
    .slice(0, MOST_COLUMNS)
    .map(({ id }) => id);
  if (table === undefined || ids.length === 0) return NO_VARIETY;
  try {
    const values = await api.columnValues(table, ids, null);
    return new Map(values.columns.map((column) => [column.column, varietyOf(column)]));
  } catch (error) {
    // A plot that begins with other axes is better than none.
    reportError(error);
    return NO_VARIETY;
  }
}

/**
 * The entropy of the values in bits, times the share of runs that have one: 0 for a constant, little where 24 of 25
 * runs agree, most where every run has another.
 */
export function varietyOf({ numbers, texts, present }: Omit<ValueColumn, 'column'>): number {
  const total = Math.min(MOST_RUNS, present.length);
  const counts = new Map<number | string | null, number>();
  let filled = 0;
  for (let i = 0; i < total; i++) {
    if (present[i] === 0) continue;
    const value = texts ? (texts[i] ?? null) : numbers[i]!;
    filled += 1;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / filled) * Math.log2(count / filled);
  return filled === 0 ? 0 : bits * (filled / total);
}
