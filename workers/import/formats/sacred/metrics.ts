import { PointBuilder } from '../../../../src/base/columns.ts';
import { parseTimeText } from '../../tables/cells.ts';
import { entriesOf, fieldOf, listOf, numberOf, textOf } from '../../text/json-fields.ts';
import type { JsonOf, JsonValue } from '../../text/lenient-json.ts';
import { loggedNumber, unwrapPickled } from './plain-values.ts';

export interface LoggedSeries {
  readonly metric: string;
  readonly points: PointBuilder;
}

const MOST_SERIES = 100_000;
const MOST_INFO_DEPTH = 12;

/** `metrics.json`: three lists for each metric. Values that are no numbers are counted in `left`. */
export function readMetrics(json: JsonValue): {
  readonly series: readonly LoggedSeries[];
  readonly left: number;
} {
  const series: LoggedSeries[] = [];
  let left = 0;
  for (const [metric, columns] of entriesOf(json).slice(0, MOST_SERIES)) {
    const steps = listOf(fieldOf(columns, 'steps'));
    const times = listOf(fieldOf(columns, 'timestamps'));
    const values = listOf(fieldOf(columns, 'values'));
    const points = new PointBuilder(Math.max(1, values.length));
    for (const [index, value] of values.entries()) {
      const number = loggedNumber(value);
      if (number === null) left += 1;
      // A step that is missing was counted by Sacred itself: from zero on.
      else points.push(numberOf(steps[index]) ?? index, timeOf(textOf(times[index])), number);
    }
    if (points.length > 0) series.push({ metric, points });
  }
  return { series, left };
}

/** Naive times are in UTC. NaN where there is none. */
export function timeOf(text: string): number {
  return Math.floor(parseTimeText(text));
}

/**
 * What people put into `info`: lists of numbers, which is how runs logged before Sacred had metrics, and single numbers.
 */
export function readInfo(json: JsonValue, timeMs: number): readonly LoggedSeries[] {
  const series: LoggedSeries[] = [];
  collect(unwrapPickled(json), 'info', 0, (metric, values) => {
    const points = new PointBuilder(values.length);
    for (const [index, value] of values.entries())
      points.push(index, values.length === 1 ? timeMs : Number.NaN, value);
    if (series.length < MOST_SERIES) series.push({ metric, points });
  });
  return series;
}

/** The number that a run returned, or the numbers of the object that it returned. */
export function readResult(json: JsonOf<number> | undefined, timeMs: number): readonly LoggedSeries[] {
  const series: LoggedSeries[] = [];
  if (json === undefined) return series;
  collect(unwrapPickled(json), 'result', 0, (metric, values) => {
    const points = new PointBuilder(1);
    if (values.length !== 1) return;
    points.push(0, timeMs, values[0] ?? Number.NaN);
    if (series.length < MOST_SERIES) series.push({ metric, points });
  });
  return series;
}

function collect(
  value: JsonValue,
  key: string,
  depth: number,
  add: (metric: string, values: readonly number[]) => void,
): void {
  if (typeof value === 'number') add(key, [value]);
  else if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    const isSeries = items.length > 1 && items.every((one) => typeof one === 'number');
    if (isSeries) add(key, items as readonly number[]);
  } else if (depth < MOST_INFO_DEPTH) {
    for (const [name, one] of entriesOf(value)) collect(one, `${key}.${name}`, depth + 1, add);
  }
}
