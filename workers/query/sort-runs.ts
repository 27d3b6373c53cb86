import type { ColumnId, SortKey } from '../../src/rpc/query-api.ts';
import { isNumberText } from './columns.ts';
import type { EditedTable } from './edited-table.ts';

/** Where a row stands in one sort key: numbers, so that comparing costs the same for text and metrics. */
interface Ranking {
  readonly ranks: Float64Array;
  readonly descending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });

/** Sorts row numbers in place: by the keys, then newest first, then by run key. Missing values are last either way. */
export function sortRows(rows: Uint32Array, table: EditedTable, keys: readonly SortKey[]): void {
  const rankings = keys.map((key) => ({
    ranks: rankRows(rows, table, key.column),
    descending: key.descending,
  }));
  const starts = table.facts.starts;
  const runKeys = table.facts.keys;
  rows.sort((a, b) => {
    for (const ranking of rankings) {
      const order = compareRanks(ranking, a, b);
      if (order !== 0) return order;
    }
    const byStart = (starts[b] || 0) - (starts[a] || 0);
    if (byStart !== 0) return byStart;
    return runKeys[a]! < runKeys[b]! ? -1 : 1;
  });
}

/** MLflow's order: numbers, then NaN, then missing, whichever the direction. Missing is -Infinity with a NaN's sign. */
const MISSING = Number.NEGATIVE_INFINITY;

function compareRanks({ ranks, descending }: Ranking, a: number, b: number): number {
  const left = ranks[a]!;
  const right = ranks[b]!;
  if (left === right) return 0;
  if (left === MISSING) return 1;
  if (right === MISSING) return -1;
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
  if (Number.isNaN(right)) return -1;
  return descending ? right - left : left - right;
}

function rankRows(rows: Uint32Array, table: EditedTable, column: ColumnId): Float64Array {
  const ranks = new Float64Array(table.facts.count).fill(MISSING);
  const metric = column.startsWith('metrics.') ? table.facts.metrics.get(column.slice(8)) : undefined;
  if (metric) {
    for (let i = 0; i < metric.length; i++) ranks[metric.rowAt(i)] = sortable(metric.valueAt(i));
    return ranks;
  }
  const cells = new Map<number, string | number>();
  let numeric = true;
  for (const row of rows) {
    const cell = table.cell(row, column);
    if (cell === null) continue;
    cells.set(row, cell);
    if (typeof cell === 'string' && !isNumberText(cell)) numeric = false;
  }
  if (numeric) for (const [row, cell] of cells) ranks[row] = sortable(Number(cell));
  else rankTexts(cells, ranks);
  return ranks;
}

/** Minus infinity is a value that can be logged; keep it apart from "missing". */
function sortable(value: number): number {
  return value === Number.NEGATIVE_INFINITY ? -Number.MAX_VALUE : value;
}

function rankTexts(cells: ReadonlyMap<number, string | number>, ranks: Float64Array): void {
  const distinct = [...new Set([...cells.values()].map(String))].sort(collator.compare);
  const rankOf = new Map(distinct.map((text, rank) => [text, rank]));
  for (const [row, cell] of cells) ranks[row] = rankOf.get(String(cell))!;
}
