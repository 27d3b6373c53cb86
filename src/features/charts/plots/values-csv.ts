import type { ColumnId, ValueColumn } from '../../../rpc/query-api.ts';
import type { PlotData } from './plot-data.ts';

type Cell = string | number | null;

/** Every run that was asked for, those a figure leaves out as well, with the values of these columns as logged. */
export function valuesCsv(data: PlotData, columns: readonly ColumnId[]): string {
  const used = [...new Set(columns)].flatMap((id) => data.raw.get(id) ?? []);
  const header = ['run_id', 'run_name', ...used.map(({ column }) => column)];
  const rows = data.runs.map((run, i) => [run, data.names[i]!, ...used.map((column) => cellOf(column, i))]);
  return toCsv([header, ...rows]);
}

export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

function cellOf({ numbers, texts, present }: ValueColumn, i: number): Cell {
  if (present[i] === 0) return null;
  return texts?.[i] ?? numbers[i]!;
}

function toCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // A spreadsheet runs text that begins like a formula; a quote before it makes it text.
  const text = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
