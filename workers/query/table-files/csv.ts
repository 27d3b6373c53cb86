import { csvText } from '../csv-rows.ts';
import { type Cell, type FileColumn, isoTime } from './file-columns.ts';
import { makeTextBlob } from './parts.ts';

/** CSV as RFC 4180 has it, under MLflow's column names. Times are ISO 8601 in UTC; the rest is what was logged. */
export function makeCsv(columns: readonly FileColumn[], rows: Uint32Array): Blob {
  const toLine = (row: number) =>
    `${columns.map(({ kind, cell }) => toCell(kind === 'time' ? isoTime(cell(row)) : cell(row))).join(',')}\r\n`;
  const head = `${columns.map(({ name }) => toCell(name)).join(',')}\r\n`;
  return makeTextBlob(head, rows, toLine, '', 'text/csv');
}

function toCell(value: Cell): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : csvText(value);
}
