import type { PointColumns } from '../../src/base/columns.ts';
import type { RunKey } from '../../src/domain/ids.ts';
import type { SeriesQuery } from '../../src/rpc/query-api.ts';
import { originMs } from './prepared-series.ts';
import type { SeriesSource } from './series-cache.ts';

/** Rows per piece of the blob: some hundred kilobytes of text, so that the whole never stands as one string. */
const ROWS_PER_PIECE = 8192;

/** Every point in the query's range as rows of run, metric, step, value and time, in the order of logging. */
export async function makeSeriesCsv(
  query: SeriesQuery,
  load: (run: RunKey) => Promise<PointColumns | null>,
  source: SeriesSource,
): Promise<Blob> {
  const parts: Blob[] = [new Blob(['run_id,metric,step,value,timestamp\n'])];
  for (const run of query.runs) {
    const columns = await load(run);
    if (columns === null) continue;
    const isShown = placeTest(columns, query, source.startMs(run));
    const head = `${quoted(run)},${quoted(query.metric)}`;
    let rows: string[] = [];
    for (let at = 0; at < columns.values.length; at++) {
      if (!isShown(at)) continue;
      const step = numberText(columns.steps[at]!);
      rows.push(`${head},${step},${valueText(columns.values[at]!)},${numberText(columns.timesMs[at]!)}\n`);
      if (rows.length < ROWS_PER_PIECE) continue;
      parts.push(new Blob(rows));
      rows = [];
    }
    parts.push(new Blob(rows));
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}

/** Whether the point at a position lies in the range; without a range every point does, placed or not. */
function placeTest(
  columns: PointColumns,
  { axis, range }: SeriesQuery,
  startMs: number | null,
): (at: number) => boolean {
  if (range === null) return () => true;
  const keys = axis === 'step' ? columns.steps : columns.timesMs;
  const origin = axis === 'relative' ? originMs(leastFinite(keys), startMs) : 0;
  return (at) => {
    const x = keys[at]! - origin;
    return x >= range[0] && x <= range[1];
  };
}

function leastFinite(keys: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (const key of keys) if (Number.isFinite(key) && key < least) least = key;
  return least;
}

function numberText(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

/** As pandas and Python read them back. */
function valueText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'inf' : '-inf';
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
