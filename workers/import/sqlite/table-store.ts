import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { Database } from './database.ts';
import type { Pages } from './pages.ts';
import type { RowSource } from './row-source.ts';
import { readTableInfo, type TableInfo } from './table-info.ts';
import { type ScanRange, TableScan } from './table-scan.ts';
import { lastRowId, listLeaves } from './tree.ts';

/** Rows between two looks at the clock and at an abort. */
const ROWS_PER_TURN = 50_000;

/** An open database of a known producer: tables read whole, columns by name, damage collected. */
export class TableStore<Name extends string = string> {
  readonly path: string;
  readonly problems: ImportProblem[] = [];
  private readonly pages: Pages;
  private readonly tables: ReadonlyMap<string, TableInfo>;

  constructor({ pages }: { readonly pages: Pages }, tables: ReadonlyMap<Name, TableInfo>, path: string) {
    this.pages = pages;
    this.tables = tables;
    this.path = path;
  }

  has(table: Name, ...columns: readonly string[]): boolean {
    const info = this.tables.get(table);
    return info !== undefined && columns.every((column) => info.columns.has(column));
  }

  /** Rows in the order they were written; a column that this schema does not have reads as NULL. */
  scan(table: Name, columns: readonly string[], range?: ScanRange): TableScan | null {
    const info = this.tables.get(table);
    return info === undefined ? null : new TableScan(this.pages, info, columns, range);
  }

  /** Calls back for every row of a table, if it is there; damage is noted. */
  each(table: Name, columns: readonly string[], onRow: (rows: TableScan) => void): void {
    for (const _turn of this.turns(table, columns, onRow));
  }

  /** The same for large tables: gives way after every so many rows and tells how many they were. */
  *turns(table: Name, columns: readonly string[], onRow: (rows: TableScan) => void): Generator<number, void> {
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
    const count = this.lastRowId(table);
    // A row takes six bytes at the least.
    return Math.min(Math.max(0, count), this.sizeBytes / 6);
  }

  /** The leaf pages of a table, of which there are as many as reading it whole costs. */
  listLeaves(table: Name): readonly number[] {
    const info = this.tables.get(table);
    return info === undefined ? [] : listLeaves(this.pages, info.rootPage);
  }

  /** 0 for a table that is empty or not there. */
  lastRowId(table: Name): number {
    const info = this.tables.get(table);
    return info === undefined ? 0 : lastRowId(this.pages, info.rootPage);
  }

  get sizeBytes(): number {
    return this.pages.pageCount * this.pages.pageSize;
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
