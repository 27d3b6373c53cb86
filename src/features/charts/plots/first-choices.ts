import type { ColumnInfo } from '../../../rpc/query-api.ts';
import { isNumberColumn } from './column-labels.ts';
import { NO_VARIETY, type Variety } from './column-variety.ts';

/** Axes a plot of many begins with. */
const FIRST_AXES = 6;

/** What is worth looking at first among the columns of some runs, best first. */
export interface FirstChoices {
  /** A metric that has a good end; '' without any metric. */
  readonly target: string;
  readonly metrics: readonly string[];
  /** Parameters whose values differ: numbers first, of each those that vary most. */
  readonly params: readonly string[];
  readonly numberParams: readonly string[];
  /** With few values: what runs can be set side by side by. */
  readonly groups: readonly string[];
}

export function firstChoices(columns: readonly ColumnInfo[], variety: Variety = NO_VARIETY): FirstChoices {
  const bits = ({ id }: ColumnInfo) => variety.get(id) ?? 0;
  const byFilled = [...columns].sort((a, b) => b.filled - a.filled);
  const metrics = byFilled
    .filter((column) => column.kind === 'metric' && !column.key.startsWith('system/'))
    .sort((a, b) => metricRank(b) - metricRank(a));
  const params = byFilled
    .filter((column) => column.kind === 'param' && column.distinct > 1)
    .sort((a, b) => Number(b.numeric) - Number(a.numeric) || bits(b) - bits(a));
  const worded = byFilled.filter(
    (column) => (column.kind === 'param' || column.kind === 'tag') && column.distinct > 1,
  );
  const most = byFilled[0]?.filled ?? 0;
  const groups = worded.sort((a, b) => groupRank(b, most) - groupRank(a, most));
  return {
    target: metrics[0]?.id ?? '',
    metrics: metrics.map(({ id }) => id),
    params: params.map(({ id }) => id),
    numberParams: params.filter(isNumberColumn).map(({ id }) => id),
    groups: groups.map(({ id }) => id),
  };
}

function metricRank({ distinct, direction }: ColumnInfo): number {
  return (distinct > 1 ? 2 : 0) + (direction ? 1 : 0);
}

/** Words before numbers, what most runs have, a handful of values before two or many. */
function groupRank({ numeric, distinct, filled }: ColumnInfo, most: number): number {
  const share = filled / Math.max(1, most);
  return (numeric ? 0 : 15) + share * 15 - Math.min(15, Math.abs(distinct - 4));
}

/** Parameters and the metric they are about at the end. */
export function firstAxes({ params, target, metrics }: FirstChoices): readonly string[] {
  const more = params.length === 0 ? metrics.slice(1, FIRST_AXES) : params.slice(0, FIRST_AXES - 1);
  return target === '' ? more : [...more, target];
}
