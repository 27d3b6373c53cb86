import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { Database, Rows } from '../../sqlite/database.ts';
import type { Schema, TableName } from './schema.ts';

/** A row of a true table takes at least this much of the file; more rows than fit mean pages that form a circle. */
const LEAST_ROW_BYTES = 6;

/** An open MLflow database: tables read whole, columns by name, damage collected. */
export class Store {
  readonly database: Database;
  readonly schema: Schema;
  readonly problems: ImportProblem[] = [];
  readonly path: string;
  private readonly rowLimit: number;
  readonly sizeBytes: number;

  constructor(database: Database, schema: Schema, path: string, sizeBytes: number) {
    this.database = database;
    this.schema = schema;
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.rowLimit = Math.ceil(sizeBytes / LEAST_ROW_BYTES);
  }

  has(table: TableName, ...columns: readonly string[]): boolean {
    const known = this.schema.columns.get(table);
    return known !== undefined && columns.every((column) => known.has(column));
  }

  /**
   * All rows of a table in the order they were written, with these columns; a column that this schema does not have
   * reads as NULL. Only the table itself is walked, never an index, so an index cannot bring in other data.
   */
  scan(table: TableName, columns: readonly string[]): Rows {
    const known = this.schema.columns.get(table)!;
    const list = columns.map((column) => (known.has(column) ? `"${column}"` : 'NULL')).join(', ');
    return this.database.query(`SELECT ${list} FROM "${table}" NOT INDEXED`);
  }

  /** Calls back for every row of a table, if it is there; damage ends it and is noted. */
  each(table: TableName, columns: readonly string[], onRow: (rows: Rows) => void): void {
    if (!this.schema.columns.has(table)) return;
    const rows = this.scan(table, columns);
    while (this.next(rows)) onRow(rows);
    this.noteDamage(table, rows);
  }

  next(rows: Rows): boolean {
    if (!rows.next()) return false;
    if (rows.count <= this.rowLimit) return true;
    rows.fail('endless', 'more rows than the file can hold');
    return false;
  }

  noteDamage(table: TableName, rows: Rows): void {
    if (rows.failure === null) return;
    const facts = { table, rows: rows.count, reason: rows.failure.message };
    this.problems.push({ code: 'sqlite-table-damaged', path: this.path, facts });
  }

  /** About how many rows a table has, without walking it. */
  estimateRows(table: TableName): number {
    if (!this.schema.columns.has(table)) return 0;
    const rows = this.database.query(`SELECT max(rowid) FROM "${table}"`);
    const count = rows.next() ? rows.number(0) : 0;
    rows.close();
    return Math.min(Math.max(0, count), this.rowLimit);
  }
}
