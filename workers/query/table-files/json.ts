import { type Cell, type FileColumn, isoTime } from './file-columns.ts';
import { makeTextBlob } from './parts.ts';

/**
 * An array of records, one a run, a line each. What a run has no value for is left out of its record. Metrics are
 * numbers; those that JSON has no word for are the texts "NaN", "Infinity" and "-Infinity". Params and tags are the
 * texts that were logged, times ISO 8601 in UTC.
 */
export function makeJson(columns: readonly FileColumn[], rows: Uint32Array): Blob {
  const named = columns.map((column) => ({ column, head: `${JSON.stringify(column.name)}:` }));
  const toRecord = (row: number) => {
    const members: string[] = [];
    for (const { column, head } of named) {
      const value = column.kind === 'time' ? isoTime(column.cell(row)) : column.cell(row);
      if (value !== null) members.push(head + toJson(value));
    }
    return `{${members.join(',')}}`;
  };
  const toLine = (row: number, index: number) => `${index === 0 ? '' : ',\n'}${toRecord(row)}`;
  return makeTextBlob('[\n', rows, toLine, '\n]\n', 'application/json');
}

function toJson(value: Exclude<Cell, null>): string {
  if (typeof value === 'string') return JSON.stringify(value);
  // JSON reads -0 back as it is written; String writes 0.
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}
