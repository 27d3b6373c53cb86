import type { Database } from './database.ts';
import { MAX_COLUMNS } from './record.ts';

export interface ColumnInfo {
  /** Place in the stored record. */
  readonly place: number;
  /** What rows have that were written before the column was added; '' for nothing. */
  readonly fallback: string;
}

/** A table as it is stored: where its tree begins and which column stands where. */
export interface TableInfo {
  readonly name: string;
  readonly rootPage: number;
  readonly columns: ReadonlyMap<string, ColumnInfo>;
  /** Place of the column that is the row id under another name, -1 where there is none. */
  readonly rowIdPlace: number;
}

/** Root pages of real tables by name; views and virtual tables would run whatever the file's author wrote. */
export function readRootPages(database: Database): ReadonlyMap<string, number> {
  const roots = new Map<string, number>();
  const rows = database.query('SELECT type, name, rootpage FROM sqlite_schema');
  while (rows.next()) {
    const name = rows.text(1);
    const rootPage = rows.number(2);
    if (rootPage <= 0 || name.startsWith('sqlite_')) continue;
    if (rows.text(0) === 'table') roots.set(name, rootPage);
  }
  return roots;
}

/** null for a table that is not stored plainly: generated columns take no place in a record. */
export function readTableInfo(database: Database, name: string, rootPage: number): TableInfo | null {
  const columns = new Map<string, ColumnInfo>();
  const keys: string[] = [];
  let rowIdPlace = -1;
  let isPlain = true;
  const rows = database.query(`PRAGMA table_xinfo("${name.replaceAll('"', '""')}")`);
  while (rows.next()) {
    const column = rows.text(1);
    const place = rows.number(0);
    if (rows.number(6) !== 0) isPlain = false;
    if (rows.number(5) > 0) keys.push(column);
    if (rows.number(5) === 1 && rows.text(2).toUpperCase() === 'INTEGER') rowIdPlace = place;
    if (place < MAX_COLUMNS) columns.set(column, { place, fallback: unquote(rows.text(4)) });
  }
  if (!isPlain || rows.failure !== null || columns.size === 0) return null;
  return { name, rootPage, columns, rowIdPlace: keys.length === 1 ? rowIdPlace : -1 };
}

/** A default is an expression; literals are understood, anything else counts as none. */
function unquote(text: string): string {
  if (text.startsWith("'") && text.endsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  return /^[+-]?[0-9.]+$/.test(text) ? text : '';
}
