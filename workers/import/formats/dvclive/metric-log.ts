import type { ImportEvent } from '../../format.ts';
import type { LoggedSeries } from '../../reading/logged-series.ts';
import { readLines } from '../../source/lines.ts';
import type { SourceFile } from '../../source.ts';

export interface FirstRow {
  readonly metric: string;
  readonly step: number;
  readonly value: number;
  /** NaN where the log has no times. */
  readonly timeMs: number;
}

/** Python's words for what is no finite number. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['true', 1],
  ['false', 0],
]);

/** The log of one metric: a header (`timestamp`, `step`, the metric) over its rows. The first row, null for none. */
export async function* readMetricLog(
  file: SourceFile,
  metric: string,
  series: LoggedSeries,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent, FirstRow | null> {
  let columns: readonly string[] | null = null;
  let first: FirstRow | null = null;
  let bad = { rows: 0, line: 0, byte: 0 };
  for await (const { lines, bytesRead } of readLines(file, signal)) {
    for (const { text, number, byte, isEnded } of lines) {
      const cells = text?.split('\t') ?? [];
      if (columns === null) {
        columns = cells;
        continue;
      }
      const row = rowOf(cells, columns, metric);
      if (!row) {
        // The last row of a log that is being written may be cut anywhere.
        if (isEnded) bad = { rows: bad.rows + 1, line: bad.line || number, byte: bad.byte || byte };
        continue;
      }
      first ??= row;
      series.push(metric, row.step, row.value, row.timeMs);
    }
    yield { kind: 'progress', bytesRead, file: file.path };
  }
  if (bad.rows > 0) {
    const { rows, line, byte } = bad;
    yield {
      kind: 'problem',
      problem: { code: 'rows-unreadable', path: file.path, line, byte, facts: { rows } },
    };
  }
  return first;
}

function rowOf(cells: readonly string[], columns: readonly string[], metric: string): FirstRow | null {
  if (cells.length !== columns.length || cells.length < 2) return null;
  const at = columns.indexOf('step');
  const value = numberOf(cells[cells.length - 1]!);
  const step = at < 0 ? null : numberOf(cells[at]!);
  if (value === null || step === null || !Number.isFinite(step)) return null;
  const time = columns.indexOf('timestamp');
  return { metric, step, value, timeMs: time < 0 ? Number.NaN : (numberOf(cells[time]!) ?? Number.NaN) };
}

function numberOf(cell: string): number | null {
  const text = cell.trim();
  if (text === '' || text.length > 40) return null;
  const number = Number(text);
  return Number.isNaN(number) ? (WORDS.get(text.toLowerCase()) ?? null) : number;
}
