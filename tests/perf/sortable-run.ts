import { toHash } from '../../src/domain/ids.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import { runRecord } from '../support/made-run.ts';

/** Run `index` of many, with a loss that is in no order. */
export function sortableRun(index: number): StoredRun {
  const one = (value: number) => Float64Array.of(value);
  const points = { steps: one(0), timesMs: one(index), values: one(Math.sin(index * 12.9898) * 43758.5453) };
  const series = [{ ...summariseSeries('loss', points), parts: [] }];
  return { ...runRecord({ id: `run-${index}`, loss: '' }), startMs: index, content: toHash(''), series };
}
