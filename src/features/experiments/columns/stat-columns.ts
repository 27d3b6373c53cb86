import { type COLUMN_STATS, columnIdOf, parseColumnId } from '../../../domain/column-id.ts';
import type { ColumnId, ColumnInfo, ColumnValues } from '../../../rpc/query-api.ts';

export type ColumnStat = (typeof COLUMN_STATS)[number];

export const STAT_TEXTS: Readonly<Record<ColumnStat, string>> = {
  last: 'Last',
  min: 'Minimum',
  max: 'Maximum',
  mean: 'Mean',
  first: 'First',
  best: 'Best',
};

/** The column's metric with another statistic; null for what is no metric. */
export function withStat(id: ColumnId, stat: ColumnStat): ColumnId | null {
  const ref = parseColumnId(id);
  const isMetric = ref.kind === 'metric' || ref.kind === 'metric-at';
  return isMetric ? columnIdOf({ kind: 'metric', key: ref.key, stat }) : null;
}

/** The column's metric, where another metric was best. */
export function atBestOf(id: ColumnId, bestOf: string): ColumnId | null {
  const ref = parseColumnId(id);
  const isMetric = ref.kind === 'metric' || ref.kind === 'metric-at';
  return isMetric ? columnIdOf({ kind: 'metric-at', key: ref.key, bestOf }) : null;
}

/** `metrics.rmse`, `min(metrics.rmse)`, `metrics.loss at best step of val_acc`. */
export function metricColumnName(id: ColumnId): string {
  const ref = parseColumnId(id);
  return ref.kind === 'metric-at' ? `metrics.${ref.key} at best step of ${ref.bestOf}` : id;
}

/** What stands in the header, where `metrics.` goes without saying. */
export function metricColumnLabel(id: ColumnId): string {
  const ref = parseColumnId(id);
  if (ref.kind === 'metric-at') return `${ref.key} @ best ${ref.bestOf}`;
  if (ref.kind !== 'metric') return id;
  return ref.stat === 'last' ? ref.key : `${ref.stat} ${ref.key}`;
}

/** The columns that are asked for and no run logged as such: statistics of metrics that some did log. */
export function statColumns(
  asked: readonly ColumnId[],
  infos: readonly ColumnInfo[],
  ranges: ReadonlyMap<ColumnId, ColumnInfo['range']>,
): readonly ColumnInfo[] {
  const byId = new Map(infos.map((info) => [info.id, info]));
  return asked.flatMap((id): ColumnInfo[] => {
    if (byId.has(id)) return [];
    const ref = parseColumnId(id);
    if (ref.kind !== 'metric' && ref.kind !== 'metric-at') return [];
    const base = byId.get(`metrics.${ref.key}`);
    if (!base) return [];
    const { range: _, ...rest } = base;
    const range = ranges.get(id);
    return [{ ...rest, id, ...(range ? { range } : {}) }];
  });
}

/** Extent of each column over its finite values; columns without any have none. */
export function rangesOf({ columns }: ColumnValues): ReadonlyMap<ColumnId, ColumnInfo['range']> {
  const ranges = new Map<ColumnId, ColumnInfo['range']>();
  for (const { column, numbers } of columns) {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let integers = true;
    for (const value of numbers) {
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
      integers &&= Number.isInteger(value);
    }
    if (min <= max) ranges.set(column, { min, max, integers });
  }
  return ranges;
}
