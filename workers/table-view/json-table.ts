import { fromUtf8 } from '../../src/base/bytes.ts';
import { CELL_CHARS } from '../../src/rpc/table-api.ts';
import { readAll, type SourceFile } from '../import/source.ts';
import type { TableSource } from './table-source.ts';

/** Larger files are shown as text. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_COLUMNS = 10_000;

/** A table as pandas splits it, `{columns, data}`, which is how MLflow logs tables; null for anything else. */
export async function openJsonTable(file: SourceFile): Promise<TableSource | null> {
  if (file.sizeBytes > MOST_BYTES) return null;
  const parsed = parseJson(fromUtf8(await readAll(file)));
  if (!isJson(parsed) || !Array.isArray(parsed.columns) || !Array.isArray(parsed.data)) return null;
  const data: readonly unknown[] = parsed.data;
  if (parsed.columns.length > MOST_COLUMNS || !data.every((row) => Array.isArray(row))) return null;
  const rows = data as readonly (readonly unknown[])[];
  return {
    columns: parsed.columns.map((name) =>
      Array.isArray(name) ? name.map(toCell).join(' / ') : toCell(name),
    ),
    rowCount: rows.length,
    pick: async (wanted, columnStart, columnEnd) =>
      Array.from(wanted, (row) => (rows[row] ?? []).slice(columnStart, columnEnd).map(toCell)),
  };
}

/** An image by the name of its file: it lies in a folder beside the table. */
function toCell(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, CELL_CHARS);
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  if (isJson(value) && value.type === 'image' && typeof value.filepath === 'string') {
    return value.filepath.slice(value.filepath.lastIndexOf('/') + 1).slice(0, CELL_CHARS);
  }
  return JSON.stringify(value).slice(0, CELL_CHARS);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isJson(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
