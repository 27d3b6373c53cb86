import { MLFLOW_STATUS } from '../../src/domain/mlflow-status.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import type { ColumnInfo } from '../../src/rpc/query-api.ts';
import type { EditedTable } from './edited-table.ts';

const ROWS_PER_PART = 2000;

/**
 * All matching runs with MLflow's column names (`mlflow.search_runs`), so that notebooks written for it go on
 * working. Times are ISO 8601 in UTC; the rest is what was logged.
 */
export function tableToCsv(
  table: EditedTable,
  rows: Uint32Array,
  columns: readonly ColumnInfo[],
  experimentOf: (row: number) => ExperimentRecord | undefined,
): Blob {
  const logged = columns.filter((column) => column.kind !== 'attribute').map((column) => column.id);
  const header = ['run_id', 'experiment_id', 'status', 'start_time', 'end_time', 'run_name', ...logged];
  const parts: string[] = [`${header.map(toCell).join(',')}\r\n`];
  for (let from = 0; from < rows.length; from += ROWS_PER_PART) {
    let text = '';
    for (const row of rows.subarray(from, from + ROWS_PER_PART)) {
      const cells = [
        table.facts.keys[row]!,
        experimentOf(row)?.id ?? '',
        MLFLOW_STATUS[table.facts.statuses[row]!],
        isoTime(table.facts.starts[row]!),
        isoTime(table.facts.ends[row]!),
        table.name(row),
        ...logged.map((id) => table.cell(row, id)),
      ];
      text += `${cells.map(toCell).join(',')}\r\n`;
    }
    parts.push(text);
  }
  return new Blob(parts, { type: 'text/csv' });
}

function isoTime(timeMs: number): string {
  // Outside the range of Date, `toISOString` throws; such a time was never a time.
  return Math.abs(timeMs) <= 8.64e15 ? new Date(timeMs).toISOString() : '';
}

function toCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // A spreadsheet runs text that begins like a formula; a quote before it makes it text. Numbers stay numbers.
  const risky = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value));
  const text = risky ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
