import type { PointColumns } from '../../src/base/columns.ts';
import { evaluateExpression } from '../../src/domain/chart-expression/evaluate.ts';
import type { ChartExpression } from '../../src/domain/chart-expression/expression.ts';
import type { MetricKey } from '../../src/domain/ids.ts';
import { ascendingOrder, lowerBound } from './ascending.ts';

/** Points of an expression, and how many of those it was made from have no step and so no partner. */
export interface JoinedPoints {
  readonly columns: PointColumns;
  readonly unjoined: number;
}

/** The expression at the steps that all its metrics have; at all points where it names one. LANGUAGE.md says the rule. */
export function joinTerm(
  expression: ChartExpression,
  metrics: ReadonlyMap<MetricKey, PointColumns>,
): JoinedPoints {
  const keys = [...metrics.keys()];
  if (keys.length === 1) {
    const columns = metrics.get(keys[0]!)!;
    const values = new Map([[keys[0]!, columns.values]]);
    const result = evaluateExpression(expression, values, columns.values.length);
    return { columns: { ...columns, values: result }, unjoined: 0 };
  }
  const all = [...metrics.values()];
  const joined = intersect(all.map(lastAtEachStep));
  const values = new Map(keys.map((key, i) => [key, joined.values[i]!]));
  return {
    columns: {
      steps: joined.steps,
      timesMs: joined.timesMs,
      values: evaluateExpression(expression, values, joined.steps.length),
    },
    unjoined: all.reduce((sum, columns) => sum + countWithoutStep(columns.steps), 0),
  };
}

/** For each of these steps the value that another metric has there, NaN where it has none. */
export function valuesAtSteps(steps: Float64Array, metric: PointColumns): Float64Array {
  const there = lastAtEachStep(metric);
  const found = new Float64Array(steps.length).fill(Number.NaN);
  let near = 0;
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]!;
    if (near > 0 && !(there.steps[near - 1]! < step)) near = 0;
    near = lowerBound(there.steps, 0, step, near, there.steps.length);
    if (there.steps[near] === step) found[at] = there.values[near]!;
  }
  return found;
}

/** Steps strictly ascending; of points at one step the last one logged. The columns themselves where they are so already. */
function lastAtEachStep(columns: PointColumns): PointColumns {
  const { steps, timesMs, values } = columns;
  const order = ascendingOrder(steps);
  const count = order === null ? steps.length : order.length;
  const positions = new Uint32Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) {
    const at = order === null ? i : order[i]!;
    if (length > 0 && steps[positions[length - 1]!] === steps[at]) length -= 1;
    positions[length] = at;
    length += 1;
  }
  if (length === steps.length && order === null) return columns;
  const pick = (column: Float64Array) => {
    const picked = new Float64Array(length);
    for (let i = 0; i < length; i++) picked[i] = column[positions[i]!]!;
    return picked;
  };
  return { steps: pick(steps), timesMs: pick(timesMs), values: pick(values) };
}

interface Intersection {
  readonly steps: Float64Array;
  /** The latest of the times at a step. */
  readonly timesMs: Float64Array;
  readonly values: readonly Float64Array[];
}

function intersect(all: readonly PointColumns[]): Intersection {
  const most = Math.min(...all.map((columns) => columns.steps.length));
  const steps = new Float64Array(most);
  const timesMs = new Float64Array(most);
  const values = all.map(() => new Float64Array(most));
  const heads = new Uint32Array(all.length);
  const [first] = all;
  let length = 0;
  for (let at = 0; at < first!.steps.length; at++) {
    const step = first!.steps[at]!;
    heads[0] = at;
    if (!moveTo(all, heads, step)) continue;
    steps[length] = step;
    timesMs[length] = Number.NaN;
    for (let i = 0; i < all.length; i++) {
      values[i]![length] = all[i]!.values[heads[i]!]!;
      const timeMs = all[i]!.timesMs[heads[i]!]!;
      // Also true while none was found.
      if (!(timeMs <= timesMs[length]!)) timesMs[length] = Number.isNaN(timeMs) ? timesMs[length]! : timeMs;
    }
    length += 1;
  }
  const cut = (column: Float64Array) => (length === most ? column : column.slice(0, length));
  return { steps: cut(steps), timesMs: cut(timesMs), values: values.map(cut) };
}

/** Moves every head but the first on to a step; false where one has none there. */
function moveTo(all: readonly PointColumns[], heads: Uint32Array, step: number): boolean {
  let isEverywhere = true;
  for (let i = 1; i < all.length; i++) {
    const { steps } = all[i]!;
    while (heads[i]! < steps.length && steps[heads[i]!]! < step) heads[i]! += 1;
    isEverywhere &&= steps[heads[i]!] === step;
  }
  return isEverywhere;
}

function countWithoutStep(steps: Float64Array): number {
  let count = 0;
  for (let at = 0; at < steps.length; at++) if (!Number.isFinite(steps[at]!)) count += 1;
  return count;
}
