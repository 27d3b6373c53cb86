import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { Database } from './database.ts';
import type { RowSource } from './row-source.ts';
import { readTableInfo, type TableInfo } from './table-info.ts';
import { TableScan } from './table-scan.ts';

/** Rows between two looks at the clock and at an abort. */
const ROWS_PER_TURN = 50_000;

/** An open database of a known producer: tables read whole, columns by name, damage collected. */
export class TableStore<Name extends string = string> {
  readonly path: string;
  readonly problems: ImportProblem[] = [];
  private readonly database: Database;
  private readonly tables: ReadonlyMap<string, TableInfo>;

  constructor(database: Database, tables: ReadonlyMap<Name, TableInfo>, path: string) {
    this.database = database;
    this.tables = tables;
    this.path = path;
  }

  has(table: Name, ...columns: readonly string[]): boolean {
    const info = this.tables.get(table);
    return info !== undefined && columns.every((column) => info.columns.has(column));
  }

  /** Rows in the order they were written; a column that this schema does not have reads as NULL. */
  scan(table: Name, columns: readonly string[]): RowSource | null {
    const info = this.tables.get(table);
    return info === undefined ? null : new TableScan(this.database.pages, info, columns);
  }

  /** Calls back for every row of a table, if it is there; damage is noted. */
  each(table: Name, columns: readonly string[], onRow: (rows: RowSource) => void): void {
    for (const _turn of this.turns(table, columns, onRow));
  }

  /** The same for large tables: gives way after every so many rows and tells how many they were. */
  *turns(table: Name, columns: readonly string[], onRow: (rows: RowSource) => void): Generator<number, void> {
    const rows = this.scan(table, columns);
    if (rows === null) return;
    while (rows.next()) {
      onRow(rows);
      if (rows.count % ROWS_PER_TURN === 0) yield ROWS_PER_TURN;
    }
    this.noteDamage(table, rows);
    yield rows.count % ROWS_PER_TURN;
  }

  noteDamage(table: Name, rows: RowSource): void {
    if (rows.failure === null) return;
    const facts = { table, rows: rows.count, reason: rows.failure.message };
    this.problems.push({ code: 'sqlite-table-damaged', path: this.path, facts });
  }

  /** About how many rows a table has, without walking it: row ids are given out in order. */
  estimateRows(table: Name): number {
    if (!this.tables.has(table)) return 0;
    const rows = this.database.query(`SELECT max(rowid) FROM "${table}"`);
    const count = rows.next() ? rows.number(0) : 0;
    rows.close();
    // A row takes six bytes at the least.
    return Math.min(Math.max(0, count), this.sizeBytes / 6);
  }

  get sizeBytes(): number {
    return this.database.pages.pageCount * this.database.pages.pageSize;
  }
}

/** What is known of these tables, as far as they are there; `roots` are the root pages of all. */
export function readTables<Name extends string>(
  database: Database,
  roots: ReadonlyMap<string, number>,
  names: readonly Name[],
): ReadonlyMap<Name, TableInfo> {
  const tables = new Map<Name, TableInfo>();
  for (const name of names) {
    const rootPage = roots.get(name);
    const info = rootPage === undefined ? null : readTableInfo(database, name, rootPage);
    if (info !== null) tables.set(name, info);
  }
  return tables;
}
