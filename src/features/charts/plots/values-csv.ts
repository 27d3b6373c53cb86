import { type CsvCell, toCsv } from '../../../base/csv.ts';
import type { ColumnId, ValueColumn } from '../../../rpc/query-api.ts';
import type { PlotData } from './plot-data.ts';

/** Every run that was asked for, those a figure leaves out as well, with the values of these columns as logged. */
export function valuesCsv(data: PlotData, columns: readonly ColumnId[]): string {
  const used = [...new Set(columns)].flatMap((id) => data.raw.get(id) ?? []);
  const header = ['run_id', 'run_name', ...used.map(({ column }) => column)];
  const rows = data.runs.map((run, i) => [run, data.names[i]!, ...used.map((column) => cellOf(column, i))]);
  return toCsv([header, ...rows]);
}

function cellOf({ numbers, texts, present }: ValueColumn, i: number): CsvCell {
  if (present[i] === 0) return null;
  return texts?.[i] ?? numbers[i]!;
}
